/// Why a data set cannot be had or prepared: it is unknown or not here, or was asked for more than it
/// has. Mistakes within files are `DataFileError`s.
public struct DataSetError: Error, CustomStringConvertible, Sendable {
  /// What was found, what was expected, and what to do.
  public let description: String

  init(_ description: String) {
    self.description = description
  }
}
