/// A mistake in a data file, with its place.
public struct DataFileError: Error, CustomStringConvertible, Sendable {
  /// The file's path as given.
  public let file: String
  /// The line, from 1, if the mistake is on one.
  public let line: Int?
  /// What was found and what was expected.
  public let message: String

  package init(file: String, line: Int?, _ message: String) {
    self.file = file
    self.line = line
    self.message = message
  }

  /// `file:line: message`.
  public var description: String {
    line.map { "\(file):\($0): \(message)" } ?? "\(file): \(message)"
  }
}
