import ODESolvers

/// Some synapses of a population, and where their values lie in a component-major state.
package struct SynapseSelection {
  /// The synapses, ascending.
  package let indices: [Int]
  /// The number of components of a state.
  package let components: Int
  /// The number of synapses in the population.
  package let synapseCount: Int

  /// - Parameters:
  ///   - indices: the synapses, ascending.
  ///   - components: how many components a state has.
  ///   - synapseCount: how many synapses there are in the population.
  package init(indices: [Int], components: Int, synapseCount: Int) {
    (self.indices, self.components, self.synapseCount) = (indices, components, synapseCount)
  }

  /// Which components of the flat state these are: component by component, synapse by synapse.
  package var stateComponents: [Int] {
    (0..<components).flatMap { component in indices.map { component * synapseCount + $0 } }
  }

  /// Picks the values out of the population's state.
  package func values(_ state: Span<Double>) -> [Double] { stateComponents.map { state[$0] } }

  /// Picks the values out of the population's state.
  package func values(_ state: StateVector) -> [Double] { stateComponents.map { state[$0] } }

  /// Appends what is shown of them: quantity by quantity, synapse by synapse.
  ///
  /// - Parameters:
  ///   - quantities: what is shown.
  ///   - state: the population's.
  ///   - values: what they are appended to.
  package func append(
    _ quantities: [ShownQuantity], of state: Span<Double>, to values: inout [Double]
  ) {
    for quantity in quantities {
      for i in indices { values.append(quantity.value(of: i, among: synapseCount, state: state)) }
    }
  }

  /// These synapses as part of a larger selection: its values are the population.
  ///
  /// - Precondition: the larger selection has all of them.
  package func within(_ selection: SynapseSelection) -> SynapseSelection {
    let places = Dictionary(
      uniqueKeysWithValues: zip(selection.indices, selection.indices.indices))
    return SynapseSelection(
      indices: indices.map { places[$0]! }, components: components,
      synapseCount: selection.indices.count)
  }

  /// These synapses and others, each once.
  package func union(_ others: [Int]) -> SynapseSelection {
    SynapseSelection(
      indices: Set(indices).union(others).sorted(), components: components,
      synapseCount: synapseCount)
  }
}
