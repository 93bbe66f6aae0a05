extension [String] {
  /// The words as a sentence lists them: a, b and c.
  package var listed: String {
    count < 2 ? joined() : "\(dropLast().joined(separator: ", ")) and \(last!)"
  }
}
