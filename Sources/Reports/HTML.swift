/// A piece of HTML, well-formed as XML too.
///
/// What stands in the program is markup; every text that is put in is escaped, so that no name of a study, no
/// message and no path can become markup:
///
/// ```swift
/// let heading: HTML = "<h2 title=\"\(path)\">\(study)</h2>"
/// ```
struct HTML: ExpressibleByStringInterpolation, Sendable {
  private(set) var text: String

  init(stringLiteral literal: String) { text = literal }

  init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

  /// Text with its markup escaped.
  init(_ text: String) { self.text = Self.escaped(text) }

  /// Gathers the pieces of a literal.
  struct StringInterpolation: StringInterpolationProtocol {
    fileprivate(set) var text = ""

    init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity) }

    mutating func appendLiteral(_ literal: String) { text += literal }

    /// A text, within an element or within an attribute's quotes.
    mutating func appendInterpolation(_ text: String) { self.text += HTML.escaped(text) }

    /// Markup, as it is.
    mutating func appendInterpolation(_ html: HTML) { text += html.text }
  }

  static func += (html: inout HTML, other: HTML) { html.text += other.text }

  /// A text in which nothing is markup. What HTML has no place for, such as a zero byte, becomes U+FFFD.
  private static func escaped(_ text: String) -> String {
    var escaped = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;".unicodeScalars
      case "<": escaped += "&lt;".unicodeScalars
      case ">": escaped += "&gt;".unicodeScalars
      case "\"": escaped += "&quot;".unicodeScalars
      case "'": escaped += "&#39;".unicodeScalars
      case "\t", "\n": escaped.append(scalar)
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}":
        escaped.append("\u{FFFD}")
      default: escaped.append(scalar)
      }
    }
    return String(escaped)
  }
}

extension Sequence<HTML> {
  /// One piece behind the other.
  func joined() -> HTML { reduce(into: "") { $0 += $1 } }
}
