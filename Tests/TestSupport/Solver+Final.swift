import ODESolvers

extension Solver {
  /// The state at the end of a run.
  package func final(_ problem: InitialValueProblem) throws -> [Double] {
    try solve(problem).states[0]
  }
}
