/// What is compared of a population: some synapses, and what is shown of each.
package struct ComparedPart {
  /// Which components of the state samples consist of.
  package let components: [Int]
  package let quantities: [ShownQuantity]
  /// All synapses of a sample.
  private let sampled: SynapseSelection

  package init(_ synapses: SynapseSelection, rule: any SynapticRule) {
    components = synapses.stateComponents
    quantities = rule.shownQuantities
    sampled = synapses.within(synapses)
  }

  package var synapseCount: Int { sampled.synapseCount }

  /// What a sample shows: quantity by quantity, synapse by synapse.
  package func values(_ sample: Span<Double>) -> [Double] {
    var values: [Double] = []
    values.reserveCapacity(quantities.count * synapseCount)
    sampled.append(quantities, of: sample, to: &values)
    return values
  }
}
