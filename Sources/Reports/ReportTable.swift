/// A table of the page. Its columns can be sorted there.
struct ReportTable {
  let title: String
  let columns: [String]
  let rows: [[Cell]]

  /// - Precondition: every row has as many cells as there are columns.
  init(_ title: String, columns: [String], rows: [[Cell]]) {
    precondition(rows.allSatisfy { $0.count == columns.count }, "rows must be complete")
    self.title = title
    self.columns = columns
    self.rows = rows
  }

  /// Names with their values.
  init(_ title: String, columns: [String] = ["quantity", "value"], pairs: [(String, String)]) {
    self.init(title, columns: columns, rows: pairs.map { [Cell($0.0), Cell($0.1)] })
  }

  /// Columns in which every value is a number stand at the right.
  private var isNumeric: [Bool] {
    columns.indices.map { column in
      let cells = rows.lazy.map { $0[column] }.filter { !$0.isEmpty }
      return cells.contains { _ in true } && cells.allSatisfy { $0.number != nil }
    }
  }

  /// In a box of its own, which scrolls where the table has no room.
  var html: HTML {
    let classes: [HTML] = isNumeric.map { $0 ? " class=\"number\"" : "" }
    let header = zip(columns, classes).map { column, style -> HTML in
      "<th scope=\"col\"\(style)>\(Self.breakable(column))</th>"
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
