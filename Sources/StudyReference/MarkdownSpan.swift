/// A piece of a line: plain, or marked.
struct MarkdownSpan: Equatable {
  enum Kind { case plain, code, strong }

  var kind: Kind
  var text: String

  /// The pieces of a text; of a link its words stay, and its address if it leads to the web.
  static func spans(of text: String) -> [MarkdownSpan] {
    var spans: [MarkdownSpan] = []
    var rest = text[...]
    func add(_ kind: Kind, _ text: some StringProtocol) {
      guard !text.isEmpty else { return }
      if spans.last?.kind == kind {
        spans[spans.count - 1].text += text
      } else {
        spans.append(MarkdownSpan(kind: kind, text: String(text)))
      }
    }
    while let place = rest.firstIndex(where: { "`*[".contains($0) }) {
      add(.plain, rest[..<place])
      rest = rest[place...]
      if let match = rest.prefixMatch(of: #/`([^`]+)`/#) {
        add(.code, match.1)
        rest = rest[match.range.upperBound...]
      } else if let match = rest.prefixMatch(of: #/\*\*([^*]+)\*\*/#) {
        add(.strong, match.1)
        rest = rest[match.range.upperBound...]
      } else if let match = rest.prefixMatch(of: #/\*([^\s*]+)\*/#) {
        add(.plain, match.1)
        rest = rest[match.range.upperBound...]
      } else if let match = rest.prefixMatch(of: #/\[((?:`[^`]*`|[^\]`])+)\]\(([^)]+)\)/#) {
        for span in Self.spans(of: String(match.1)) { add(span.kind, span.text) }
        if match.2.hasPrefix("http") { add(.plain, " (\(match.2))") }
        rest = rest[match.range.upperBound...]
      } else {
        add(.plain, rest.prefix(1))
        rest.removeFirst()
      }
    }
    add(.plain, rest)
    return spans
  }

  /// A text without its marks.
  static func plain(_ text: String) -> String { spans(of: text).map(\.text).joined() }
}
