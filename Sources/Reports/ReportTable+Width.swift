extension ReportTable {
  /// The table without the columns that have nothing, or 0 in every row; a line says which these are.
  var folded: ReportTable {
    let others = columns.indices.dropFirst(keyCount)
    let empty = others.filter { column in rows.allSatisfy { $0[column].isEmpty } }
    let zero = others.filter { column in
      !empty.contains(column)
        && rows.allSatisfy { $0[column].isEmpty || $0[column].number == 0 }
    }
    guard !rows.isEmpty, !(empty + zero).isEmpty else { return self }
    var table = part(title, columns.indices.filter { !(empty + zero).contains($0) })
    let lines = [("0 in every row", zero), ("Empty", empty)].filter { !$0.1.isEmpty }
    table.note = lines.map { words, chosen -> HTML in
      let names = chosen.map { ReportHeading.words(columns[$0]) }.joined(separator: "; ")
      return "\(words): \(names). "
    }.joined()
    return table
  }

  /// A table of names and values without those that are 0; a line says which these are.
  var withoutZeros: ReportTable {
    let (zero, others) = (rows.filter { $0[1].number == 0 }, rows.filter { $0[1].number != 0 })
    guard !zero.isEmpty, !others.isEmpty else { return self }
    var table = ReportTable(title, columns: columns, rows: others)
    table.note =
      "0: \(zero.map(\.[0].html).reduce(into: "") { $0 += $0.text.isEmpty ? $1 : "; \($1)" })."
    return table
  }

  /// So many pixels wide is the page in a window of 1280; on paper letters are smaller.
  private static let pageWidth = 1160.0
  /// So much room takes a letter of a table, and what is left free in a cell.
  private static let (letter, padding) = (7.7, 24.0)
  /// Longer texts are broken into lines.
  private static let longestLine = 58

  /// About how wide a column is, in pixels.
  private func width(ofColumn column: Int) -> Double {
    // A header is broken between words, and has a mark behind.
    let words = ReportHeading.words(columns[column])
    let header = words.split { " ._".contains($0) }.map(\.count).max() ?? 0
    let cells = rows.lazy.map { $0[column].length }.max() ?? 0
    return Double(min(max(header + 2, cells), Self.longestLine)) * Self.letter + Self.padding
  }

  /// Tables that are no wider than the page, each with the columns that say what a row is about.
  var pageParts: [ReportTable] {
    let widths = columns.indices.map(width(ofColumn:))
    let keys = Array(columns.indices.prefix(keyCount))
    let keyWidth = keys.reduce(0) { $0 + widths[$1] }
    var parts: [[Int]] = [[]]
    var used = keyWidth
    for column in columns.indices.dropFirst(keyCount) {
      if used + widths[column] > Self.pageWidth, !parts[parts.count - 1].isEmpty {
        parts.append([])
        used = keyWidth
      }
      parts[parts.count - 1].append(column)
      used += widths[column]
    }
    guard parts.count > 1 else { return [self] }
    return parts.enumerated().map { number, chosen in
      part(number == 0 ? title : "\(title), part \(number + 1)", keys + chosen)
    }
  }
}
