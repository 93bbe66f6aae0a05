import DataFiles

/// What a sweep with several seeds writes of their statistics: `seeds.csv` where the seed alone varies,
/// `sweep-seeds.csv` where other keys do, too.
package struct SeedTables {
  private let table: SweepTable
  private let groups: [SeedGroup]

  package init(_ table: SweepTable) {
    self.table = table
    groups = table.seedGroups
  }

  /// The columns of `seeds.csv`.
  package static let quantities = TableSchema(
    "statistics over seeds", file: "seeds.csv",
    [.one(Column("quantity", .text, isKey: true))]
      + ["mean", "sd", "min", "max"].map { .one(Column($0)) }
      + [.one(Column("n", .count(from: 1)))])

  /// The columns of `sweep-seeds.csv`.
  package static let combinations = TableSchema(
    "a sweep over seeds", file: "sweep-seeds.csv",
    [
      .several(what: "a varied key", .text), .one(Column("seeds", .count(from: 0))),
      .several(what: nil, endings: ["", TableSchema.deviation(of: "")]),
    ])

  /// Writes the one that there is.
  ///
  /// - Throws: `OutputError` if it cannot be written.
  package func write(to output: OutputDirectory) throws {
    guard let group = groups.first else { return }
    if table.keysBesideSeed.isEmpty {
      try output.write(quantities(of: group), to: Self.quantities.file)
    } else {
      try output.write(combinations, to: Self.combinations.file)
    }
  }

  /// A row for each result.
  private func quantities(of group: SeedGroup) -> String {
    var text = TableWriter(Self.quantities.header())
    for metric in table.metrics {
      guard let statistics = group.statistics(of: metric) else { continue }
      text.add(metric)
      for number in [
        statistics.mean, statistics.deviation, statistics.smallest, statistics.largest,
      ] {
        text.add(short: number)
      }
      text.add(statistics.count)
      text.endRow()
    }
    return text.text
  }

  /// A row for each combination of the other keys.
  private var combinations: String {
    var text = TableWriter(Self.combinations.header(table.keysBesideSeed, table.metrics))
    for group in groups {
      for value in group.values { text.add(value) }
      text.add(group.finished)
      for metric in table.metrics {
        let statistics = group.statistics(of: metric)
        text.add(short: statistics?.mean)
        text.add(short: statistics?.deviation)
      }
      text.endRow()
    }
    return text.text
  }
}
