import StudyReference

/// Keys of study files, as they are shown on a terminal.
enum KeyText {
  /// Rows under the headings of their sections, in lines of some width.
  static func text(of rows: [KeyRow], width: Int) -> String {
    var lines: [String] = []
    var section: String?
    for row in rows {
      if row.section != section {
        section = row.section
        if !lines.isEmpty { lines.append("") }
        lines += wrapped(row.section, indent: 0, width)
      }
      lines += wrapped(row.title, indent: 2, width)
      lines += wrapped(row.facts, indent: 6, width) + wrapped(row.meaning, indent: 6, width)
    }
    return lines.joined(separator: "\n")
  }

  /// A text in lines that end between words.
  private static func wrapped(_ text: String, indent: Int, _ width: Int) -> [String] {
    let margin = String(repeating: " ", count: indent)
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let line = lines.last, line.count + 1 + word.count <= width {
        lines[lines.count - 1] += " \(word)"
      } else {
        lines.append(margin + word)
      }
    }
    return lines
  }
}
