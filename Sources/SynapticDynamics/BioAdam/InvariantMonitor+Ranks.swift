import Parallel

/// What the monitors of all ranks saw together.
extension InvariantMonitor.Memory {
  /// What one monitor of the whole population would remember, at every rank.
  ///
  /// - Parameters:
  ///   - ranks: who watch.
  ///   - counts: how many synapses each rank watches.
  ///   - firstSynapse: the first of this rank.
  /// - Throws: `FailureElsewhere` if another rank failed.
  package func gathered(over ranks: Ranks, counts: [Int], firstSynapse: Int) throws -> Self {
    guard ranks.count > 1 else { return self }
    let all = InvariantMonitor.Invariant.allCases
    let own = violations.flatMap {
      [
        Double(all.firstIndex(of: $0.invariant)!), Double(firstSynapse + $0.synapse), $0.time,
        $0.value, extremes.stepRate,
      ]
    }
    let told = try ranks.gatherEverywhere(own)
    // Of each invariant the first violation of all, and what goes with it.
    var first: [(violation: InvariantMonitor.Violation, stepRate: Double)] = []
    for (number, invariant) in all.enumerated() {
      let starts = stride(from: 0, to: told.count, by: 5).filter { Int(told[$0]) == number }
      guard
        let i = starts.min(by: { (told[$0 + 2], told[$0 + 1]) < (told[$1 + 2], told[$1 + 1]) })
      else { continue }
      let violation = InvariantMonitor.Violation(
        invariant: invariant, synapse: Int(told[i + 1]), time: told[i + 2], value: told[i + 3])
      first.append((violation, told[i + 4]))
    }
    var whole = self
    whole.violations = first.map { $0.violation }.sorted { $0.time < $1.time }
    whole.differences = try ranks.gatherEverywhere(differences, counts: counts)
    whole.extremes.lowestConcentration = -ranks.maximum(-extremes.lowestConcentration)
    whole.extremes.largestSignal = ranks.maximum(extremes.largestSignal)
    whole.extremes.stepRate =
      first.first { $0.violation.invariant == InvariantMonitor.Invariant.rhoPositive }?.stepRate
      ?? 0
    return whole
  }

  /// Takes over what another monitor saw break, and how far it saw things go.
  package mutating func takeExtremes(of other: Self) {
    (violations, extremes) = (other.violations, other.extremes)
  }

  /// A rank's part of what one monitor of the whole population remembers; what it does not have itself is told of all the same.
  package func part(of rank: Int, counts: [Int], firstSynapse: Int) -> Self {
    var part = self
    part.violations = violations.map {
      InvariantMonitor.Violation(
        invariant: $0.invariant, synapse: $0.synapse - firstSynapse, time: $0.time,
        value: $0.value)
    }
    let before = counts[..<rank].reduce(0, +)
    part.differences = Array(differences.dropFirst(before).prefix(counts[rank]))
    return part
  }
}
