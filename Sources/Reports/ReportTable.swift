/// A table of the page. Its columns can be sorted there.
struct ReportTable {
  let title: String
  /// What files call the columns; the page has ``ReportHeading``'s words for them.
  let columns: [String]
  let rows: [[Cell]]
  /// How many columns at the left say what a row is about.
  let keyCount: Int
  /// A line below it.
  var note: HTML?

  /// - Precondition: every row has as many cells as there are columns.
  init(_ title: String, columns: [String], rows: [[Cell]], keyCount: Int = 1) {
    precondition(rows.allSatisfy { $0.count == columns.count }, "rows must be complete")
    self.title = title
    self.columns = columns
    self.rows = rows
    self.keyCount = min(keyCount, columns.count)
  }

  /// Names with their values.
  init(_ title: String, columns: [String] = ["quantity", "value"], pairs: [(String, String)]) {
    self.init(title, columns: columns, rows: pairs.map { [Cell($0.0), Cell($0.1)] })
  }

  /// The table of some of its columns.
  func part(_ title: String, _ chosen: [Int]) -> ReportTable {
    ReportTable(
      title, columns: chosen.map { columns[$0] }, rows: rows.map { row in chosen.map { row[$0] } },
      keyCount: keyCount)
  }

  /// Columns in which every value is a number stand at the right.
  private var isNumeric: [Bool] {
    columns.indices.map { column in
      let cells = rows.lazy.map { $0[column] }.filter { !$0.isEmpty }
      return cells.contains { _ in true } && cells.allSatisfy { $0.number != nil }
    }
  }

  /// In boxes of its own, which scroll where a window has no room: as many as the table needs to be seen without scrolling
  /// in a window of 1280 pixels, and on paper.
  var html: HTML {
    let parts = pageParts.map { $0.box }.joined()
    return note.map { "\(parts)<p class=\"note\">\($0)</p>\n" } ?? parts
  }

  private var box: HTML {
    let classes: [HTML] = isNumeric.map { $0 ? " class=\"number\"" : "" }
    let header = zip(columns, classes).map { column, style -> HTML in
      let words = ReportHeading.words(column)
      let name: HTML = words == column ? "" : " title=\"\(column)\""
      return "<th scope=\"col\"\(style)\(name)>\(Self.breakable(words))</th>"
    }
    let body = rows.map { row -> HTML in
      let cells = zip(row, classes).map { cell, style -> HTML in
        "<td\(style)>\(cell.html)</td>"
      }
      return "<tr>\(cells.joined())</tr>\n"
    }
    return """
      <div class="box" role="region" aria-label="\(title)" tabindex="0">
      <table>
      <caption>\(title)</caption>
      <thead><tr>\(header.joined())</tr></thead>
      <tbody>
      \(body.joined())</tbody>
      </table>
      </div>

      """
  }

  /// A name that may be broken behind its dots and underscores.
  static func breakable(_ name: String) -> HTML {
    var html: HTML = ""
    var part = ""
    for character in name {
      part.append(character)
      if "._".contains(character) {
        html += "\(part)<wbr/>"
        part = ""
      }
    }
    return "\(html)\(part)"
  }
}
