import ODESolvers
import Testing

/// A run that begins at what is no number.
@Suite struct InitialStateTests {
  /// Told by name, whatever the method, and nothing is integrated.
  @Test(arguments: [Double.infinity, -.infinity, .nan])
  func isTold(value: Double) throws {
    var problem = InitialValueProblem(from: 0, to: 1, initialState: [1, value]) { _, _, rates in
      for i in rates.indices { rates[i] = 0 }
    }
    problem.componentName = { "quantity \($0)" }
    var solvers: [any Solver] = [ForwardEuler(stepSize: 0.1), RungeKutta4(stepSize: 0.1)]
    #if SUNDIALS
      solvers += [CVODE(.adams), CVODE(.bdf(.dense))]
    #endif
    for solver in solvers {
      let failure = #expect(throws: SolverFailure.self) { try solver.solve(problem) }
      guard case .notFinite("initial value", "quantity 1", _) = failure?.reason else {
        Issue.record("\(solver.name): \(String(describing: failure))")
        continue
      }
      #expect(failure?.time == 0)
    }
  }
}
