import ODESolvers
import SynapticDynamics

/// Bio-Adam under any drive that is smooth between its breakpoints, by collocation of order 14 from one
/// change of sign to the next, with steps of its own for each synapse.
///
/// Given g(t), momentum and ρ are linear in themselves and the weights follow ∫ m ρ dt, with
/// predisposition through the Wright omega function. What keeps other methods slow are the kinks: |g|
/// in the equation of ρ, and |m| in that of the weights. Here every step ends where g or m changes
/// sign, and within a step everything is smooth: eight Lobatto points take the signal, and integrals
/// of the polynomials through them give the rest.
///
/// A step need not hit a zero exactly: it takes g and m to have one sign all along, and the area on the
/// wrong side is held against the tolerance.
///
/// Steps are chosen synapse by synapse to the tolerances; 64 synapses are stepped together. What
/// becomes of a synapse depends on itself alone.
public struct Collocation: Solver {
  private let rule: BioAdam
  private let dynamics: PopulationDynamics
  private let tolerances: CollocationTolerances

  /// Creates the method for one population.
  ///
  /// - Parameters:
  ///   - dynamics: the population.
  ///   - relative: the relative error allowed per step; above 1e-6 it is taken to be that, which costs
  ///     less: signs are hard to tell from coarse steps.
  ///   - absolute: the absolute error allowed per step of each group of components.
  /// - Throws: `SolverFailure` unless the rule is Bio-Adam, no weight decays, and the signals do not follow them.
  public init(
    _ dynamics: PopulationDynamics, relative: Double = Tolerances.standardRelative,
    absolute: [StateComponent.Group: Double] = [:]
  ) throws {
    let rule = try dynamics.closedFormRule(for: "collocation")
    guard !dynamics.feed.followsWeights else {
      throw SolverFailure(
        .invalidOptions("the method collocation needs signals that do not follow the weights"),
        time: 0, advice: "Use windowMap.")
    }
    self.rule = rule
    self.dynamics = dynamics
    tolerances = CollocationTolerances(relative: relative, absolute: absolute)
  }

  /// `collocation`.
  public var name: String { "collocation" }

  /// Allocates the state, each synapse's step size, and a tile for each thread.
  ///
  /// - Precondition: the problem comes from the same dynamics.
  public func makeStepper(for problem: InitialValueProblem, reading components: [Int]?)
    -> any Stepper
  {
    let tauM = min(rule.forward.tauM, rule.backward?.tauM ?? rule.forward.tauM)
    let signals = rule.signalsPerSynapse
    return LaneStepper(
      problem, reading: components, dynamics: dynamics,
      lanes: {
        // A lane is a synapse with one of its signals, and has the signs of g and of m.
        PopulationLanes(
          $0, lanesPerSynapse: signals, sideRows: 2, passingRows: 1, time: $1, size: 0.5 * tauM)
      },
      // A thousand of them in ten thousand τ_m.
      stride: 100 * tauM, evaluationsPerStep: CollocationTile.nodes,
      stepBudgetAdvice:
        "Allow more steps, or loosen the tolerances. collocation follows every change of its synapses: it is not"
        + " made for stiff ones, whose K|g|/τ_ρ is large against 1/τ_m, nor for signals that swing many times"
        + " within τ_m. Take cvodeBDF, or exact where signals are held.",
      engine: { CollocationTile(rule, dynamics, tolerances: tolerances) })
  }
}
