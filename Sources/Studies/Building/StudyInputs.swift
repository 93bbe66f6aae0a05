import DataFiles
import DataSets
import Foundation
import GradientDrives
import Synchronization

/// The data sets and files of gradients that studies name, opened.
///
/// A study says what it learns from or which file drives it, and how large that is; what is in it stands here. A
/// file is checked once and is then there for every study that is read or run with the same inputs, as those of a
/// sweep or a comparison are. What was opened last stays in memory, as long as the inputs do, until something else of
/// its kind is opened. Files that have changed are opened again; those of a named data set are taken to stay as they are.
///
/// ```swift
/// let inputs = StudyInputs(dataFolders: DataFolders("data"))
/// let study = try Study(contentsOf: "study.yaml", inputs: inputs)
/// let result = try StudyRun(study, inputs: inputs).result()
/// ```
public final class StudyInputs: Sendable {
  /// Those of studies whose data sets are in the usual folders.
  public static let standard = StudyInputs()

  /// Where data sets are looked for.
  private let dataFolders: DataFolders
  /// What was opened last of each kind: studies that follow each other mostly have the same.
  private let opened = Mutex(Opened())

  private struct Opened {
    var table: (key: TableKey, value: any GradientTable)?
    var examples: (key: ExamplesKey, value: DataSet)?
  }

  /// Inputs of which none is open yet.
  ///
  /// - Parameter dataFolders: where data sets are looked for.
  public init(dataFolders: DataFolders = DataFolders()) { self.dataFolders = dataFolders }

  /// The gradients in a file, checked.
  ///
  /// - Throws: `DataFileError` with the place of the first mistake.
  /// - Complexity: O(file size), unless it is the file that was opened last and has not changed.
  package func table(of file: SignalFile) throws -> any GradientTable {
    let key = TableKey(file: file, states: file.paths.map(FileState.init))
    if let table = opened.withLock({ $0.table?.key == key ? $0.table?.value : nil }) {
      return table
    }
    let table = try file.open()
    if !key.states.contains(nil) { opened.withLock { $0.table = (key, table) } }
    return table
  }

  /// Examples, prepared as a study says.
  ///
  /// - Parameter seed: which examples are held out depends on it.
  /// - Throws: `DataSetError` or `DataFileError`.
  /// - Complexity: O(number of features), unless they are those that were opened last.
  func examples(of data: ChosenExamples, seed: UInt64) throws -> DataSet {
    let key = ExamplesKey(
      examples: data, seed: data.validation == nil ? 0 : seed,
      files: data.source.paths.compactMap(FileState.init))
    if let examples = opened.withLock({ $0.examples?.key == key ? $0.examples?.value : nil }) {
      return examples
    }
    let examples = try data.examples(in: dataFolders, seed: seed)
    opened.withLock { $0.examples = (key, examples) }
    return examples
  }
}

extension StudyInputs {
  /// Other examples than a network learned, prepared as those were.
  ///
  /// - Returns: the examples, and their spikes if they are some.
  /// - Throws: `DataSetError` or `DataFileError`.
  package func examples(_ other: OtherExamples, as model: NetworkModel) throws -> (
    set: LabelledSet, spikes: SpikeTrains?
  ) {
    let examples = try model.description.data.examples(other, as: model.examples, in: dataFolders)
    try model.description.check(examples.spikes)
    return examples
  }
}

/// By what gradients are taken for those that were opened.
private struct TableKey: Equatable {
  let file: SignalFile
  let states: [FileState?]
}

/// By what examples are taken for those that were opened.
private struct ExamplesKey: Equatable {
  let examples: ChosenExamples
  let seed: UInt64
  let files: [FileState]
}

/// By what a file is taken for the one that was opened.
private struct FileState: Equatable {
  let path: String
  let size: UInt64
  let modified: Date

  /// nil if there is no such file.
  init?(_ path: String) {
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
      let size = attributes[.size] as? UInt64,
      let modified = attributes[.modificationDate] as? Date
    else { return nil }
    (self.path, self.size, self.modified) = (path, size, modified)
  }
}
