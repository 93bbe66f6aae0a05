extension DataSet {
  /// The set with the first examples only; those held out for validation stay.
  ///
  /// - Parameters:
  ///   - trainingCount: how many to keep for training; nil keeps all.
  ///   - testCount: how many to keep for testing; nil keeps all.
  /// - Throws: ``DataSetError`` if fewer are there, or none is asked for.
  /// - Complexity: O(features of the result).
  public func prefix(training trainingCount: Int? = nil, test testCount: Int? = nil) throws
    -> DataSet
  {
    func first(_ count: Int?, of set: LabelledSet, called part: String) throws -> LabelledSet {
      guard let count else { return set }
      guard (1...set.exampleCount).contains(count) else {
        throw DataSetError(
          "\(name): found \(count) \(part) examples asked for, expected 1 to \(set.exampleCount)")
      }
      return LabelledSet(
        features: Array(set.features.prefix(count * set.featureCount)),
        labels: Array(set.labels.prefix(count)), featureCount: set.featureCount,
        classCount: set.classCount, imageShape: set.imageShape,
        numbers: Array(set.numbers.prefix(count)))
    }
    return replacing(
      training: try first(trainingCount, of: training, called: "training"),
      test: try first(testCount, of: test, called: "test"), validation: validation)
  }
}
