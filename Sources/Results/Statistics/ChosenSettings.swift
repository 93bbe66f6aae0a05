import DataFiles

/// The settings of a sweep that some keys make; where others vary, too, the best of each.
package struct ChosenSettings {
  /// A setting.
  package struct Setting {
    /// The keys, and its values of them.
    package let group: [(key: String, value: String)]
    /// These, and those of the other keys that vary.
    package let shown: [(key: String, value: String)]
    /// Its runs.
    package let rows: [SweepOutcome]
  }

  /// In the order of the table.
  package let settings: [Setting]
  /// How many combinations could not be chosen, since not all of their runs have the result to choose by.
  package let skippedCount: Int

  /// Chooses settings.
  ///
  /// - Parameters:
  ///   - table: of the sweep.
  ///   - keys: those that make the settings.
  ///   - option: by which users name a key, for mistakes.
  ///   - metrics: results that the table has to have.
  ///   - criterion: by which the other keys are chosen, if they vary.
  ///   - folder: the sweep's.
  /// - Throws: `DataFileError` if there is no such key or result, or other keys vary and nothing chooses among them.
  package init(
    of table: SweepTable, by keys: [String], option: (String) -> String, metrics: [String],
    criterion: SweepCriterion?, in folder: String
  ) throws {
    func mistake(_ message: String) -> DataFileError {
      DataFileError(file: "\(folder)/\(SweepTable.schema.file)", line: 1, message)
    }
    if let key = keys.first(where: { key in keys.count { $0 == key } > 1 }) {
      throw mistake("\(option(key)) \(key): found it twice, expected each key once")
    }
    for key in keys where !table.settingKeys.contains(key) {
      throw mistake(
        SweepTable.repetitionKeys.contains(key)
          ? "\(option(key)) \(key): runs are repeated over it, expected a key that makes settings"
          : "\(option(key)) \(key): expected one of the varied keys\(suggestion(for: key, among: table.settingKeys))"
      )
    }
    for metric in metrics + [criterion?.metric].compactMap(\.self)
    where !table.metrics.contains(metric) {
      throw mistake("found no result \(metric)\(suggestion(for: metric, among: table.metrics))")
    }
    let rest = table.varyingKeys.filter { !keys.contains($0) }
    if let key = rest.first, criterion == nil {
      throw mistake(
        "\(key) varies, too: expected it \(keys.isEmpty ? "to have one value" : "among \(option(key))"), or --best-by, which chooses the best of it"
      )
    }
    var skipped = 0
    settings = try table.settings(forEach: keys).map { group, settings in
      // Without a criterion there is one.
      var chosen = settings[0]
      if let criterion {
        skipped += settings.count { table.best(of: [$0], by: criterion) == nil }
        guard let best = table.best(of: settings, by: criterion) else {
          let name = group.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
          throw mistake(
            "\(name.isEmpty ? "" : "\(name): ")no combination has \(criterion.metric) for all of its runs"
          )
        }
        chosen = .init(settings: best.settings, rows: best.rows)
      }
      return Setting(
        group: group,
        shown: chosen.settings.filter { keys.contains($0.key) || rest.contains($0.key) },
        rows: chosen.rows)
    }
    skippedCount = skipped
  }
}

extension SweepTable {
  /// The keys of settings that have more than one value.
  package var varyingKeys: [String] {
    settingKeys.filter { key in
      let place = keys.firstIndex(of: key)!
      return Set(rows.map { $0.values[place] }).count > 1
    }
  }
}
