import RandomNumbers

/// Which feature of an example is seen at which place: some features, drawn at random, change places among each
/// other, the others stay.
public struct FeaturePermutation: Sendable, Equatable {
  /// The feature that is seen at each place, a permutation of 0..<featureCount.
  public let sources: [Int32]

  /// Draws a permutation.
  ///
  /// Each subset of the features is equally likely to change places, and so is each of its permutations; so a
  /// few of them may stay where they are.
  ///
  /// - Parameters:
  ///   - featureCount: how many features there are.
  ///   - count: how many of them are drawn; nil draws all.
  ///   - seed: the seed.
  ///   - task: which of the seed's independent permutations.
  /// - Precondition: count is from 0 to featureCount, task is not negative.
  /// - Complexity: O(featureCount log featureCount).
  public init(of featureCount: Int, count: Int? = nil, seed: UInt64, task: Int = 0) {
    let count = count ?? featureCount
    precondition((0...featureCount).contains(count), "there are \(featureCount) features")
    let field = RandomField(seed: seed, purpose: .featurePermutation)
    let drawn = shuffle(featureCount, by: field, index: task).prefix(count)
    var sources = (0..<Int32(featureCount)).map(\.self)
    for (place, feature) in zip(drawn.sorted(), drawn) { sources[Int(place)] = feature }
    self.sources = sources
  }
}
