import Foundation

/// Finds the fields of a line of a table.
struct FieldScanner {
  /// What stands between fields.
  enum Separator: Character, CaseIterable {
    case comma = ","
    case semicolon = ";"
    case tab = "\t"

    var byte: UInt8 { rawValue.asciiValue! }
  }

  let separator: Separator

  /// Whether there is room at a place that belongs to no field: a space, or a tab that separates nothing.
  private func isBlank(_ byte: UInt8) -> Bool {
    byte == 32 || byte == 9 && separator != .tab
  }

  /// The number in a field, which may stand in quotes, and where the field ends; nil if there is no finite decimal number.
  func number(_ line: UnsafeBufferPointer<UInt8>, from start: Int) -> (Double, Int)? {
    let quote = UInt8(ascii: "\"")
    var start = start
    while start < line.count, isBlank(line[start]) { start += 1 }
    let isQuoted = start < line.count && line[start] == quote
    if isQuoted { start += 1 }
    // C's parser skips what it takes for blanks, and takes words and hexadecimal numbers.
    guard start < line.count, Self.beginsNumber(line[start]) else { return nil }
    let first = UnsafeRawPointer(line.baseAddress! + start).assumingMemoryBound(to: CChar.self)
    var stop: UnsafeMutablePointer<CChar>?
    let value = strtod(first, &stop)
    let length = UnsafePointer(stop!) - first
    guard length > 0, value.isFinite,
      UnsafeBufferPointer(start: first, count: length).allSatisfy({ $0 | 0x20 != 0x78 })
    else { return nil }
    // Other zero bytes end a number for the parser, and are none of ours.
    var end = start + length
    guard end <= line.count else { return nil }
    if isQuoted {
      guard end < line.count, line[end] == quote else { return nil }
      end += 1
    }
    while end < line.count, isBlank(line[end]) { end += 1 }
    return end == line.count || line[end] == separator.byte ? (value, end) : nil
  }

  private static func beginsNumber(_ byte: UInt8) -> Bool {
    UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || byte == UInt8(ascii: "-")
      || byte == UInt8(ascii: "+") || byte == UInt8(ascii: ".")
  }

  /// Where a field ends: at a separator, or with the line. A field that begins with a quote ends behind the next one that is not written
  /// twice; nil if that is not in this line.
  func endOfField(_ line: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    let quote = UInt8(ascii: "\"")
    var place = start
    while place < line.count, isBlank(line[place]) { place += 1 }
    if place < line.count, line[place] == quote {
      place += 1
      while true {
        guard let next = line[place...].firstIndex(of: quote) else { return nil }
        place = next + 1
        guard place < line.count, line[place] == quote else { break }
        place += 1
      }
    }
    return line[place...].firstIndex(of: separator.byte) ?? line.count
  }

  /// The fields of a line.
  func fields(_ line: String) -> [String] {
    var (fields, isQuoted, wasQuoted) = ([""], false, false)
    for character in line {
      switch character {
      case "\"" where isQuoted:
        (isQuoted, wasQuoted) = (false, true)
        continue
      case "\"" where wasQuoted:
        // A quote within quotes is written twice.
        fields[fields.count - 1].append("\"")
        isQuoted = true
      case "\"" where fields.last!.allSatisfy(\.isWhitespace):
        fields[fields.count - 1] = ""
        isQuoted = true
      case separator.rawValue where !isQuoted: fields.append("")
      // A quote amid a field is a letter as others.
      default: fields[fields.count - 1].append(character)
      }
      wasQuoted = false
    }
    return fields
  }
}
