import ODESolvers
import SynapticDynamics

extension PopulationDynamics {
  /// What carries the rule's pairs through held windows.
  ///
  /// - Throws: `SolverFailure` if nothing does.
  func windowKernel() throws -> any WindowKernel {
    guard let rule = rule as? any WindowRule else {
      return LawWindows(
        rule: try closedFormRule(for: "exact", solving: "bioAdam and rules written as equations"),
        dynamics: self)
    }
    do { return try rule.windowKernel(weights) } catch let refusal as WindowRefusal {
      throw SolverFailure(
        .invalidOptions("the method exact \(refusal.reason)"), time: 0, advice: refusal.advice)
    }
  }

  /// The rule, if there is a closed form for given signals.
  ///
  /// - Parameters:
  ///   - method: what it is wanted for, for messages.
  ///   - rules: which rules that solves.
  /// - Throws: `SolverFailure` unless the rule is Bio-Adam and no weight decays.
  func closedFormRule(for method: String, solving rules: String = "bioAdam") throws -> BioAdam {
    guard let bioAdam = rule as? BioAdam else {
      throw SolverFailure(
        .invalidOptions("the method \(method) solves \(rules), not \(rule.name)"), time: 0,
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
