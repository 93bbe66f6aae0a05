import DataFiles

/// A sweep's tables: a row for each combination, whatever came of it.
public struct SweepTable: Sendable {
  /// The varied keys.
  public let keys: [String]
  /// One for each combination, in order.
  public let rows: [SweepOutcome]
  /// The names of the results of any run, without times.
  public let metrics: [String]
  private let times: [String]

  package init(keys: [String], rows: [SweepOutcome]) {
    self.keys = keys
    self.rows = rows
    metrics = Self.names(rows) { !$0.isTime }
    times = Self.names(rows) { $0.isTime }
  }

  /// How many combinations stand as asked.
  public func count(_ status: SweepOutcome.Status) -> Int { rows.count { $0.status == status } }

  /// The result that is looked at first.
  public var mainMetric: String? { Self.mainMetric(among: metrics) }

  /// The result that is looked at first: the average accuracy on tasks, the accuracy on examples held out, the test accuracy, the angle between the weights, or whatever
  /// is there.
  package static func mainMetric(among metrics: [String]) -> String? {
    for name in [
      "results_average_accuracy", "results_validation_accuracy", "results_test_accuracy",
      "final_alignment_angle_degrees",
    ]
    where metrics.contains(name) { return name }
    return metrics.first
  }

  /// The columns of `sweep.csv`.
  package static let schema = TableSchema(
    "a sweep", file: "sweep.csv",
    [
      .one(Column("index", .count(from: 0), isKey: true)),
      .several(what: "a varied key", .text),
      .one(Column("status", .word(SweepOutcome.Status.allCases.map(\.rawValue)))),
      .several(what: nil), .optional(Column("message", .text)),
    ])

  /// The columns of `sweep-times.csv`.
  package static let timesSchema = TableSchema(
    "a sweep's times", file: "sweep-times.csv",
    [.one(Column("index", .count(from: 0), isKey: true)), .several(what: nil, .text)])

  /// The text of `sweep.csv`.
  package var csv: String {
    var table = TableWriter(Self.schema.header(keys, metrics, withOptional: true))
    for row in rows {
      table.add(row.index)
      for value in row.values + [row.status.rawValue] { table.add(value) }
      for metric in metrics { table.add(row.text(of: metric) ?? "") }
      table.add(row.message)
      table.endRow()
    }
    return table.text
  }

  /// The text of `sweep-times.csv`.
  package var timesCSV: String {
    var table = TableWriter(Self.timesSchema.header(keys + times))
    for row in rows {
      table.add(row.index)
      for value in row.values { table.add(value) }
      for time in times { table.add(row.text(of: time) ?? "") }
      table.endRow()
    }
    return table.text
  }

  /// In the order of the sections; a name that only later rows have stands behind the one that it
  /// follows there.
  private static func names(
    _ rows: [SweepOutcome], where isWanted: (SummaryNumbers.Metric) -> Bool
  ) -> [String] {
    var (names, known): ([String], Set<String>) = ([], [])
    for row in rows {
      var place = 0
      for metric in row.metrics where isWanted(metric) {
        if known.insert(metric.name).inserted {
          names.insert(metric.name, at: place)
          place += 1
        } else if let index = names[place...].firstIndex(of: metric.name)
          ?? names.firstIndex(of: metric.name)
        {
          place = index + 1
        }
      }
    }
    return names
  }
}
