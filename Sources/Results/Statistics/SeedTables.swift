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

  /// The names of both.
  package static let files = ["seeds.csv", "sweep-seeds.csv"]

  /// Writes the one that there is.
  ///
  /// - Throws: `OutputError` if it cannot be written.
  package func write(to output: OutputDirectory) throws {
    guard let group = groups.first else { return }
    if table.keysBesideSeed.isEmpty {
      try output.write(quantities(of: group), to: Self.files[0])
    } else {
      try output.write(combinations, to: Self.files[1])
    }
  }

  /// A row for each result.
  private func quantities(of group: SeedGroup) -> String {
    let rows = table.metrics.compactMap { metric in
      group.statistics(of: metric).map { statistics in
        [
          metric, Self.text(statistics.mean), Self.text(statistics.deviation),
          Self.text(statistics.smallest), Self.text(statistics.largest), "\(statistics.count)",
        ]
      }
    }
    return Self.text([["quantity", "mean", "sd", "min", "max", "n"]] + rows)
  }

  /// A row for each combination of the other keys.
  private var combinations: String {
    let header =
      table.keysBesideSeed + ["seeds"] + table.metrics.flatMap { [$0, "\($0)_sd"] }
    let rows = groups.map { group in
      group.values + ["\(group.finished)"]
        + table.metrics.flatMap { metric in
          let statistics = group.statistics(of: metric)
          return [Self.text(statistics?.mean), Self.text(statistics?.deviation)]
        }
    }
    return Self.text([header] + rows)
  }

  private static func text(_ number: Double?) -> String { number?.shortText ?? "" }

  private static func text(_ lines: [[String]]) -> String {
    lines.map { CSVText.line($0) + "\n" }.joined()
  }
}
