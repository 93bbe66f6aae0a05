/// Labelled examples in two parts: what a network learns from, and what it is tested with. A third part
/// can be held out of the first.
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
  /// What rates and the like are chosen by, if examples are held out for that.
  public var validation: LabelledSet?
  /// What the classes are called, by their numbers; nil if they are plain numbers.
  public var classNames: [String]?
  /// What the features are called, in order; nil if they have no names.
  public var featureNames: [String]?
  /// What was taken from the features, and by what they were divided, if they were standardised.
  public internal(set) var moments: FeatureMoments?
  /// The spikes of all parts, if the examples are spikes: then the one feature of each is the place of its train.
  public internal(set) var spikes: SpikeTrains?

  /// A data set.
  ///
  /// - Precondition: all parts have the same features, classes and image shape.
  public init(
    name: String, training: LabelledSet, test: LabelledSet, validation: LabelledSet? = nil,
    classNames: [String]? = nil, featureNames: [String]? = nil
  ) {
    for other in [test, validation ?? test] {
      precondition(
        training.featureCount == other.featureCount && training.classCount == other.classCount
          && training.imageShape == other.imageShape, "the parts differ in shape")
    }
    self.name = name
    self.training = training
    self.test = test
    self.validation = validation
    self.classNames = classNames
    self.featureNames = featureNames
  }

  /// The same set with other examples.
  ///
  /// - Precondition: as for a new one.
  func replacing(training: LabelledSet, test: LabelledSet, validation: LabelledSet?) -> DataSet {
    var set = DataSet(
      name: name, training: training, test: test, validation: validation, classNames: classNames,
      featureNames: featureNames)
    set.moments = moments
    set.spikes = spikes
    return set
  }

  /// The same done to all parts.
  func map(_ body: (LabelledSet) throws -> LabelledSet) rethrows -> DataSet {
    replacing(
      training: try body(training), test: try body(test), validation: try validation.map(body))
  }
}
