#if SUNDIALS
  import Foundation
  import ODESolvers
  import Testing

  /// Components without a finite absolute tolerance: carried along, with no say in any step.
  @Suite struct ErrorControlTests {
    /// Van der Pol's oscillator for some μ, one after the other as a population; with the integral ∫ y² dt of each as
    /// last components, or without.
    private static func makeProblem(_ stiffness: [Double], withIntegrals: Bool)
      -> InitialValueProblem
    {
      let n = stiffness.count
      let state =
        [Double](repeating: 2, count: n) + [Double](repeating: 0, count: withIntegrals ? 2 * n : n)
      var problem = InitialValueProblem(from: 0, to: 20, initialState: state) { _, y, derivative in
        for i in 0..<n {
          derivative[i] = y[n + i]
          derivative[n + i] = stiffness[i] * (1 - y[i] * y[i]) * y[n + i] - y[i]
          if withIntegrals { derivative[2 * n + i] = 1e6 * y[i] * y[i] }
        }
      }
      let size = state.count
      problem.jacobian = { _, y, jacobian in
        for i in 0..<n {
          jacobian[i + (n + i) * size] = 1
          jacobian[n + i + i * size] = -2 * stiffness[i] * y[i] * y[n + i] - 1
          jacobian[n + i + (n + i) * size] = stiffness[i] * (1 - y[i] * y[i])
          if withIntegrals { jacobian[2 * n + i + i * size] = 2e6 * y[i] }
        }
      }
      return problem
    }

    private static func tolerances(
      _ relative: Double, groups: Int, withIntegrals: Bool, norm: Tolerances.ErrorNorm
    ) -> Tolerances {
      var absolute = [Double](repeating: 1e-3 * relative, count: 2 * groups)
      if withIntegrals { absolute += [Double](repeating: .infinity, count: groups) }
      return Tolerances(relative: relative, absolute: absolute, norm: norm)
    }

    /// All else is the same, bit for bit, though the integrals are the largest numbers by far.
    @Test(
      arguments: [CVODE.Method.adams, .bdf(.krylov(dimension: 0))],
      [Tolerances.ErrorNorm.worstGroup(count: 3), .rootMeanSquare])
    func leftOutComponentsHaveNoSay(_ method: CVODE.Method, norm: Tolerances.ErrorNorm) throws {
      func solve(withIntegrals: Bool) throws -> SampledSolution {
        let tolerances = Self.tolerances(
          1e-7, groups: 3, withIntegrals: withIntegrals, norm: norm)
        return try CVODE(method, tolerances: tolerances).solve(
          Self.makeProblem([1, 5, 10], withIntegrals: withIntegrals), at: [7, 20])
      }
      let (with, without) = (
        try solve(withIntegrals: true), try solve(withIntegrals: false)
      )
      #expect(with.states.map { Array($0[..<6]) } == without.states)
      #expect(with.statistics == without.statistics)
    }

    /// The integrals are what a tight run says in which they are controlled, to the tolerances of some hundred steps.
    @Test(arguments: [CVODE.Method.adams, .bdf(.dense), .bdf(.krylov(dimension: 0))])
    func leftOutComponentsAreRight(_ method: CVODE.Method) throws {
      let problem = Self.makeProblem([1, 5, 10], withIntegrals: true)
      let tight = try CVODE(
        .adams, tolerances: Tolerances(relative: 1e-12, absolute: 1e-14)
      ).solve(problem).states[0]
      let loose = try CVODE(
        method,
        tolerances: Self.tolerances(
          1e-7, groups: 3, withIntegrals: true, norm: .worstGroup(count: 3))
      ).solve(problem).states[0]
      for i in 6..<9 { #expect(abs(loose[i] / tight[i] - 1) < 1e-4) }
    }

    /// Every group must leave out as many, and none all; difference quotients need a scale for each.
    @Test func whatCannotBeLeftOutIsRefused() {
      let two = Tolerances.ErrorNorm.worstGroup(count: 2)
      let unequal: [[Double]] = [
        [1, .infinity, 1, 1], [.infinity, 1, .infinity, 1], [.infinity, .infinity, 1, .infinity],
      ]
      for absolute in unequal + [[.infinity]] {
        let tolerances = Tolerances(relative: 1e-6, absolute: absolute, norm: two)
        #expect(Self.message(CVODE(.adams, tolerances: tolerances))?.contains("finite") == true)
      }
      let equal = Tolerances(relative: 1e-6, absolute: [1, 1, .infinity, .infinity], norm: two)
      #expect(Self.message(CVODE(.adams, tolerances: equal)) == nil)
      #expect(
        Self.message(CVODE(.bdf(.dense), tolerances: equal))?.contains("difference quotients")
          == true)
    }

    /// Why a problem with four components is refused.
    private static func message(_ method: CVODE) -> String? {
      let problem = InitialValueProblem(from: 0, to: 1, initialState: [1, 1, 1, 1]) {
        _, y, derivative in
        for i in y.indices { derivative[i] = -y[i] }
      }
      guard case .failed(let error as SolverFailure) = run(method, problem).ending,
        case .invalidOptions(let message) = error.reason
      else { return nil }
      return message
    }
  }
#endif
