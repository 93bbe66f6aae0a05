import RandomNumbers

extension DataSet {
  /// Splits examples at random, but always alike: by a shuffle with the seed 0 of its own, not a
  /// study's, so that all studies are tested with the same examples.
  ///
  /// - Parameters:
  ///   - name: what the set is called.
  ///   - examples: all of them.
  ///   - testShare: how much of them is for testing, rounded to the nearest count.
  ///   - classNames: what the classes are called, if they are no plain numbers.
  ///   - featureNames: what the features are called, if they have names.
  /// - Throws: ``DataSetError`` if one of the parts would have no example.
  /// - Complexity: O(features).
  init(
    name: String, splitting examples: LabelledSet, testShare: Double, classNames: [String]? = nil,
    featureNames: [String]? = nil
  ) throws {
    let count = examples.exampleCount
    guard testShare > 0, testShare < 1 else {
      throw DataSetError("\(name): found the test share \(testShare), expected one between 0 and 1")
    }
    let testCount = Int((testShare * Double(count)).rounded())
    guard testCount > 0, testCount < count else {
      throw DataSetError(
        "\(name): a test share of \(testShare) leaves \(count - testCount) of \(count) examples for"
          + " training and \(testCount) for testing, expected some for each")
    }
    let order = shuffle(count, by: RandomField(seed: 0, purpose: .testSplit))
    self.init(
      name: name, training: examples.selecting(order[testCount...]),
      test: examples.selecting(order[..<testCount]), classNames: classNames,
      featureNames: featureNames)
  }
}
