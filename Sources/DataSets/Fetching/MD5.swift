import Foundation

/// The message digest MD5, by which data sets are published: it finds damage, not forgery.
///
/// Written here because every library that has it costs more than these lines, and the programs that
/// compute it are called differently on every system.
///
/// Reference: R. Rivest, The MD5 message-digest algorithm, RFC 1321 (1992).
package struct MD5 {
  package init() {}

  private var state: SIMD4<UInt32> = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476]
  /// What came after the last whole block of 64 bytes.
  private var rest: [UInt8] = []
  private var count: UInt64 = 0

  /// T[i] of the reference, ⌊2³² |sin(i + 1)|⌋.
  private static let sines = (1...64).map { UInt32(0x1p32 * sin(Double($0)).magnitude) }
  private static let rotations: [[UInt32]] = [
    [7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21],
  ]

  /// Appends bytes to the message.
  package mutating func update(_ bytes: [UInt8]) {
    count += UInt64(bytes.count)
    var start = 0
    if !rest.isEmpty {
      start = min(64 - rest.count, bytes.count)
      rest += bytes[..<start]
      guard rest.count == 64 else { return }
      let block = rest
      Self.digest(block.span, into: &state)
    }
    while start + 64 <= bytes.count {
      Self.digest(bytes.span.extracting(start..<(start + 64)), into: &state)
      start += 64
    }
    rest = Array(bytes[start...])
  }

  /// The digest of the message in hexadecimal digits.
  package func hexadecimal() -> String {
    var copy = self
    let padding = (119 - Int(count % 64)) % 64 + 1
    let size = (0..<8).map { UInt8(truncatingIfNeeded: (8 &* count) >> (8 * $0)) }
    copy.update([0x80] + Array(repeating: 0, count: padding - 1) + size)
    return (0..<16).map { place in
      let byte = UInt8(truncatingIfNeeded: copy.state[place / 4] >> (8 * UInt32(place % 4)))
      return (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
  }

  private static func digest(_ block: Span<UInt8>, into state: inout SIMD4<UInt32>) {
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    for i in 0..<64 {
      let (mixed, word) =
        switch i / 16 {
        case 0: ((b & c) | (~b & d), i)
        case 1: ((b & d) | (c & ~d), (5 * i + 1) % 16)
        case 2: (b ^ c ^ d, (3 * i + 5) % 16)
        default: (c ^ (b | ~d), (7 * i) % 16)
        }
      var value: UInt32 = 0
      for byte in 0..<4 { value |= UInt32(block[4 * word + byte]) << (8 * UInt32(byte)) }
      let sum = a &+ mixed &+ value &+ sines[i]
      let rotation = rotations[i / 16][i % 4]
      (a, d, c, b) = (d, c, b, b &+ (sum << rotation | sum >> (32 - rotation)))
    }
    state = state &+ [a, b, c, d]
  }
}
