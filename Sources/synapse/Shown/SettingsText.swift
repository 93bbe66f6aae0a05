import Results

/// What settings came to, for people: accuracies in per cent.
struct SettingsText {
  let table: TextTable

  /// - Parameters:
  ///   - settings: the cells of a table across a key, or its rows.
  ///   - keys: those that make the rows.
  ///   - metrics: the results; across a key one.
  ///   - across: the key that has a column for each value.
  init(
    _ settings: [ChosenSettings.Setting], rows keys: [String], metrics: [String], across: String?
  ) {
    if let across {
      table = Self.grid(settings, rows: keys, metric: metrics[0], across: across)
    } else {
      table = Self.list(settings, metrics: metrics)
    }
  }

  /// A column for each key, then the number of runs and the results.
  private static func list(_ settings: [ChosenSettings.Setting], metrics: [String]) -> TextTable {
    let keys = settings.first?.shown.map(\.key) ?? []
    let rows = settings.map { setting in
      setting.shown.map(\.value) + ["\(setting.rows.count)"]
        + metrics.map { cell(of: setting, $0) }
    }
    return TextTable(
      cells: [keys + ["runs"] + metrics.map(header)] + rows, leftAligned: Set(keys.indices))
  }

  /// A row for each combination of some keys' values, and a column for each value of another.
  private static func grid(
    _ settings: [ChosenSettings.Setting], rows keys: [String], metric: String, across: String
  ) -> TextTable {
    func values(_ setting: ChosenSettings.Setting, ofRow isRow: Bool) -> [String] {
      setting.group.filter { ($0.key == across) != isRow }.map(\.value)
    }
    let columns = settings.map { values($0, ofRow: false)[0] }.uniqued()
    let rows = settings.map { values($0, ofRow: true) }.uniqued().map { row in
      row
        + columns.map { column in
          settings.first { values($0, ofRow: true) == row && values($0, ofRow: false) == [column] }
            .map { cell(of: $0, metric) } ?? ""
        }
    }
    let corner = keys.isEmpty ? [] : keys.dropLast() + ["\(keys.last!) \\ \(across)"]
    // Without keys for rows the name of the other one has to stand somewhere.
    let names = keys.isEmpty ? columns.map { "\(across)=\($0)" } : columns
    return TextTable(
      cells: [corner + names] + rows, leftAligned: Set(keys.indices))
  }

  private static func header(_ metric: String) -> String {
    SweepText.isShare(metric) ? "\(metric), %" : metric
  }

  /// The mean and the deviation over the runs, and of how many these are if some have no result.
  private static func cell(of setting: ChosenSettings.Setting, _ metric: String) -> String {
    let results = setting.rows.compactMap { $0.number(of: metric) }
    guard let statistics = SeedStatistics(results) else { return "none" }
    let text = statistics.text(times: SweepText.isShare(metric) ? 100 : 1)
    let isWhole = statistics.count == setting.rows.count
    return isWhole ? text : "\(text) (\(statistics.count) of \(setting.rows.count))"
  }
}
