#if SUNDIALS
  import Foundation
  import ODESolvers
  import Testing

  @Suite struct ConstraintTests {
    /// Two decaying exponentials until long after they are below the absolute tolerance, where they
    /// are no more than noise around zero.
    static func states(
      _ method: CVODE.Method, nonNegative: [Range<Int>], breakpoints: [Double]
    ) throws -> [[Double]] {
      let problem = InitialValueProblem(
        from: 0, to: 200, initialState: [1, 1], breakpoints: breakpoints
      ) { _, y, derivative in
        derivative[0] = -y[0]
        derivative[1] = -3 * y[1] + y[0] * y[1]
      }
      let tolerances = Tolerances(relative: 1e-4, absolute: 1e-6)
      return try acceptedStates(
        CVODE(method, tolerances: tolerances, nonNegative: nonNegative), problem)
    }

    /// The states at the ends of all steps.
    static func acceptedStates(
      _ method: CVODE, _ problem: InitialValueProblem
    ) throws -> [[Double]] {
      var stepper = try method.makeStepper(for: problem, reading: nil)
      var state = problem.initialState
      var states = [state]
      for piece in problem.pieces {
        try stepper.begin([piece])
        while stepper.time < piece.upperBound && states.count < 100_000 {
          try stepper.step(until: piece.upperBound, atMost: 1)
          try stepper.read(.chosen, at: stepper.time, into: &state)
          states.append(state)
        }
      }
      return states
    }

    @Test(arguments: [CVODE.Method.adams, .bdf(.dense), .bdf(.krylov(dimension: 0))])
    func acceptedStatesAreNotNegative(_ method: CVODE.Method) throws {
      let free = try Self.states(method, nonNegative: [], breakpoints: [])
      let held = try Self.states(method, nonNegative: [0..<2], breakpoints: [])
      #expect(free.contains { $0.contains { $0 < 0 } }, "the test must be able to fail")
      #expect(held.allSatisfy { $0.allSatisfy { $0 >= 0 } })
      report("lowest \(free.map { $0.min()! }.min()!), held \(held.map { $0.min()! }.min()!)")
    }

    /// A restart begins from a state within the constraints, or CVODE would refuse it.
    @Test(arguments: [CVODE.Method.adams, .bdf(.dense), .bdf(.krylov(dimension: 0))])
    func constraintsSurviveRestarts(_ method: CVODE.Method) throws {
      let breakpoints = (1..<400).map { Double($0) / 2 }
      let held = try Self.states(method, nonNegative: [0..<2], breakpoints: breakpoints)
      #expect(held.allSatisfy { $0.allSatisfy { $0 >= 0 } })
    }

    /// Only the components of the range are held.
    @Test(arguments: [CVODE.Method.adams, .bdf(.dense), .bdf(.krylov(dimension: 0))])
    func otherComponentsMayBeNegative(_ method: CVODE.Method) throws {
      let problem = InitialValueProblem(from: 0, to: 10, initialState: [1, 1]) {
        _, y, derivative in
        derivative[0] = -y[0]
        derivative[1] = -1
      }
      let states = try Self.acceptedStates(CVODE(method, nonNegative: [0..<1]), problem)
      #expect(states.allSatisfy { $0[0] >= 0 })
      #expect(abs(states.last![1] + 9) < 1e-9)
    }

    /// y′ = −1 − y² with y(0) = 1 is tan(π/4 − t): a solution that really crosses zero cannot be
    /// held above it. CVODE 6.4 tells either of its nonlinear iteration or of the constraint.
    @Test(arguments: [CVODE.Method.adams, .bdf(.dense)])
    func crossingIsRefused(_ method: CVODE.Method) throws {
      let problem = InitialValueProblem(from: 0, to: 1, initialState: [1]) { _, y, derivative in
        derivative[0] = -1 - y[0] * y[0]
      }
      let (_, flag, solution) = try failure(of: CVODE(method, nonNegative: [0..<1]), problem)
      #expect([.constraintFailure, .convergenceFailure].contains(flag))
      // A hundred local errors of 1e-6.
      #expect(solution.time > 0.7 && solution.time < .pi / 4 + 1e-4)
      #expect(solution.state[0] >= 0)
      #expect(abs(solution.state[0] - tan(.pi / 4 - solution.time)) < 1e-4)
    }

    /// At this tolerance Robertson's problem ends near 1e10, with a flag whose name CVODE 6.4 does
    /// not know; a version that gets through is none the worse.
    @Test func constraintFailuresHaveTheirName() throws {
      let tolerances = Tolerances(relative: 1e-4, absolute: 1e-6)
      let solution = run(
        CVODE(.bdf(.dense), tolerances: tolerances, nonNegative: [0..<3]),
        StiffProblem.robertson.makeProblem())
      guard case .failed(let error as SolverFailure) = solution.ending,
        case .sundials(_, let flag) = error.reason
      else { return }
      #expect(flag == .constraintFailure)
      #expect(error.advice.contains("non-negative"))
      #expect(solution.time > 1e8)
      #expect(solution.state.allSatisfy { $0 >= 0 })
      report("constraint: \(error)")
    }

    /// On a straight line prediction and correction agree, upon which CVODE 6.4 divides by their
    /// difference, multiplies its step by infinity and leaves NaN. The last good state is not that.
    @Test func straightCrossingLeavesAGoodState() throws {
      let problem = InitialValueProblem(from: 0, to: 10, initialState: [1]) { _, _, derivative in
        derivative[0] = -1
      }
      let (error, flag, solution) = try failure(of: CVODE(.adams, nonNegative: [0..<1]), problem)
      #expect(flag.name.hasPrefix("CV_"))
      #expect(error.stepSize.isFinite)
      #expect(solution.time <= 1.000_001)
      #expect(abs(solution.state[0] - (1 - solution.time)) < 1e-9)
      report("crossing: \(error)")
    }

    private func failure(
      of method: CVODE, _ problem: InitialValueProblem
    ) throws -> (SolverFailure, SolverFailure.SUNDIALSFlag, Solution) {
      let solution = run(method, problem)
      guard case .failed(let error as SolverFailure) = solution.ending,
        case .sundials(_, let flag) = error.reason
      else {
        Issue.record("the run must fail: \(solution.ending)")
        throw CancellationError()
      }
      return (error, flag, solution)
    }
  }
#endif
