extension ChosenExamples {
  /// Where examples come from.
  package enum Source: Sendable, Equatable {
    case named(String)
    /// Generated from these seeds.
    case yinYang(YinYang.Seeds)
    /// A file of each part, or one that is split, and which column has the classes.
    case csv(training: String, test: String?, testShare: Double, label: String)
    /// Tables of spikes.
    case spikes(SpikeFiles)

    /// A set that goes by a name.
    package init(set name: String) {
      self = name == YinYang.name ? .yinYang(YinYang.Seeds()) : .named(name)
    }

    /// Why its test part is always the same; nil if it is split off here.
    package var reasonAgainstFolds: String? {
      switch self {
      case .named("digits"), .csv(_, nil, _, _): nil
      case .named(let name):
        // A name that nobody knows is a mistake of its own.
        KnownDataSet.all.contains { $0.name == name } ? "\(name) has a test set of its own" : nil
      case .yinYang:
        "\(YinYang.name) is generated, and drive.data.seeds.test draws another test set"
      case .csv: "drive.data.test_file has the examples for testing"
      case .spikes(let files):
        files.test == nil ? nil : "drive.data.spikes.test_file has the examples for testing"
      }
    }

    /// The files that it names.
    package var paths: [String] {
      switch self {
      case .named, .yinYang: []
      case .csv(let training, let test, _, _): [training, test].compactMap(\.self)
      case .spikes(let files): files.paths
      }
    }
  }
}

extension ChosenExamples {
  /// The examples as they are: so many of each part.
  ///
  /// - Throws: ``DataSetError`` or `DataFileError`.
  func unprepared(in folders: DataFolders, seed: UInt64) throws -> DataSet {
    let whole: DataSet
    switch source {
    case .yinYang(let seeds):
      return try .yinYang(
        training: training ?? YinYang.trainingCount, test: test ?? YinYang.testCount,
        validation: validation, seeds: seeds)
    case .named(let name): whole = try .load(named: name, in: folders)
    case .csv(let training, let test?, _, let label):
      whole = try .csv(name: "training_file", training: training, test: test, label: label)
    case .csv(let training, nil, let share, let label):
      whole = try .csv(name: "training_file", path: training, testShare: share, label: label)
    case .spikes(let files): whole = try .spikes(files)
    }
    let part = try shaped(fold.map { try whole.fold($0) } ?? whole).prefix(
      training: training, test: test)
    return try validation.map { try part.holdingOut($0, seed: seed) } ?? part
  }

  /// Images of the shape, if there is one.
  private func shaped(_ set: DataSet) throws -> DataSet {
    guard let shape else { return set }
    guard shape.featureCount == set.training.featureCount else {
      throw DataSetError(
        "found \(set.training.featureCount) features, expected \(shape.featureCount) for images of"
          + " \(shape.channels)×\(shape.rows)×\(shape.columns) (shape)")
    }
    return set.map { $0.asImages(shape) }
  }
}
