#if SUNDIALS
  import ODESolvers
  import Testing

  /// BDF with Newton systems that the problem solves itself.
  @Suite struct StructuredSolverTests {
    /// Van der Pol's oscillator with μ = 1000, its 2×2 systems by Cramer's rule, against the IVP test
    /// set's reference at t = 2000 (see StiffProblems). The bound is that of the dense solver's test.
    @Test func vanDerPolMeetsTheReference() throws {
      let stiffness = 1000.0
      var problem = InitialValueProblem(from: 0, to: 2000, initialState: [2, 0]) {
        _, y, derivative in
        derivative[0] = y[1]
        derivative[1] = stiffness * (1 - y[0] * y[0]) * y[1] - y[0]
      }
      problem.newtonSolve = { _, gamma, y, vector in
        let lower = gamma * (2 * stiffness * y[0] * y[1] + 1)
        let diagonal = 1 - gamma * stiffness * (1 - y[0] * y[0])
        let determinant = diagonal + gamma * lower
        let (a, b) = (vector[0], vector[1])
        vector[0] = (diagonal * a + gamma * b) / determinant
        vector[1] = (b - lower * a) / determinant
      }
      let method = CVODE(.bdf(.structured), tolerances: Tolerances(relative: 1e-8, absolute: 1e-11))
      let solution = try method.solve(problem)
      let reference = [0.1706167732170483e1, -0.8928097010247975e-3]
      for component in 0..<2 {
        let error = (solution.states[0][component] - reference[component]).magnitude
        #expect(error < 100 * (1e-8 * reference[component].magnitude + 1e-11))
      }
      #expect(solution.statistics.jacobianEvaluations == 0)
    }

    /// Without the problem's own solution there is nothing to solve with.
    @Test func missingSolutionIsAnInvalidOption() {
      let problem = InitialValueProblem(from: 0, to: 1, initialState: [1]) { _, y, derivative in
        derivative[0] = -y[0]
      }
      #expect {
        try CVODE(.bdf(.structured)).solve(problem)
      } throws: { error in
        guard case .invalidOptions(let message)? = (error as? SolverFailure)?.reason else {
          return false
        }
        return message.contains("newtonSolve")
      }
    }

    /// An error thrown while a system is solved comes out unchanged.
    @Test func errorsComeOut() {
      struct Refused: Error, Equatable {}
      var problem = InitialValueProblem(from: 0, to: 1, initialState: [1]) { _, y, derivative in
        derivative[0] = -y[0]
      }
      problem.newtonSolve = { _, _, _, _ in throw Refused() }
      #expect(throws: Refused()) { try CVODE(.bdf(.structured)).solve(problem) }
    }
  }
#endif
