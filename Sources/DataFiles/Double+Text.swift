extension Double {
  /// The shortest text that reads back to the number; whole numbers, as counts are, without a point.
  package var shortText: String {
    if magnitude < 1e15, let integer = Int(exactly: self) { return "\(integer)" }
    return "\(self)"
  }
}
