/// Writes mappings of scalars, flow lists and sections.
package struct YAMLWriter {
  package private(set) var text = ""
  private var indentation = ""

  package init() {}

  package mutating func write(_ key: String, _ value: String) {
    text += "\(indentation)\(key): \(value)\n"
  }

  /// Writes a text that may hold anything: quoted, unless it is plainly a word or a path.
  package mutating func write(_ key: String, text value: String) {
    write(key, Self.plainOrQuoted(value))
  }

  /// The same of a list.
  package mutating func write(_ key: String, texts: [String]) {
    write(key, "[\(texts.map(Self.plainOrQuoted).joined(separator: ", "))]")
  }

  private static func plainOrQuoted(_ value: String) -> String {
    let isPlain =
      value.first?.isLetter == true && !["null", "true", "false"].contains(value)
      && value.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-._/".contains($0)) }
    return isPlain ? value : quoted(value)
  }

  /// A text in double quotes; what YAML does not take as it is, is escaped.
  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x22, 0x5C: quoted += "\\\(scalar)"
      case ..<0x20, 0x7F...0xA0, 0x2028, 0x2029, 0xFEFF:
        let digits = String(scalar.value, radix: 16, uppercase: true)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  package mutating func write(_ key: String, _ value: Double) {
    write(key, value.yaml)
  }

  package mutating func write(_ key: String, list: [Double]) {
    write(key, "[\(list.map(\.yaml).joined(separator: ", "))]")
  }

  package mutating func section(_ key: String, _ body: (inout YAMLWriter) -> Void) {
    text += "\(indentation)\(key):\n"
    indentation += "  "
    body(&self)
    indentation.removeLast(2)
  }
}
