/// A table for people.
struct TextTable {
  /// Row by row, the header first.
  let cells: [[String]]
  /// The columns that are text; the others are numbers, and stand to the right.
  let leftAligned: Set<Int>

  /// Its lines.
  var text: String {
    let widths = cells[0].indices.map { column in cells.map { $0[column].count }.max()! }
    return cells.map { row in
      let line = row.enumerated().map { column, cell in
        let space = String(repeating: " ", count: widths[column] - cell.count)
        return leftAligned.contains(column) ? cell + space : space + cell
      }.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }.joined(separator: "\n")
  }

  /// The same in Markdown.
  var markdown: String {
    let lines = cells.map { row in
      "| \(row.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ")) |"
    }
    let rule = "|" + String(repeating: "---|", count: cells[0].count)
    return ([lines[0], rule] + lines.dropFirst()).joined(separator: "\n")
  }
}
