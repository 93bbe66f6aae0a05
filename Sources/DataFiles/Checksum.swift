import CZlib

/// The CRC-32 of zlib, gzip and PNG: finds every change of up to 32 neighbouring bits, and of others all but one
/// in four thousand million.
package struct Checksum {
  package private(set) var value: UInt32 = 0

  package init() {}

  package mutating func add(_ bytes: RawSpan) {
    bytes.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      value = UInt32(
        crc32_z(UInt(value), base.assumingMemoryBound(to: UInt8.self), bytes.count))
    }
  }
}
