/// Reads an SVG file piece by piece.
///
/// It knows as much of XML as programs that draw write: tags, text, the five named entities and those of
/// numbers. What it does not know is an error, never passed on.
struct SVGReader {
  /// An attribute with its value, entities resolved.
  struct Attribute {
    let name, value: String
  }

  /// A piece of the file.
  enum Token {
    case opening(name: String, [Attribute], isEmpty: Bool)
    case closing(name: String)
    case text(String)
  }

  /// Why the file cannot be read.
  struct Mistake: Error, CustomStringConvertible {
    let description: String
  }

  private let bytes: [UInt8]
  private var position = 0

  init(_ data: some Sequence<UInt8>) { bytes = Array(data) }

  /// The next piece; nil at the end.
  ///
  /// - Throws: ``Mistake``.
  mutating func next() throws -> Token? {
    while position < bytes.count {
      guard bytes[position] == UInt8(ascii: "<") else {
        return .text(try resolved(take(until: "<", orEnd: true)))
      }
      if skip("<!--") {
        _ = try take(until: "-->")
      } else if skip("<![CDATA[") {
        return .text(String(decoding: try take(until: "]]>"), as: UTF8.self))
      } else if skip("<?") {
        _ = try take(until: "?>")
      } else if skip("<!") {
        // A document type; what one defines itself is an error.
        guard try !take(until: ">").contains(UInt8(ascii: "[")) else {
          throw mistake("a document type with definitions of its own")
        }
      } else if skip("</") {
        let name = try name()
        skipSpace()
        guard skip(">") else { throw mistake("the end of a tag, expected >") }
        return .closing(name: name)
      } else {
        position += 1
        return try opening()
      }
    }
    return nil
  }

  private mutating func opening() throws -> Token {
    let name = try name()
    var attributes: [Attribute] = []
    while true {
      skipSpace()
      if skip("/>") { return .opening(name: name, attributes, isEmpty: true) }
      if skip(">") { return .opening(name: name, attributes, isEmpty: false) }
      let attribute = try self.name()
      skipSpace()
      guard skip("=") else { throw mistake("the attribute \(attribute), expected = and a value") }
      skipSpace()
      let isDouble = skip("\"")
      guard isDouble || skip("'") else {
        throw mistake("the value of \(attribute), expected it in quotes")
      }
      let value = try resolved(take(until: isDouble ? "\"" : "'"))
      attributes.append(Attribute(name: attribute, value: value))
    }
  }

  // MARK: Bytes

  private mutating func name() throws -> String {
    let start = position
    while position < bytes.count, Self.isOfName(bytes[position]) { position += 1 }
    guard position > start else { throw mistake("something else, expected a name") }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private static func isOfName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: ":"),
      UInt8(ascii: "-"), UInt8(ascii: "."):
      true
    default: false
    }
  }

  private mutating func skipSpace() {
    while position < bytes.count, [9, 10, 13, 32].contains(bytes[position]) { position += 1 }
  }

  /// Goes past a text if it is next.
  private mutating func skip(_ text: StaticString) -> Bool {
    text.withUTF8Buffer { expected in
      guard bytes[position...].starts(with: expected) else { return false }
      position += expected.count
      return true
    }
  }

  /// The bytes before a text, and goes past it; at the end of the file, if that may be, only before it.
  private mutating func take(until text: StaticString, orEnd: Bool = false) throws
    -> ArraySlice<UInt8>
  {
    let start = position
    while position < bytes.count {
      let end = position
      if orEnd ? bytes[position] == text.utf8Start.pointee : skip(text) {
        return bytes[start..<end]
      }
      position += 1
    }
    guard orEnd else { throw mistake("the end of the file, expected \(text)") }
    return bytes[start...]
  }

  /// Text without entities.
  private func resolved(_ slice: ArraySlice<UInt8>) throws -> String {
    let text = String(decoding: slice, as: UTF8.self)
    guard slice.contains(UInt8(ascii: "&")) else { return text }
    let parts = text.split(separator: "&", omittingEmptySubsequences: false)
    return try parts.dropFirst().reduce(into: String(parts[0])) { resolved, part in
      guard let end = part.firstIndex(of: ";"), let scalar = Self.entity(part[..<end]) else {
        throw mistake("&\(part.prefix(10)), expected an entity such as &amp;")
      }
      resolved.unicodeScalars.append(scalar)
      resolved += part[part.index(after: end)...]
    }
  }

  private static func entity(_ name: Substring) -> Unicode.Scalar? {
    switch name {
    case "amp": return "&"
    case "lt": return "<"
    case "gt": return ">"
    case "quot": return "\""
    case "apos": return "'"
    default:
      guard name.first == "#" else { return nil }
      let digits = name.dropFirst()
      let number =
        digits.first == "x" ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
      return number.flatMap(Unicode.Scalar.init)
    }
  }

  private func mistake(_ found: String) -> Mistake {
    let line = bytes[..<min(position, bytes.count)].count { $0 == UInt8(ascii: "\n") } + 1
    return Mistake(description: "line \(line): found \(found)")
  }
}
