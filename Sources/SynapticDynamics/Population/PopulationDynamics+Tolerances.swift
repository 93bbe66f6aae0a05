import ODESolvers

extension PopulationDynamics {
  /// Tolerances measured by the worst synapse, with an absolute tolerance for each group.
  public func tolerances(
    relative: Double = Tolerances.standardRelative,
    absolute: [StateComponent.Group: Double] = [:],
    otherwise: Double = Tolerances.standardAbsolute
  ) -> Tolerances {
    let values = rule.components.flatMap { component in
      repeatElement(absolute[component.group] ?? otherwise, count: synapseCount)
    }
    return Tolerances(
      relative: relative, absolute: absolute.isEmpty ? [otherwise] : values,
      norm: .worstGroup(count: synapseCount))
  }
}
