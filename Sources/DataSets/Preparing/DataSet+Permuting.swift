extension DataSet {
  /// The set with features in other places, the same for every example; see ``FeaturePermutation``.
  ///
  /// Networks without a sense of place learn the new set as well as the old, which makes tasks of equal
  /// difficulty (I. J. Goodfellow et al., arXiv:1312.6211). The image shape stays, the image does not.
  ///
  /// - Parameters:
  ///   - seed: the seed.
  ///   - count: how many features are drawn; nil draws all.
  ///   - task: which of the seed's independent permutations.
  /// - Precondition: task is not negative.
  /// - Throws: ``DataSetError`` if there are fewer features.
  /// - Complexity: O(features).
  public func permutingFeatures(seed: UInt64, count: Int? = nil, task: Int = 0) throws -> DataSet {
    let featureCount = training.featureCount
    if let count, !(0...featureCount).contains(count) {
      throw DataSetError(
        "\(name): found \(count) features to be permuted, expected 0 to \(featureCount)")
    }
    let permutation = FeaturePermutation(of: featureCount, count: count, seed: seed, task: task)
    return map { set in
      var set = set
      var row = [Float](repeating: 0, count: featureCount)
      for start in stride(from: 0, to: set.features.count, by: featureCount) {
        for (place, feature) in permutation.sources.enumerated() {
          row[place] = set.features[start + Int(feature)]
        }
        for place in 0..<featureCount { set.features[start + place] = row[place] }
      }
      return set
    }
  }
}
