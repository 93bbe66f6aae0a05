import DataFiles

extension ReportFolder {
  /// The runs of a sweep that failed, and why.
  var failures: ReportTable? { messages("Failed runs", status: "failed") }

  /// The runs of a sweep that finished with a warning.
  var doubts: ReportTable? { messages("Runs with a warning", status: "finished") }

  /// The runs of a sweep with a status that have something to say.
  private func messages(_ title: String, status wanted: String) -> ReportTable? {
    guard kind == .sweep, let table, let status = table.columns.firstIndex(of: "status"),
      let message = table.columns.firstIndex(of: "message")
    else { return nil }
    let told = table.rows.filter {
      $0[status] == wanted && (wanted == "failed" || !$0[message].isEmpty)
    }
    guard !told.isEmpty else { return nil }
    return ReportTable(
      title, columns: table.columns[..<status] + ["message"],
      rows: told.map { row in
        (row[..<status] + [row[message]]).map { ReportTable.Cell($0) }
      })
  }

  /// A table for each part of the summary.
  var summaryTables: [ReportTable] {
    var tables: [ReportTable] = []
    if !grid.isEmpty {
      tables.append(
        ReportTable(
          "Grid", columns: ["key", "values"],
          pairs: grid.map { ($0.key, $0.values.joined(separator: ", ")) }))
    }
    let first = ["results", "final_alignment", "equilibrium", "statistics"]
    // These stand elsewhere on the page.
    let elsewhere = [
      "initial_alignment", "parameters", "versions", "grid", "command", "warnings",
    ]
    let others = facts.keys.filter { !first.contains($0) && !elsewhere.contains($0) }.sorted()
    for key in first + others {
      guard let value = facts[key] else { continue }
      if key == "final_alignment" {
        tables.append(alignment)
      } else if let table = value.table(Self.title(key)) {
        tables.append(key == "statistics" ? table.withoutZeros : table)
      }
    }
    return tables
  }

  private static func title(_ key: String) -> String {
    guard key != "statistics" else { return "Solver statistics" }
    let words = key.replacing("_", with: " ")
    return words.prefix(1).uppercased() + words.dropFirst()
  }

  /// At the start and at the end.
  private var alignment: ReportTable {
    var (start, end): ([String: String], [String: String]) = ([:], [:])
    facts["initial_alignment"]?.collectNumbers(under: "") { start[$0] = $1 }
    facts["final_alignment"]?.collectNumbers(under: "") { end[$0] = $1 }
    return ReportTable(
      "Alignment", columns: ["quantity", "at the start", "at the end"],
      rows: Set(start.keys).union(end.keys).sorted().map { name in
        [name, start[name] ?? "", end[name] ?? ""].map { ReportTable.Cell($0) }
      })
  }
}

extension JSONValue {
  /// A mapping as names and values, a list of mappings with a column for each key; nil if there is nothing.
  fileprivate func table(_ title: String) -> ReportTable? {
    switch self {
    case .mapping:
      let pairs = pairs(under: "")
      return pairs.isEmpty ? nil : ReportTable(title, pairs: pairs)
    case .list(let values):
      let rows = values.map { value in
        Dictionary(value.pairs(under: "")) { first, _ in first }
      }
      // What is asked for comes first, what is said of it last.
      let columns = Set(rows.flatMap(\.keys)).sorted {
        (Self.place($0), $0) < (Self.place($1), $1)
      }
      guard !columns.isEmpty else { return nil }
      return ReportTable(
        title, columns: columns,
        rows: rows.map { row in columns.map { ReportTable.Cell(row[$0] ?? "") } })
    case .number, .text, .flag, .other: return nil
    }
  }

  private static func place(_ column: String) -> Int {
    column == "target" ? 0 : column == "sentence" ? 2 : 1
  }

  /// All plain values, called by the keys on the way.
  private func pairs(under name: String) -> [(String, String)] {
    switch self {
    case .number(_, let text), .text(let text): [(name, text)]
    case .flag(let flag): [(name, "\(flag)")]
    case .mapping(let entries):
      entries.sorted { $0.key < $1.key }.flatMap { key, value in
        value.pairs(under: name.isEmpty ? key : "\(name)_\(key)")
      }
    case .list(let values):
      [(name, values.compactMap(\.plainText).joined(separator: ", "))]
    case .other: []
    }
  }
}
