import ODESolvers
import SynapticDynamics

extension PopulationDynamics {
  /// The rule, if there is a closed form for given signals.
  ///
  /// - Parameter method: what it is wanted for, for messages.
  /// - Throws: `SolverFailure` unless the rule is Bio-Adam and no weight decays.
  func closedFormRule(for method: String) throws -> BioAdam {
    guard let bioAdam = rule as? BioAdam else {
      throw SolverFailure(
        .invalidOptions("the method \(method) solves bioAdam, not \(rule.name)"), time: 0,
        advice: "Use another method, for example an adaptive one.")
    }
    guard weights.decay == 0 else {
      throw SolverFailure(
        .invalidOptions("the method \(method) has no closed form for weights that decay"), time: 0,
        advice: "Use euler, rk4 or an adaptive method.")
    }
    return bioAdam
  }

  /// What the kernels need to know of a group of synapses in the piece that is integrated.
  func laws(of rule: BioAdam, group: Int) -> Laws {
    constants.rule(rule, ofGroup: group).laws(at: 0)
      .with(weights, isFrozen: constants.isFrozen(group: group))
  }
}
