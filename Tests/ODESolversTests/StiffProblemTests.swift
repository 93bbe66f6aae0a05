#if SUNDIALS
  import ODESolvers
  import Testing

  @Suite struct StiffProblemTests {
    /// An error of 1e-8 is allowed in each step. Over a whole run it grows with the number of steps,
    /// 900 to 4000, and with the problem's own sensitivity. With SUNDIALS 6.4.1 it comes to 1.4
    /// (Pollution) to 30 (van der Pol) times the tolerance; 100 leaves room for other versions.
    static let relativeTolerance = 1e-8

    @Test(arguments: StiffProblem.all)
    func bdfReachesThePublishedSolution(_ problem: StiffProblem) throws {
      let solution = try CVODE(.bdf(.dense), tolerances: Self.tolerances(of: problem))
        .solve(problem.makeProblem())
      expectPublished(problem, solution)
      #expect(solution.statistics.jacobianEvaluations > 0)
      #expect(solution.statistics.linearSetups > 0)
    }

    /// Without a preconditioner SPGMR copes with three components at any stiffness.
    @Test func krylovSolvesRobertson() throws {
      let problem = StiffProblem.robertson
      let solution = try CVODE(
        .bdf(.krylov(dimension: 3)), tolerances: Self.tolerances(of: problem)
      ).solve(problem.makeProblem())
      expectPublished(problem, solution)
      #expect(solution.statistics.linearIterations > 0)
      #expect(solution.statistics.jacobianEvaluations == 0)
    }

    /// The exact Jacobian replaces the difference quotients: n evaluations of f each.
    @Test(arguments: [StiffProblem.robertson, .vanDerPol])
    func exactJacobianSavesEvaluations(_ problem: StiffProblem) throws {
      let method = CVODE(.bdf(.dense), tolerances: Self.tolerances(of: problem))
      let exact = try method.solve(problem.makeProblem())
      var withoutJacobian = problem.makeProblem()
      withoutJacobian.jacobian = nil
      let quotients = try method.solve(withoutJacobian)
      expectPublished(problem, quotients)
      #expect(
        exact.statistics.rightHandSideEvaluations < quotients.statistics.rightHandSideEvaluations)
    }

    /// Kepler's orbit of eccentricity 0.6 is where it began after each period of 2π (compare class D
    /// of DETEST; Hull, Enright, Fellen and Sedgwick, SIAM J. Numer. Anal. 9, 1972).
    ///
    /// A thousand local errors of 1e-10 that add up like a random walk change the energy, −1/2, by
    /// about 1e-8, hence the time of three periods by 3/2 · 6π · 2e-8 ≈ 6e-7, and with it the
    /// velocity at the perihelion, where the acceleration is 6.25, by 4e-6.
    @Test func adamsReturnsOnKeplersOrbit() throws {
      let e = 0.6
      let start = [1 - e, 0, 0, ((1 + e) / (1 - e)).squareRoot()]
      let orbit = InitialValueProblem(from: 0, to: 6 * .pi, initialState: start) {
        _, y, derivative in
        let r = (y[0] * y[0] + y[1] * y[1]).squareRoot()
        derivative[0] = y[2]
        derivative[1] = y[3]
        derivative[2] = -y[0] / (r * r * r)
        derivative[3] = -y[1] / (r * r * r)
      }
      let solution = try CVODE(
        .adams, tolerances: Tolerances(relative: 1e-10, absolute: 1e-12)
      ).solve(orbit)
      for (y, exact) in zip(solution.states[0], start) {
        #expect(abs(y - exact) < 4e-6)
      }
      report("Kepler: \(zip(solution.states[0], start).map { $0 - $1 }), \(solution.statistics)")
      #expect(solution.statistics.linearSetups == 0)
    }

    static func tolerances(of problem: StiffProblem) -> Tolerances {
      Tolerances(relative: relativeTolerance, absolute: problem.absoluteTolerances)
    }

    /// Each component's error is at most 100·(rtol·|reference| + atol). The second term matters for
    /// none of the components: the absolute tolerances are that small.
    private func expectPublished(
      _ problem: StiffProblem, _ solution: SampledSolution,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      var worst = 0.0
      for (index, reference) in problem.reference.enumerated() {
        let absolute = problem.absoluteTolerances
        let atol = absolute.count == 1 ? absolute[0] : absolute[index]
        let error = abs(solution.states[0][index] - reference)
        let scaled = error / (Self.relativeTolerance * abs(reference) + atol)
        worst = max(worst, scaled)
        #expect(
          scaled <= 100, "component \(index + 1): \(solution.states[0][index]), \(reference)",
          sourceLocation: sourceLocation)
      }
      report("\(problem): worst error \(worst) tolerances in \(solution.statistics.steps) steps")
    }
  }
#endif
