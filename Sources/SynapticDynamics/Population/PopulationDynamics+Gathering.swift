import Parallel

/// What the ranks that share a population have together.
extension PopulationDynamics {
  /// A number of each synapse of the whole population, at every rank.
  ///
  /// - Parameter own: those of this rank's synapses.
  /// - Throws: `FailureElsewhere` if another rank failed.
  package func gatherEverywhere(_ own: [Double]) throws -> [Double] {
    try ranks.gatherEverywhere(own, counts: ranks.shares(of: populationCount).map(\.count))
  }

  /// Shows every rank the state of the whole population, component by component.
  ///
  /// - Parameter state: that of this rank's synapses.
  /// - Throws: `FailureElsewhere` if another rank failed; what the body throws.
  package func withWholeState(_ state: Span<Double>, _ body: (Span<Double>) throws -> Void) throws {
    guard ranks.count > 1 else { return try body(state) }
    var whole: [Double] = []
    whole.reserveCapacity(state.count / synapseCount * populationCount)
    for first in stride(from: 0, to: state.count, by: synapseCount) {
      whole += try gatherEverywhere((first..<(first + synapseCount)).map { state[$0] })
    }
    try body(whole.span)
  }
}
