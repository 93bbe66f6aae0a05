/// Texts as troff reads them.
enum TroffText {
  /// A line of text with marks.
  static func marked(_ text: String) -> String {
    begun(
      MarkdownSpan.spans(of: text).map { span in
        switch span.kind {
        case .plain: escaped(span.text, isCode: false)
        case .code, .strong: "\\fB\(escaped(span.text, isCode: span.kind == .code))\\fR"
        }
      }.joined())
  }

  /// A line of text without marks.
  static func plain(_ text: String) -> String { begun(escaped(text, isCode: false)) }

  /// A line of a program.
  static func code(_ text: String) -> String { begun(escaped(text, isCode: true)) }

  /// Keys, as they are typed.
  static func bold(_ text: String) -> String { "\\fB\(escaped(text, isCode: true))\\fR" }

  /// What begins with a dot or an apostrophe is no request.
  private static func begun(_ line: String) -> String {
    line.hasPrefix(".") || line.hasPrefix("'") ? "\\&\(line)" : line
  }

  private static func escaped(_ text: String, isCode: Bool) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\(rs"
      // As they are typed, not as a typesetter would have them.
      case "-" where isCode: result += "\\-"
      case "'": result += isCode ? "\\(aq" : "'"
      case "`": result += "\\(ga"
      case "^": result += "\\(ha"
      case "~": result += "\\(ti"
      case _ where scalar.isASCII: result.unicodeScalars.append(scalar)
      default: result += name(scalar)
      }
    }
    return result
  }

  private static func name(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "\\[u\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)]"
  }

  /// Requests that say what stands for characters of a text where a font lacks them, as that of a terminal without Unicode
  /// does: "rho", and "10^8".
  static func replacements(in text: String) -> [String] {
    Set(text.unicodeScalars.filter { !$0.isASCII }).sorted().compactMap { scalar in
      replacement(scalar).map { ".fchar \(name(scalar)) \(escaped($0, isCode: false))" }
    }
  }

  private static func replacement(_ scalar: Unicode.Scalar) -> String? {
    let words = (scalar.properties.name ?? "").split(separator: " ").map { $0.lowercased() }
    guard let first = words.first, let last = words.last else { return nil }
    switch first {
    case "superscript", "subscript":
      let symbols = ["plus sign": "+", "minus": "-"]
      let sign = first == "superscript" ? "^" : "_"
      let digit = scalar.properties.numericValue.map { "\(Int($0))" }
      return sign + (digit ?? symbols[words.dropFirst().joined(separator: " ")] ?? last)
    case "greek": return words.contains("capital") ? last.capitalized : last
    case "n-ary": return "sum"
    case "integral": return "integral"
    case "horizontal": return "..."
    case "square": return "sqrt"
    case "middle": return "*"
    default: return nil
    }
  }
}

extension String {
  /// The word with a large first letter.
  fileprivate var capitalized: String { prefix(1).uppercased() + dropFirst() }
}
