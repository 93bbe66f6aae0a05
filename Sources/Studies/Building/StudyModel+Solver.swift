import ODESolvers
import SynapticDynamics

extension StudyModel {
  /// The adaptive method made for Bio-Adam under this drive, if there is one.
  package var adaptiveMethod: IntegratorDescription.Method? {
    guard dynamics.hasClosedForm else { return nil }
    return dynamics.feed.followsWeights ? .windowMap : .collocation
  }

  /// The solver that the study asks for, or another method in its place.
  ///
  /// - Throws: `SolverFailure` if the method does not fit the study.
  package func makeSolver(_ integrator: IntegratorDescription? = nil) throws -> any Solver {
    let integrator = integrator ?? study.integrator
    switch integrator.method {
    case .euler:
      return try PopulationEuler(
        dynamics, stepSize: integrator.dt,
        isSequential: study.synapse.updateOrder == .sequential, precision: integrator.precision)
    case .rk4:
      return RungeKutta4(stepSize: integrator.dt)
    case .exact:
      return try ExactPropagator(dynamics)
    case .collocation:
      return try Collocation(
        dynamics, relative: integrator.relativeTolerance,
        absolute: integrator.absoluteTolerance.groups)
    case .windowMap:
      return try WindowMap(
        dynamics, relative: integrator.relativeTolerance,
        absolute: integrator.absoluteTolerance.groups)
    case .cvodeAdams, .cvodeBDF:
      #if SUNDIALS
        return cvode(integrator)
      #else
        throw StudyError("integrator.method: \(integrator.method.rawValue) needs SUNDIALS")
      #endif
    }
  }

  #if SUNDIALS
    private func cvode(_ integrator: IntegratorDescription) -> CVODE {
      let tolerances =
        switch integrator.absoluteTolerance {
        case .all(let value):
          dynamics.tolerances(relative: integrator.relativeTolerance, otherwise: value)
        case .groups(let groups):
          dynamics.tolerances(relative: integrator.relativeTolerance, absolute: groups)
        }
      let linearSolver: CVODE.LinearSolver =
        switch integrator.linearSolver {
        case .structured: .structured
        case .dense: .dense
        case .krylov: .krylov(dimension: 0)
        }
      var solver = CVODE(
        integrator.method == .cvodeAdams ? .adams : .bdf(linearSolver), tolerances: tolerances)
      if integrator.positivity {
        solver.nonNegative = dynamics.positiveComponents
        solver.willAccept = dynamics.positivityCheck(tolerances)
      }
      return solver
    }
  #endif
}
