import DataSets
import Synchronization

extension DataDescription {
  /// Reads the examples and prepares them; what was read last is there still, so that the studies of a sweep
  /// share it.
  ///
  /// - Parameters:
  ///   - folders: where sets are looked for.
  ///   - seed: which examples are held out depends on it.
  /// - Throws: `DataSetError` or `DataFileError`.
  func load(in folders: DataFolders, seed: UInt64) throws -> DataSet {
    let key = "\(self) \(folders.paths) \(validation == nil ? 0 : seed)"
    if let examples = Self.last.withLock({ $0.key == key ? $0.examples : nil }) { return examples }
    let examples = try read(in: folders, seed: seed)
    Self.last.withLock { $0 = (key, examples) }
    return examples
  }

  private static let last = Mutex<(key: String, examples: DataSet)>(("", .single))

  private func read(in folders: DataFolders, seed: UInt64) throws -> DataSet {
    let whole =
      switch source {
      case .named(let name): try DataSet.load(named: name, in: folders)
      case .csv(let training, let test?, _):
        try DataSet.csv(name: "training_file", training: training, test: test)
      case .csv(let training, nil, let share):
        try DataSet.csv(name: "training_file", path: training, testShare: share)
      }
    var part = try whole.prefix(training: training, test: test)
    if let validation { part = try part.holdingOut(validation, seed: seed) }
    return switch scaling {
    case .unit: part
    case .standardised: part.standardised(.wholeSet)
    case .standardisedPerFeature: part.standardised(.perFeature)
    }
  }

  /// Stands in for what could not be read.
  static var nothing: DataDescription { DataDescription(source: .named("digits")) }
}

extension DataSet {
  /// A set of one example.
  static var single: DataSet {
    let example = LabelledSet(features: [0], labels: [0], featureCount: 1, classCount: 1)
    return DataSet(name: "nothing", training: example, test: example)
  }
}
