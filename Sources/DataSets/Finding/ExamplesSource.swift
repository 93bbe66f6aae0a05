extension ChosenExamples {
  /// Where examples come from.
  package enum Source: Sendable, Equatable {
    case named(String)
    /// A file of each part, or one that is split, and which column has the classes.
    case csv(training: String, test: String?, testShare: Double, label: String)
  }
}

extension ChosenExamples.Source {
  /// Reads all examples.
  ///
  /// - Throws: ``DataSetError`` or `DataFileError`.
  func load(in folders: DataFolders) throws -> DataSet {
    switch self {
    case .named(let name): try DataSet.load(named: name, in: folders)
    case .csv(let training, let test?, _, let label):
      try DataSet.csv(name: "training_file", training: training, test: test, label: label)
    case .csv(let training, nil, let share, let label):
      try DataSet.csv(name: "training_file", path: training, testShare: share, label: label)
    }
  }
}
