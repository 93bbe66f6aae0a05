import DataFiles

extension SweepTable {
  /// The columns of `best.csv`.
  package static let bestSchema = TableSchema(
    "the best of a sweep", file: "best.csv",
    [
      .several(what: nil, .text), .one(Column("runs", .count(from: 1))),
      .several(what: nil, endings: ["", TableSchema.deviation(of: "")]),
    ])

  /// The text of `best.csv`: a row for the best setting of each group, with all results over its runs.
  package func csv(of groups: [BestOfGroup]) -> String {
    var text = TableWriter(Self.bestSchema.header(settingKeys, metrics))
    for best in groups.compactMap(\.best) {
      for setting in best.settings { text.add(setting.value) }
      text.add(best.rows.count)
      for metric in metrics {
        let statistics = SeedStatistics(best.rows.compactMap { $0.number(of: metric) })
        text.add(short: statistics?.mean)
        text.add(short: statistics?.deviation)
      }
      text.endRow()
    }
    return text.text
  }
}
