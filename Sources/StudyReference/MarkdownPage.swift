/// A page of the documentation as blocks, as far as it takes to print it elsewhere.
package struct MarkdownPage: Sendable {
  /// A part of a page.
  package enum Block: Equatable, Sendable {
    case heading(level: Int, text: String)
    case paragraph(String)
    /// A point of a list.
    case item(String)
    case code([String])
    case table(header: [String], rows: [[String]])
  }

  /// The parts, in order.
  package let blocks: [Block]

  /// Reads a page.
  package init(_ text: String) {
    var reader = MarkdownReader()
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      reader.read(String(line))
    }
    reader.endBlock()
    blocks = reader.blocks
  }
}

/// Gathers lines to blocks.
private struct MarkdownReader {
  var blocks: [MarkdownPage.Block] = []
  private var lines: [String] = []
  private var isCode = false

  mutating func read(_ line: String) {
    if line.hasPrefix("```") {
      if isCode { blocks.append(.code(lines)) } else { endBlock() }
      lines = []
      isCode.toggle()
    } else if isCode {
      lines.append(line)
    } else if line.allSatisfy(\.isWhitespace) {
      endBlock()
    } else if line.hasPrefix("#") {
      endBlock()
      let level = line.prefix { $0 == "#" }.count
      blocks.append(.heading(level: level, text: Self.trimmed(line.dropFirst(level))))
    } else {
      let begins =
        line.hasPrefix("- ") || line.hasPrefix("|") != (lines.last?.hasPrefix("|") ?? false)
      if begins { endBlock() }
      lines.append(line)
    }
  }

  /// Ends what is gathered.
  mutating func endBlock() {
    defer { lines = [] }
    guard let first = lines.first else { return }
    if first.hasPrefix("|") {
      let rows = lines.map(Self.cells)
      // The second line is the rule below the header.
      blocks.append(.table(header: rows[0], rows: Array(rows.dropFirst(2))))
    } else {
      let text = lines.map { Self.trimmed($0[...]) }.joined(separator: " ")
      blocks.append(
        first.hasPrefix("- ") ? .item(String(text.dropFirst(2))) : .paragraph(text))
    }
  }

  private static func cells(_ line: String) -> [String] {
    // A bar within a cell is written with a backslash.
    line.replacing("\\|", with: "\u{0}").split(separator: "|", omittingEmptySubsequences: false)
      .dropFirst().dropLast().map { trimmed($0).replacing("\u{0}", with: "|") }
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
