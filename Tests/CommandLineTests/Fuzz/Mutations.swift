import Foundation

/// Damage to files of any kind.
extension Dice {
  /// Numbers that have broken programs, and some that are none.
  static let numbers = [
    "0", "-0", "-1", "1", "2", "3", "0.5", "7.25", "100", "1e-9", "1e-6", "1e-3", "1e3", "1e6",
    "1e9", "1e15",
    "1e16", "1e100", "1e300", "1e308", "-1e308", "1e309", "1e-300", "1e-320", "5e-324", "-5",
    "-1e-3",
    "4294967296", "2147483648", "9223372036854775807", "9223372036854775808",
    "18446744073709551615",
    "-9223372036854775808", "nan", "inf", "-inf", "", "1,5", "0x1F", "1_000", "12:30", "1d3",
    "0.1000000000000000055511151231257827", String(repeating: "9", count: 400),
  ]

  /// Other values that have.
  static let texts = [
    "~", "null", "true", "no", "[]", "{}", "[1, 2, 3]", "[[1]]", "[nan]", "[1e308, 1e308]",
    "[-1e308, 1e308]",
    "{uniform: [1, 0]}", "{uniform: [-1e308, 1e308]}", "{normal: [0, 1e308]}", "{normal: [0, -1]}",
    "{a: {b: {c: [1]}}}", "\"\"", "' '", "é日😀", "\"\\u0000\"", "\"\\n\"", "*a", "&a 1", "&a [*a]",
    "!!binary aaaa", "!!float x", "- 1", "?", "%", "@", "`", "|", ">", "../../../etc/passwd",
    "/dev/null", "/",
    ".", String(repeating: "a", count: 5000), String(repeating: "[", count: 200),
    String(repeating: "{a: ", count: 200), "[" + String(repeating: "1, ", count: 2000) + "1]",
  ]

  /// One of them.
  mutating func hostile() -> String { chance(70) ? pick(Self.numbers) : pick(Self.texts) }

  /// Text that something else may be wrong with.
  mutating func mutate(_ text: String, times: Int = 1) -> Data {
    mutate(Data(text.utf8), times: times)
  }

  /// Some mutations, one after the other, of bytes, lines, and numbers in decimals.
  mutating func mutate(_ data: Data, times: Int = 1) -> Data {
    var bytes = [UInt8](data)
    for _ in 0..<times { mutate(&bytes) }
    return Data(bytes)
  }

  private mutating func mutate(_ bytes: inout [UInt8]) {
    let place = number(bytes.count + 1)
    let end = min(place + 1 + number(pick(1, 4, 50, bytes.count)), bytes.count)
    switch number(20) {
    case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8(number(8))
    case 1 where place < bytes.count:
      bytes[place] = pick(0, 10, 13, 32, 44, 45, 46, 58, 127, 128, 255)
    case 2: bytes.removeSubrange(place..<max(place, end))
    case 3: bytes.insert(contentsOf: bytes[place..<max(place, end)], at: place)
    case 4: bytes.removeSubrange(place...)
    case 5:
      bytes.insert(
        contentsOf: (0...number(9)).map { _ in UInt8(truncatingIfNeeded: next()) }, at: place)
    case 6: bytes.insert(contentsOf: [0xEF, 0xBB, 0xBF], at: pick(0, place))
    case 7: mutateLines(&bytes)
    case 8 where bytes.count >= 8:
      // A number of four or eight bytes.
      let width = pick(4, 8)
      let start = number(bytes.count - width + 1)
      let value: UInt64 = pick(
        0, 1, .max, 1 << 31, 1 << 63, UInt64(bytes.count), Double.nan.bitPattern,
        Double.infinity.bitPattern,
        1e308.bitPattern, (-1.0).bitPattern, next())
      for k in 0..<width { bytes[start + k] = UInt8(truncatingIfNeeded: value >> UInt64(8 * k)) }
    default: mutateNumber(&bytes)
    }
  }

  /// Something in place of what looks like a number.
  private mutating func mutateNumber(_ bytes: inout [UInt8]) {
    func isPart(_ byte: UInt8) -> Bool { "0123456789.-+e".utf8.contains(byte) }
    let starts = bytes.indices.filter { isPart(bytes[$0]) && ($0 == 0 || !isPart(bytes[$0 - 1])) }
    guard !starts.isEmpty else { return }
    let start = pick(starts)
    let end = bytes[start...].firstIndex { !isPart($0) } ?? bytes.count
    bytes.replaceSubrange(start..<end, with: pick(Self.numbers).utf8)
  }

  private mutating func mutateLines(_ bytes: inout [UInt8]) {
    var lines = bytes.split(separator: 10, omittingEmptySubsequences: false).map(Array.init)
    let (one, other) = (number(lines.count), number(lines.count))
    switch number(6) {
    case 0: lines.swapAt(one, other)
    case 1: lines.insert(lines[one], at: other)
    case 2: lines.remove(at: one)
    case 3: lines = lines.map { $0 + [13] }
    case 4: lines = Array(lines.prefix(1))
    default:
      var fields = lines[one].split(separator: 44, omittingEmptySubsequences: false).map(Array.init)
      let field = number(fields.count)
      if chance(50) { fields.remove(at: field) } else { fields.insert(fields[field], at: field) }
      lines[one] = Array(fields.joined(separator: [44]))
    }
    bytes = Array(lines.joined(separator: [10]))
  }
}
