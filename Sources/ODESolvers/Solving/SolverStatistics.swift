import Parallel

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
  /// Of a method that steps a whole population: how much its worst group held it up, at the steps that were looked at.
  package var paces: StepPaces?
  /// Where each synapse has steps of its own: all that were taken since the run began, of which the counts above are averages.
  package var lanes: LaneCounts?

  /// What all lanes of a population did together.
  package struct LaneCounts: Sendable, Equatable, Codable {
    /// How many lanes there are.
    package var count: Int
    /// Of all of them.
    package var steps, evaluations, rejected: Int
    /// How often an evaluation looks at the rates.
    package var ratesPerEvaluation: Int

    package init(
      count: Int, steps: Int, evaluations: Int, rejected: Int, ratesPerEvaluation: Int
    ) {
      (self.count, self.steps) = (count, steps)
      (self.evaluations, self.rejected) = (evaluations, rejected)
      self.ratesPerEvaluation = ratesPerEvaluation
    }
  }

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
    sum.lanes = b.lanes ?? a.lanes
    sum.paces = a.paces.map { before in b.paces.map { before + $0 } ?? before } ?? b.paces
    return sum
  }
}

extension SolverStatistics {
  /// How many times longer at least CVODE's steps could be if all groups of ``Tolerances/ErrorNorm/worstGroup(count:)``, the synapses of a
  /// population, had the median error of all groups at all steps that were looked at; nil where there is one group or no step was.
  public var medianPace: Double? { paces?.median }

  /// The work of all ranks together: of lanes the averages over those of all ranks, rounded up; otherwise all do the same, unless one
  /// failed before the others.
  ///
  /// - Throws: `FailureElsewhere` if another rank failed.
  package func whole(over ranks: Ranks) throws -> SolverStatistics {
    var whole = self
    whole.lanes = nil
    whole.paces = try StepPaces.whole(paces, over: ranks)
    guard ranks.count > 1 else { return whole }
    let own = lanes.map { [$0.count, $0.steps, $0.evaluations, $0.rejected] } ?? [0, 0, 0, 0]
    let sums = try ranks.sum(own.map { Int64($0) }).map { Int($0) }
    let counts: [WritableKeyPath<SolverStatistics, Int>] = [
      \.steps, \.rightHandSideEvaluations, \.jacobianEvaluations, \.linearSetups,
      \.linearIterations, \.nonlinearIterations, \.errorTestFailures,
      \.nonlinearConvergenceFailures, \.restarts,
    ]
    for count in counts {
      whole[keyPath: count] = Int(ranks.maximum(Double(self[keyPath: count])))
    }
    guard sums[0] > 0, let lanes else { return whole }
    func average(_ sum: Int) -> Int { (sum + sums[0] - 1) / sums[0] }
    whole.steps = average(sums[1])
    whole.rightHandSideEvaluations = average(sums[2]) * lanes.ratesPerEvaluation
    whole.errorTestFailures = average(sums[3])
    return whole
  }
}
