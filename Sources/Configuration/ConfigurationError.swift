/// Mistakes in a text of values, one message each, with their places.
package struct ConfigurationError: Error, CustomStringConvertible {
  /// One message for each mistake, `file:line: what was found, what was expected`.
  package var messages: [String]

  init(_ message: String) { messages = [message] }

  init(_ messages: [String]) { self.messages = messages }

  /// The messages, one a line.
  package var description: String { messages.joined(separator: "\n") }
}
