import DataSets

/// Tasks that are learned one after the other: the same examples with their features in other places. In the first
/// they are where they were.
public struct TaskSequence: Sendable, Equatable {
  /// How many tasks there are.
  public let count: Int
  /// How many epochs each lasts; the last goes on for as long as the run.
  public let epochs: Int
  private let permutations: [FeaturePermutation]

  /// Draws the tasks.
  ///
  /// - Parameters:
  ///   - count: how many.
  ///   - epochs: how many epochs each lasts.
  ///   - featureCount: how many features an example has.
  ///   - permuted: how many of them change places in each task; nil for all.
  ///   - seed: the seed.
  /// - Precondition: there is a task and an epoch, and there are as many features as change places.
  public init(count: Int, epochs: Int, featureCount: Int, permuted: Int? = nil, seed: UInt64) {
    precondition(count > 0 && epochs > 0, "there must be a task, and an epoch for it")
    self.count = count
    self.epochs = epochs
    permutations = (1..<max(count, 1)).map {
      FeaturePermutation(featureCount: featureCount, count: permuted, seed: seed, index: $0)
    }
  }

  /// The task that an epoch belongs to; both count from 0.
  public func task(ofEpoch epoch: Int) -> Int { min(epoch / epochs, count - 1) }

  /// What a task does to the examples.
  public func permutation(ofTask task: Int) -> FeaturePermutation? {
    task == 0 ? nil : permutations[task - 1]
  }
}
