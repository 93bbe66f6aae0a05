import DataSets

/// Tasks that a network learns one after the other: the same examples, with features in other places in each task
/// but the first, which are the examples as they are (I. J. Goodfellow et al., arXiv:1312.6211; J. Kirkpatrick et
/// al., arXiv:1612.00796).
public struct TaskSequence: Sendable, Equatable {
  /// For how many epochs each task is presented; the last one for as long as a run goes on.
  public let epochsPerTask: Int
  /// Where the features are seen in each task; nil where they are.
  public let permutations: [FeaturePermutation?]

  /// The examples as they are, all the time.
  public static let single = TaskSequence(count: 1, epochsPerTask: 1, featureCount: 1, seed: 0)

  /// Draws the permutations.
  ///
  /// - Parameters:
  ///   - count: how many tasks there are.
  ///   - epochsPerTask: for how many epochs each is presented.
  ///   - permutedFeatures: how many features change places, others in each task; nil: all.
  ///   - featureCount: how many features there are.
  ///   - seed: the seed.
  /// - Precondition: count and epochsPerTask are positive, permutedFeatures is from 0 to featureCount.
  /// - Complexity: O(count × featureCount log featureCount).
  public init(
    count: Int, epochsPerTask: Int, permutedFeatures: Int? = nil, featureCount: Int, seed: UInt64
  ) {
    precondition(count > 0 && epochsPerTask > 0, "there must be a task and an epoch")
    self.epochsPerTask = epochsPerTask
    permutations = (0..<count).map { task in
      task == 0
        ? nil
        : FeaturePermutation(of: featureCount, count: permutedFeatures, seed: seed, task: task)
    }
  }

  /// How many tasks there are.
  public var count: Int { permutations.count }

  /// The task, from 0, that is presented in an epoch, from 0.
  public func task(ofEpoch epoch: Int) -> Int { min(epoch / epochsPerTask, count - 1) }
}
