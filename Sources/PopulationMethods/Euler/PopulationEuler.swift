import ODESolvers
import SynapticDynamics

/// Forward Euler for a population: the discrete algorithm of arXiv:2212.09440 with a step of 1, and of
/// the textbook optimisers for the other rules.
///
/// The same method as `ForwardEuler`, made for populations: the state is stepped in place, block by
/// block, and a block takes as many steps as nobody looks between while it is in the cache. Between
/// steps the solution is linear.
public struct PopulationEuler: Solver {
  private let dynamics: PopulationDynamics
  private let kernel: any RuleKernel
  private let stepSize: Double
  private let isSequential: Bool
  private let precision: Precision

  /// Creates the method for one population.
  ///
  /// - Parameters:
  ///   - dynamics: the population.
  ///   - stepSize: h.
  ///   - isSequential: whether the weights go by the new substances, as discrete optimisers do, or all
  ///     by the old state.
  ///   - precision: the numbers that the state is kept in.
  /// - Throws: `SolverFailure` if the rule has no kernel.
  public init(
    _ dynamics: PopulationDynamics, stepSize: Double, isSequential: Bool = false,
    precision: Precision = .double
  ) throws {
    guard let kernel = dynamics.kernel else {
      throw SolverFailure(
        .invalidOptions("there is no kernel for the rule \(dynamics.rule.name)"), time: 0,
        advice: "Use ForwardEuler, which steps every problem.")
    }
    self.dynamics = dynamics
    self.kernel = kernel
    self.stepSize = stepSize
    self.isSequential = isSequential
    self.precision = precision
  }

  /// `euler`.
  public var name: String { "euler" }

  /// Allocates the state and a block of signals for each thread.
  ///
  /// - Precondition: the problem comes from the same dynamics.
  public func makeStepper(for problem: InitialValueProblem, reading components: [Int]?) throws
    -> any Stepper
  {
    let steps = try FixedSteps(problem, stepSize: stepSize)
    switch precision {
    case .double:
      return PopulationEulerStepper(
        problem.initialState, steps: steps, reading: components,
        blocks: EulerBlocks<Double>(kernel: kernel, dynamics: dynamics, isSequential: isSequential),
        dynamics: dynamics)
    case .single:
      return PopulationEulerStepper(
        Float.values(problem.start), steps: steps, reading: components,
        blocks: EulerBlocks<Float>(kernel: kernel, dynamics: dynamics, isSequential: isSequential),
        dynamics: dynamics)
    }
  }
}
