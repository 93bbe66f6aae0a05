import SynapticDynamics

/// Features in other places, the same for every example.
///
/// Of n features some are drawn, each subset being equally likely, and change places among each
/// other, each permutation being equally likely; so a few of them may stay where they are. Networks
/// without a sense of place learn the new set as well as the old, which makes tasks of equal
/// difficulty (I. J. Goodfellow et al., arXiv:1312.6211).
public struct FeaturePermutation: Sendable, Equatable {
  /// Which feature stands at each place.
  public let sources: [Int32]

  /// Draws a permutation.
  ///
  /// - Parameters:
  ///   - featureCount: how many features there are.
  ///   - count: how many of them are drawn; nil draws all.
  ///   - seed: the seed.
  ///   - index: which of the permutations of the seed.
  /// - Precondition: there are as many features as are drawn.
  /// - Complexity: O(features).
  public init(featureCount: Int, count: Int? = nil, seed: UInt64, index: Int = 0) {
    precondition((0...featureCount).contains(count ?? featureCount), "there are fewer features")
    let field = RandomField(seed: seed, purpose: .featurePermutation)
    let drawn = shuffle(featureCount, by: field, index: index).prefix(count ?? featureCount)
    var sources = (0..<Int32(featureCount)).map(\.self)
    for (place, feature) in zip(drawn.sorted(), drawn) { sources[Int(place)] = feature }
    self.sources = sources
  }
}
