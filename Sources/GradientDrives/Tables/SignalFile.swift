/// A file of gradients, as it was given.
public enum SignalFile: Sendable, Equatable {
  /// A text table.
  case csv(path: String, columns: SignalColumns)
  /// An array of numpy's, times × signals.
  case npy(path: String, time: ArrayTable.Time)

  /// Where it is.
  public var path: String {
    switch self {
    case .csv(let path, _), .npy(let path, _): path
    }
  }

  /// All files that it is in.
  package var paths: [String] {
    if case .npy(let path, .file(let times)) = self { [path, times] } else { [path] }
  }

  /// Opens and checks it.
  ///
  /// - Throws: `DataFileError` with the place of the first mistake.
  /// - Complexity: O(file size).
  public func open() throws -> any GradientTable {
    switch self {
    case .csv(let path, let columns): try CSVTable(path: path, columns: columns)
    case .npy(let path, let time): try ArrayTable(path: path, time: time)
    }
  }
}
