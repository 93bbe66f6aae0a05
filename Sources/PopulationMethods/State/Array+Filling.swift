extension Array where Element: BitwiseCopyable {
  /// Has somebody write over the bytes of all elements.
  mutating func fill(_ write: (inout MutableRawSpan) throws -> Void) throws {
    var elements = mutableSpan
    var bytes = elements.mutableBytes
    try write(&bytes)
  }
}
