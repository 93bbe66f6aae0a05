extension SweepTable {
  /// What repeats an experiment when it varies, and is no part of a setting: the seed, and the fold of a data set.
  public static let repetitionKeys = ["seed", "drive.data.fold"]

  /// The keys that vary and make the settings.
  public var settingKeys: [String] { keys.filter { !Self.repetitionKeys.contains($0) } }

  /// A setting that came out best.
  public struct Best: Sendable {
    /// The keys of settings, and their values.
    public let settings: [(key: String, value: String)]
    /// The result by which it was chosen, over its repetitions.
    public let statistics: SeedStatistics
    /// Its repetitions.
    package let rows: [SweepOutcome]
  }

  /// The settings that some keys make of some values, and the best of them.
  public struct BestOfGroup: Sendable {
    /// Those keys, and the values that all settings of the group have.
    public let group: [(key: String, value: String)]
    /// Nil if no setting has the result for all of its runs.
    public let best: Best?
  }

  /// The settings with the best result, one for each combination of the values of some keys, in the order of the table: the best
  /// mean over all repetitions. Where a run has not finished, or the result is no number, a setting is not chosen; of equals the
  /// first is.
  ///
  /// - Parameters:
  ///   - criterion: the result.
  ///   - groupKeys: the keys; none for the best of all.
  public func best(by criterion: SweepCriterion, forEach groupKeys: [String] = []) -> [BestOfGroup]
  {
    settings(forEach: groupKeys).map { group, settings in
      BestOfGroup(group: group, best: best(of: settings, by: criterion))
    }
  }

  /// The runs of a setting.
  package struct Setting {
    /// The keys of settings, and their values.
    package let settings: [(key: String, value: String)]
    /// Its repetitions.
    package let rows: [SweepOutcome]
  }

  /// All settings, in the order of the table, by the values of some keys.
  package func settings(forEach groupKeys: [String]) -> [(
    group: [(key: String, value: String)], settings: [Setting]
  )] {
    func values(of keys: [String], _ row: SweepOutcome) -> [String] {
      keys.map { row.values[self.keys.firstIndex(of: $0)!] }
    }
    return grouped(rows) { values(of: groupKeys, $0) }.map { group in
      let settings = grouped(group.members) { values(of: settingKeys, $0) }.map { setting in
        Setting(
          settings: zip(settingKeys, setting.key).map { (key: $0, value: $1) },
          rows: setting.members)
      }
      return (zip(groupKeys, group.key).map { (key: $0, value: $1) }, settings)
    }
  }

  /// That of some settings which has the best mean over all of its runs.
  package func best(of settings: [Setting], by criterion: SweepCriterion) -> Best? {
    var best: Best?
    for setting in settings {
      guard
        let statistics = SeedStatistics(
          setting.rows.compactMap { $0.number(of: criterion.metric) }),
        statistics.count == setting.rows.count
      else { continue }
      let isBetter =
        best.map {
          criterion.wantsHighest
            ? statistics.mean > $0.statistics.mean : statistics.mean < $0.statistics.mean
        } ?? true
      if isBetter {
        best = Best(settings: setting.settings, statistics: statistics, rows: setting.rows)
      }
    }
    return best
  }

  /// Elements gathered by what they have in common, in the order of the first of each.
  private func grouped<Element>(_ elements: [Element], by key: (Element) -> [String]) -> [(
    key: [String], members: [Element]
  )] {
    var (order, members): ([[String]], [[String]: [Element]]) = ([], [:])
    for element in elements {
      let key = key(element)
      if members[key] == nil { order.append(key) }
      members[key, default: []].append(element)
    }
    return order.map { ($0, members[$0]!) }
  }
}
