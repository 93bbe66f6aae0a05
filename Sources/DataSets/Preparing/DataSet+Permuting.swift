extension DataSet {
  /// The set with features in other places: see ``FeaturePermutation``. The image shape stays, the image does not.
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
    let permutation = FeaturePermutation(featureCount: featureCount, count: count, seed: seed)
    return map { set in
      var set = set
      for start in stride(from: 0, to: set.features.count, by: featureCount) {
        let example = Array(set.features[start..<(start + featureCount)])
        for (place, source) in permutation.sources.enumerated() {
          set.features[start + place] = example[Int(source)]
        }
      }
      return set
    }
  }
}
