/// Lends uninitialised memory for some numbers.
@inline(__always)
func withScratch<Result>(_ count: Int, _ body: (inout MutableSpan<Double>) -> Result) -> Result {
  withUnsafeTemporaryAllocation(of: Double.self, capacity: count) { buffer in
    buffer.initialize(repeating: 0)
    var span = MutableSpan(_unsafeElements: buffer)
    return body(&span)
  }
}
