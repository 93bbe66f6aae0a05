/// A mistake in an expression, with its place in it.
package struct ExpressionError: Error, Equatable {
  /// The character at which it begins, from 1.
  package var column: Int
  /// What was found and what was expected.
  package var message: String

  init(_ column: Int, _ message: String) {
    self.column = column
    self.message = message
  }
}
