import SynapticDynamics

/// What is compared of a population: some synapses, and what is shown of each.
struct ComparedPart {
  /// Which components of the state samples consist of.
  let components: [Int]
  let quantities: [ShownQuantity]
  /// All synapses of a sample.
  private let sampled: SynapseSelection

  init(_ synapses: SynapseSelection, rule: any SynapticRule) {
    components = synapses.stateComponents
    quantities = rule.shownQuantities
    sampled = synapses.within(synapses)
  }

  var synapseCount: Int { sampled.synapseCount }

  /// What a sample shows: quantity by quantity, synapse by synapse.
  func values(_ sample: Span<Double>) -> [Double] {
    var values: [Double] = []
    values.reserveCapacity(quantities.count * synapseCount)
    sampled.append(quantities, of: sample, to: &values)
    return values
  }
}
