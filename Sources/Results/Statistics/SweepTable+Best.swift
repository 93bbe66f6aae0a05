extension SweepTable {
  /// What came out best.
  public struct Best: Sendable {
    /// The varied keys, without the seed where there are several, and their values.
    public let settings: [(key: String, value: String)]
    /// The result by which it was chosen, over its seeds.
    public let statistics: SeedStatistics
  }

  /// The combination with the best result: with several seeds, with the best mean over all of them. Where a run has not
  /// finished, or the result is no number, a combination is not chosen; of equals the first is.
  ///
  /// - Returns: nil if no combination has the result.
  public func best(by criterion: SweepCriterion) -> Best? {
    let groups = seedGroups
    let (keys, candidates) =
      groups.isEmpty
      ? (self.keys, rows.map { SeedGroup(values: $0.values, rows: [$0]) })
      : (keysBesideSeed, groups)
    var best: Best?
    for group in candidates {
      guard let statistics = group.statistics(of: criterion.metric),
        statistics.count == group.rows.count
      else { continue }
      let isBetter =
        best.map {
          criterion.wantsHighest
            ? statistics.mean > $0.statistics.mean : statistics.mean < $0.statistics.mean
        } ?? true
      if isBetter {
        best = Best(
          settings: zip(keys, group.values).map { (key: $0, value: $1) }, statistics: statistics)
      }
    }
    return best
  }
}
