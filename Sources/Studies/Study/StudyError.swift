/// Mistakes in a study or in a file that it names, one message each, with their places.
public struct StudyError: Error, CustomStringConvertible, Sendable {
  /// One message for each mistake, `file:line: what was found, what was expected`.
  public var messages: [String]

  /// One mistake.
  public init(_ message: String) {
    messages = [message]
  }

  /// Several mistakes.
  public init(_ messages: [String]) {
    self.messages = messages
  }

  /// The messages, one a line.
  public var description: String { messages.joined(separator: "\n") }
}
