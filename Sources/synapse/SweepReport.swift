import Studies

/// A sweep's table for people: the varied keys, the status, and the main result.
struct SweepReport {
  private let table: SweepTable
  private let folder: String

  /// So many rows are shown; the file has them all.
  private static let shownRows = 40

  init(_ table: SweepTable, folder: String) {
    self.table = table
    self.folder = folder
  }

  /// Its lines.
  var text: String {
    let metric = table.mainMetric
    let header = ["run"] + table.keys + ["status"] + (metric.map { [$0] } ?? [])
    let rows = table.rows.prefix(Self.shownRows).map { row in
      ["\(row.index)"] + row.values + [row.status.rawValue]
        + (metric.map { [row.text(of: $0).map(short) ?? ""] } ?? [])
    }
    let widths = header.indices.map { column in
      ([header] + rows).map { $0[column].count }.max()!
    }
    var lines = ([header] + rows).map { row in
      row.indices.map { column in
        String(repeating: " ", count: widths[column] - row[column].count) + row[column]
      }.joined(separator: "  ")
    }
    if table.rows.count > Self.shownRows {
      lines.append(
        "… and \(table.rows.count - Self.shownRows) more rows in \(folder)/sweep.csv")
    }
    lines.append("files  \(folder)/sweep.csv, sweep-times.csv, sweep.svg, runs/")
    return lines.joined(separator: "\n")
  }

  private func short(_ text: String) -> String { Double(text).map(shortDescription) ?? text }
}
