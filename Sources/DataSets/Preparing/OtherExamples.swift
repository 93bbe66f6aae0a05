/// Examples besides those that a network learned from.
package enum OtherExamples: Sendable, Equatable {
  /// A part of them.
  package enum Part: String, CaseIterable, Sendable {
    case test, training, validation
  }

  /// A part of a set that goes by a name.
  case named(String, Part)
  /// All rows of a file, of features or of spikes as those were that were learned, and which column has the classes.
  case csv(String, label: String)
}

extension ChosenExamples {
  /// Reads other examples and prepares them as these were: with their shape, and by the moments of those that were learned.
  ///
  /// - Parameters:
  ///   - other: which.
  ///   - learned: the examples that were learned, prepared.
  ///   - folders: where sets are looked for.
  /// - Returns: the examples, and their spikes if they are some.
  /// - Throws: ``DataSetError`` or `DataFileError` if there are none, or they are of another shape or have other classes.
  /// - Complexity: O(number of features).
  package func examples(
    _ other: OtherExamples, as learned: DataSet, in folders: DataFolders
  ) throws -> (set: LabelledSet, spikes: SpikeTrains?) {
    if let trains = learned.spikes, case .spikes(let files) = source {
      switch other {
      case .named(let name, _):
        throw DataSetError(
          "found the set \(name), expected a table of spikes, as the network was trained with")
      case .csv(let path, let label):
        return try LabelledSet.spikes(
          path: path, label: label, saidBy: "--label", timeScale: files.timeScale, as: learned,
          trains)
      }
    }
    var examples: LabelledSet
    switch other {
    case .csv(let path, let label):
      examples = try .csv(path: path, label: label, saidBy: "--label", as: learned)
      if let shape { examples = examples.asImages(shape) }
    case .named(let name, let part):
      var set = try DataSet.load(named: name, in: folders)
      // The examples for testing are those that were not learned.
      if let fold, source == .named(name) { set = try set.fold(fold) }
      guard let found = set.part(part) else {
        throw DataSetError("\(name): found no validation part, expected test or training")
      }
      let (own, others) = (learned.training, found)
      guard own.featureCount == others.featureCount, own.classCount == others.classCount,
        own.imageShape == nil || own.imageShape == others.imageShape
      else {
        throw DataSetError(
          "\(name): found \(others.shapeInWords), expected \(own.shapeInWords), as the network was trained with"
        )
      }
      examples = found
    }
    return (learned.moments.map { examples.standardised(by: $0) } ?? examples, nil)
  }
}

extension DataSet {
  /// A part of it; nil if none is held out for validation.
  package func part(_ part: OtherExamples.Part) -> LabelledSet? {
    switch part {
    case .test: test
    case .training: training
    case .validation: validation
    }
  }
}

extension LabelledSet {
  /// What a network must fit.
  fileprivate var shapeInWords: String {
    let input =
      imageShape.map { "images of \($0.channels)×\($0.rows)×\($0.columns)" }
      ?? "\(featureCount) features"
    return "\(input) in \(classCount) classes"
  }
}
