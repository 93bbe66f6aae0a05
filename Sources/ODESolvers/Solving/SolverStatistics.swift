/// The work a solver did.
public struct SolverStatistics: Sendable, Equatable, Codable {
  /// Accepted steps.
  public var steps = 0
  /// Evaluations of the right-hand side, those for initial steps and difference quotients included.
  public var rightHandSideEvaluations = 0
  /// Evaluations of the Jacobian.
  public var jacobianEvaluations = 0
  /// Set-ups (factorisations) of the linear solver.
  public var linearSetups = 0
  /// Iterations of the linear solver, for iterative ones.
  public var linearIterations = 0
  /// Iterations of the nonlinear solver.
  public var nonlinearIterations = 0
  /// Steps rejected because of their error estimate.
  public var errorTestFailures = 0
  /// Nonlinear iterations that did not converge.
  public var nonlinearConvergenceFailures = 0
  /// Restarts at breakpoints.
  public var restarts = 0

  /// No work.
  public init() {}

  /// The work of both.
  public static func + (a: SolverStatistics, b: SolverStatistics) -> SolverStatistics {
    var sum = a
    sum.steps += b.steps
    sum.rightHandSideEvaluations += b.rightHandSideEvaluations
    sum.jacobianEvaluations += b.jacobianEvaluations
    sum.linearSetups += b.linearSetups
    sum.linearIterations += b.linearIterations
    sum.nonlinearIterations += b.nonlinearIterations
    sum.errorTestFailures += b.errorTestFailures
    sum.nonlinearConvergenceFailures += b.nonlinearConvergenceFailures
    sum.restarts += b.restarts
    return sum
  }
}
