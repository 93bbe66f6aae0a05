import ODESolvers

extension PopulationDynamics {
  /// Tolerances measured by the worst synapse, with an absolute tolerance for each group. Components without
  /// ``StateComponent/isErrorControlled`` are left out.
  public func tolerances(
    relative: Double = Tolerances.standardRelative,
    absolute: [StateComponent.Group: Double] = [:],
    otherwise: Double = Tolerances.standardAbsolute
  ) -> Tolerances {
    let components = rule.absoluteTolerances(absolute, otherwise: otherwise)
    let areEqual = components.allSatisfy { $0 == otherwise }
    return Tolerances(
      relative: relative,
      absolute: areEqual
        ? [otherwise] : components.flatMap { repeatElement($0, count: synapseCount) },
      norm: .worstGroup(count: synapseCount))
  }
}
