import SynapticDynamics

extension DataSet {
  /// The set with features in other places, the same for every example.
  ///
  /// Of n features some are drawn, each subset being equally likely, and change places among each
  /// other, each permutation being equally likely; so a few of them may stay where they are. Networks
  /// without a sense of place learn the new set as well as the old, which makes tasks of equal
  /// difficulty (I. J. Goodfellow et al., arXiv:1312.6211). The image shape stays, the image does not.
  ///
  /// - Parameters:
  ///   - seed: the seed.
  ///   - count: how many features are drawn; nil draws all.
  /// - Throws: ``DataSetError`` if there are fewer features.
  /// - Complexity: O(features).
  public func permutingFeatures(seed: UInt64, count: Int? = nil) throws -> DataSet {
    let featureCount = training.featureCount
    let count = count ?? featureCount
    guard (0...featureCount).contains(count) else {
      throw DataSetError(
        "\(name): found \(count) features to be permuted, expected 0 to \(featureCount)")
    }
    let drawn = shuffle(featureCount, by: RandomField(seed: seed, purpose: .featurePermutation))
      .prefix(count)
    var source = Array(0..<featureCount)
    for (place, feature) in zip(drawn.sorted(), drawn) { source[Int(place)] = Int(feature) }
    return map { set in
      var set = set
      var row = [Float](repeating: 0, count: featureCount)
      for start in stride(from: 0, to: set.features.count, by: featureCount) {
        for place in 0..<featureCount { row[place] = set.features[start + source[place]] }
        for place in 0..<featureCount { set.features[start + place] = row[place] }
      }
      return set
    }
  }
}
