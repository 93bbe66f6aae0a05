import HostSystem

extension AtomicFile {
  /// Appends numbers as numpy reads them: eight bytes each, little-endian.
  package func write(numbers: ArraySlice<Double>) throws {
    #if _endian(little)
      let span = numbers.span
    #else
      let bits = numbers.map(\.bitPattern.littleEndian)
      let span = bits.span
    #endif
    try write(span.bytes)
  }
}
