import DataFiles

/// A sweep's tables: a row for each combination, whatever came of it.
public struct SweepTable: Sendable {
  /// The varied keys.
  public let keys: [String]
  /// One for each combination, in order.
  public let rows: [SweepRow]
  /// The names of the results of any run, without times.
  public let metrics: [String]
  private let times: [String]

  package init(keys: [String], rows: [SweepRow]) {
    self.keys = keys
    self.rows = rows
    metrics = Self.names(rows) { !$0.isTime }
    times = Self.names(rows) { $0.isTime }
  }

  /// How many combinations stand as asked.
  public func count(_ status: SweepRow.Status) -> Int { rows.count { $0.status == status } }

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

  /// The text of `sweep.csv`.
  package var csv: String {
    text(
      columns: ["status"] + metrics + ["message"],
      cells: { row in
        [row.status.rawValue] + metrics.map { row.text(of: $0) ?? "" } + [row.message]
      })
  }

  /// The text of `sweep-times.csv`.
  package var timesCSV: String {
    text(columns: times) { row in times.map { row.text(of: $0) ?? "" } }
  }

  private func text(columns: [String], cells: (SweepRow) -> [String]) -> String {
    let lines =
      [["index"] + keys + columns] + rows.map { ["\($0.index)"] + $0.values + cells($0) }
    return lines.map { CSVText.line($0) + "\n" }.joined()
  }

  /// In the order of the sections; a name that only later rows have stands behind the one that it
  /// follows there.
  private static func names(
    _ rows: [SweepRow], where isWanted: (SummaryMetrics.Metric) -> Bool
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
