extension ReportPage {
  /// Of several folders: in what they differ and what came of it, a row for each, and their learning over each other.
  var comparison: HTML {
    guard sections.count > 1 else { return "" }
    let differences = ReportDifferences(sections.map(\.folder))
    let beside = differences.keys.count <= Self.mostKeys ? differences.keys : []
    let table = table(differences, columns: differences.facts + beside)
    let rest = differences.keys.count > beside.count ? keyTable(differences) : ""
    let alike = differences.alike.map { "\($0.name) \($0.value)" }.joined(separator: ", ")
    let line: HTML = alike.isEmpty ? "" : "<p class=\"note\">The same in all: \(alike).</p>\n"
    let notes = together.notes.map { note -> HTML in "<p class=\"note\">\(note)</p>\n" }
    return """
      <nav aria-label="Differences">
      \(table.html)</nav>
      \(line)\(rest)\(together.html)\(notes.joined())
      """
  }

  /// More keys would keep results out of sight: they get a table of their own.
  private static let mostKeys = 12

  private func table(
    _ differences: ReportDifferences, columns: [ReportDifferences.Column]
  ) -> ReportTable {
    let results = sections.map(\.folder.mainResults)
    var names: [String] = []
    for name in results.joined().map(\.name) where !names.contains(name) { names.append(name) }
    let times = sections.map(\.folder.wallSeconds)
    let hasTimes = times.contains { $0 != nil }
    let rows = sections.indices.map { index -> [ReportTable.Cell] in
      let section = sections[index]
      let name = differences.names[index]
      let link = ReportTable.Cell(
        markup: "<a href=\"#\(section.name)\" title=\"\(section.folder.path)\">\(name)</a>",
        showing: name)
      let time = times[index].map { ReportTable.Cell("\($0)") } ?? .empty
      return [link] + columns.map { ReportTable.Cell($0.values[index]) }
        + names.map { name in results[index].first { $0.name == name }?.cell ?? .empty }
        + (hasTimes ? [time] : [])
    }
    return ReportTable(
      "What differs, and what came of it",
      columns: ["folder"] + columns.map(\.name) + names + (hasTimes ? ["seconds"] : []), rows: rows)
  }

  /// Keys that differ, a row for each.
  private func keyTable(_ differences: ReportDifferences) -> HTML {
    let table = ReportTable(
      "Keys that differ", columns: ["key"] + differences.names,
      rows: differences.keys.map { key, values in
        ([key] + values).map { ReportTable.Cell($0) }
      })
    return """
      <details>
      <summary>The \("\(differences.keys.count)") keys in which the studies differ</summary>
      \(table.html)</details>

      """
  }
}
