/// The runs of a sweep that differ in their seed alone.
public struct SeedGroup: Sendable {
  /// The values of the other keys that vary.
  public let values: [String]
  /// One for each seed.
  public let rows: [SweepOutcome]

  /// How many of them finished.
  public var finished: Int { rows.count { $0.status == .finished } }

  /// The statistics of a result over the runs that finished with a finite one; nil if there are none.
  public func statistics(of metric: String) -> SeedStatistics? {
    SeedStatistics(rows.compactMap { $0.number(of: metric) })
  }
}

extension SweepTable {
  /// The keys that vary beside the seed.
  public var keysBesideSeed: [String] { keys.filter { $0 != "seed" } }

  /// The rows gathered over seeds, in the order of the first of each; none if there are not several seeds.
  public var seedGroups: [SeedGroup] {
    guard let seed = keys.firstIndex(of: "seed"), Set(rows.map { $0.values[seed] }).count > 1
    else { return [] }
    var (order, members): ([[String]], [[String]: [SweepOutcome]]) = ([], [:])
    for row in rows {
      var values = row.values
      values.remove(at: seed)
      if members[values] == nil { order.append(values) }
      members[values, default: []].append(row)
    }
    return order.map { SeedGroup(values: $0, rows: members[$0]!) }
  }
}
