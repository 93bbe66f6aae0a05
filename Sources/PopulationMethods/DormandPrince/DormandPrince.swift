import ODESolvers
import SynapticDynamics

/// The Runge–Kutta pair 8(5,3) of Dormand and Prince, with steps of its own for each synapse: for any rule that has kernels,
/// under any drive whose signals do not follow the weights.
///
/// A population that is stepped together goes at the pace of its worst synapse, and starts anew for all wherever one of
/// them meets a kink. Here every synapse has its own step size and its own kinks: steps end where a switching function of
/// the rule (g or m of Bio-Adam, what stands in an `abs`, `min` or `max` of a written one) changes its sign. 128 synapses are
/// stepped together; what becomes of one depends on itself alone.
///
/// Coefficients, error estimate and dense output are those of E. Hairer, S. P. Nørsett and G. Wanner, *Solving Ordinary
/// Differential Equations I*, II.5 and II.6.
public struct DormandPrince: Solver {
  private let dynamics: PopulationDynamics
  private let kernel: any LaneKernel
  private let relative: Double
  private let absolute: [Double]

  /// Creates the method for one population.
  ///
  /// - Parameters:
  ///   - dynamics: the population.
  ///   - relative: the relative error allowed per step. Steps aim at a quarter of it: the estimate is at times too low, and
  ///     errors add up.
  ///   - absolute: the absolute error allowed per step of each group of components, likewise.
  /// - Throws: `SolverFailure` if the rule has no kernels, or signals follow the weights; what is in the way of kernels.
  public init(
    _ dynamics: PopulationDynamics, relative: Double = Tolerances.standardRelative,
    absolute: [StateComponent.Group: Double] = [:]
  ) throws {
    guard let rule = dynamics.rule as? any KernelRule else {
      throw SolverFailure(
        .invalidOptions("the method dormandPrince needs a rule with kernels, built in or written"),
        time: 0, advice: "Write the rule as equations, or use another method.")
    }
    guard !dynamics.feed.followsWeights else {
      throw SolverFailure(
        .invalidOptions("the method dormandPrince needs signals that do not follow the weights"),
        time: 0, advice: "Use cvodeAdams.")
    }
    self.dynamics = dynamics
    kernel = try rule.laneKernel(dynamics.weights, dynamics.constants)
    guard kernel.signCount < UInt8.max else {
      throw SolverFailure(
        .invalidOptions(
          "the method dormandPrince finds the kinks of at most 254 functions, not \(kernel.signCount)"
        ), time: 0, advice: "Use another method.")
    }
    self.relative = 0.25 * relative
    self.absolute = rule.absoluteTolerances(absolute).map { 0.25 * $0 }
  }

  /// `dormandPrince`.
  public var name: String { "dormandPrince" }

  /// Allocates the state, each synapse's step size and signs, and the memory of 128 lanes for each thread.
  ///
  /// - Precondition: the problem comes from the same dynamics.
  public func makeStepper(for problem: InitialValueProblem, reading components: [Int]?)
    -> any Stepper
  {
    let rows = kernel.switches(isHeld: dynamics.feed.isHeld).count
    return LaneStepper(
      problem, reading: components, dynamics: dynamics,
      lanes: {
        PopulationLanes(
          $0, lanesPerSynapse: 1, sideRows: rows, passingRows: rows, time: $1, size: 1)
      },
      stride: 100, evaluationsPerStep: DormandPrinceEngine.evaluations,
      stepBudgetAdvice: "Allow more steps, or loosen the tolerances. dormandPrince is not made for"
        + " stiff synapses: take cvodeBDF for these.",
      engine: {
        DormandPrinceEngine(
          dynamics.feed, dynamics.rule, kernel, relative: relative, absolute: absolute)
      })
  }
}
