extension ReportPage {
  /// A row for each of several folders.
  var overview: HTML {
    guard sections.count > 1 else { return "" }
    let results = sections.map(\.folder.mainResults)
    var names: [String] = []
    for name in results.joined().map(\.name) where !names.contains(name) { names.append(name) }
    let rows = zip(sections, results).map { section, results -> [ReportTable.Cell] in
      let folder = section.folder
      let facts = [
        folder.path, folder.name, folder.status, folder.synapses, folder.seeds,
      ]
      let link = ReportTable.Cell(markup: "<a href=\"#\(section.name)\">\(folder.study)</a>")
      let time = folder.wallSeconds.map { ReportTable.Cell("\($0)") } ?? .empty
      return [link] + facts.map { ReportTable.Cell($0) } + [time]
        + names.map { name in results.first { $0.name == name }?.cell ?? .empty }
    }
    let table = ReportTable(
      "Overview",
      columns: ["study", "folder", "what", "status", "synapses", "seed", "seconds"] + names,
      rows: rows)
    return "<nav aria-label=\"Overview\">\n\(table.html)</nav>\n"
  }
}
