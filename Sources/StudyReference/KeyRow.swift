/// A row of a table of keys: what is said of a key, or of some keys together.
package struct KeyRow: Sendable {
  /// What a column says.
  package struct Cell: Sendable {
    /// The column's title.
    package var column: String
    /// As it stands on the page, with its marks.
    package var text: String
  }

  /// The heading that the row is under, without marks.
  package var section: String
  /// The keys with their sections' names before them, as settings name them; `[]` stands for an entry of a list.
  package var paths: [String]
  /// The other columns.
  package var cells: [Cell]

  /// What a column says, if there is such a column.
  package func text(_ column: String) -> String? { cells.first { $0.column == column }?.text }

  /// The keys as a title.
  package var title: String { paths.joined(separator: ", ") }

  /// What values there may be, and what holds without one, without marks: all columns but what the key means.
  package var facts: String {
    cells.dropLast(hasMeaning ? 1 : 0).compactMap { cell in
      let text = MarkdownSpan.plain(cell.text)
      if text.isEmpty { return nil }
      switch cell.column {
      case "default": return text == "required" ? text : "default: \(text)"
      case "type, domain": return text
      default: return "\(cell.column): \(text)"
      }
    }.joined(separator: "; ")
  }

  /// What the key means, as it stands on the page.
  var markedMeaning: String { hasMeaning ? cells.last!.text : "" }

  /// What the key means, without marks.
  package var meaning: String { MarkdownSpan.plain(markedMeaning) }

  /// The last column says it, whatever it is called, unless it is one of those that have a meaning of their own.
  private var hasMeaning: Bool {
    cells.last.map { !["type, domain", "default", "with", "kinds"].contains($0.column) } ?? false
  }
}

extension MarkdownPage {
  /// The rows of all tables whose first column is `key`.
  var keyRows: [KeyRow] {
    var rows: [KeyRow] = []
    var (section, parent, prefix) = ("", "", "")
    for block in blocks {
      if case .heading(let level, let text) = block {
        section = MarkdownSpan.plain(text)
        let name = MarkdownSpan.spans(of: text).first { $0.kind == .code }?.text
        if level <= 2 {
          prefix = name.map { $0 + "." } ?? ""
          parent = prefix
        } else if let name, name.contains(".") {
          prefix = name + "."
        } else if let name, !text.hasPrefix("kind ") {
          prefix = parent + name + (rows.isList(parent + name) ? "[]." : ".")
        } else {
          prefix = parent
        }
      }
      guard let own = keyRows(of: block, section: section, prefix: prefix) else { continue }
      rows += own
    }
    return rows
  }

  private func keyRows(of block: Block, section: String, prefix: String) -> [KeyRow]? {
    guard case .table(let header, let lines) = block, header.first == "key" else { return nil }
    return lines.map { cells in
      let paths = MarkdownSpan.spans(of: cells[0]).filter { $0.kind == .code }.map {
        prefix + $0.text
      }
      return KeyRow(
        section: section, paths: paths,
        cells: zip(header, cells).dropFirst().map { KeyRow.Cell(column: $0, text: $1) })
    }
  }
}

extension [KeyRow] {
  /// Whether a key that was told before has a list, whose entries have keys in turn.
  fileprivate func isList(_ path: String) -> Bool {
    contains { $0.paths.contains(path) && $0.text("type, domain")?.hasPrefix("list") == true }
  }
}
