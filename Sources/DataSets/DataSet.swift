/// Labelled examples in two parts: what a network learns from, and what it is tested with.
///
/// ```swift
/// let digits = try DataSet.load(named: "digits").standardised(.perFeature)
/// let order = LabelledSet.order(ofEpoch: 0, seed: 1, count: digits.training.exampleCount)
/// ```
///
/// Pixels come scaled to 0…1. Everything that prepares a set further returns a new one, and depends on
/// nothing but its arguments.
public struct DataSet: Sendable, Equatable {
  /// What it is called.
  public var name: String
  /// What a network learns from.
  public var training: LabelledSet
  /// What it is tested with; features and classes are those of `training`.
  public var test: LabelledSet

  /// A data set.
  ///
  /// - Precondition: both parts have the same features, classes and image shape.
  public init(name: String, training: LabelledSet, test: LabelledSet) {
    precondition(
      training.featureCount == test.featureCount && training.classCount == test.classCount
        && training.imageShape == test.imageShape, "training and test differ in shape")
    self.name = name
    self.training = training
    self.test = test
  }

  /// The same done to both parts.
  func map(_ body: (LabelledSet) throws -> LabelledSet) rethrows -> DataSet {
    DataSet(name: name, training: try body(training), test: try body(test))
  }
}
