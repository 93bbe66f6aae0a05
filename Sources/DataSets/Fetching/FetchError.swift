/// Why a data set could not be fetched. Nothing is left of the file that it happened to.
public struct FetchError: Error, CustomStringConvertible, Sendable {
  /// What kind of reason.
  public enum Kind: Sendable {
    /// The server did not deliver, or a program that is needed is missing or failed.
    case unavailable
    /// What came whole is not what was published.
    case wrongContent
    /// A file cannot be written, or another is in its place.
    case unwritable
  }

  /// What kind of reason it is.
  public let kind: Kind
  /// What was found, and what was expected.
  public let description: String

  init(_ kind: Kind, _ description: String) {
    self.kind = kind
    self.description = description
  }
}
