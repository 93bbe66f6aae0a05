import Foundation
import ODESolvers
import Testing

@Suite struct StatisticsTests {
  static func makePendulum(
    from start: Double, to end: Double, state: [Double], breakpoints: [Double] = []
  ) -> InitialValueProblem {
    InitialValueProblem(from: start, to: end, initialState: state, breakpoints: breakpoints) {
      _, y, derivative in
      derivative[0] = y[1]
      derivative[1] = -sin(y[0])
    }
  }

  /// A restart is a new beginning: the work of a run over two pieces is that of two runs.
  @Test(arguments: methods(stepSize: 0.3))
  func statisticsAddUpOverRestarts(_ method: any Solver & Sendable) throws {
    let whole = run(method, Self.makePendulum(from: 0, to: 9, state: [1, 0], breakpoints: [4]))
    let first = run(method, Self.makePendulum(from: 0, to: 4, state: [1, 0]))
    let second = run(method, Self.makePendulum(from: 4, to: 9, state: first.state))
    try whole.check()
    var sum = first.statistics + second.statistics
    sum.restarts += 1
    #expect(whole.statistics == sum)
    #expect(bits([whole.state]) == bits([second.state]))
  }

  /// What the statistics say is what happened.
  @Test(arguments: methods(stepSize: 0.3))
  func evaluationsAreCounted(_ method: any Solver & Sendable) throws {
    let calls = Box(0)
    let problem = InitialValueProblem(from: 0, to: 10, initialState: [1, 0]) { _, y, derivative in
      calls.value += 1
      derivative[0] = y[1]
      derivative[1] = -sin(y[0])
    }
    let solution = run(method, problem)
    let statistics = solution.statistics
    #expect(statistics.rightHandSideEvaluations == calls.value)
    switch method {
    case is ForwardEuler: #expect(calls.value == statistics.steps && statistics.steps == 34)
    case is RungeKutta4: #expect(calls.value == 4 * statistics.steps && statistics.steps == 34)
    default:
      #expect(statistics.nonlinearIterations >= statistics.steps)
      #expect(calls.value >= statistics.nonlinearIterations)
    }
    #if SUNDIALS
      if case .bdf(let linearSolver)? = (method as? CVODE)?.method {
        // Without a preconditioner, there is nothing to set up for SPGMR.
        #expect((statistics.linearSetups > 0) == (linearSolver == .dense))
        #expect((statistics.jacobianEvaluations > 0) == (linearSolver == .dense))
        #expect((statistics.linearIterations > 0) == (linearSolver != .dense))
      }
    #endif
  }

  /// A failure in the first evaluation after a restart must not count the earlier work twice.
  @Test(arguments: methods(stepSize: 0.3))
  func failureAfterARestartCountsOnce(_ method: any Solver & Sendable) throws {
    let failing = Box(false)
    let calls = Box(0)
    var problem = InitialValueProblem(
      from: 0, to: 9, initialState: [1, 0], breakpoints: [4]
    ) { _, y, derivative in
      calls.value += 1
      if failing.value { throw ModelError(code: 9) }
      derivative[0] = y[1]
      derivative[1] = -sin(y[0])
    }
    problem.pieceWillBegin = { piece, _ in failing.value = piece.lowerBound == 4 }
    let solution = run(method, problem)
    #expect(throws: ModelError(code: 9)) { try solution.check() }
    var expected = run(method, Self.makePendulum(from: 0, to: 4, state: [1, 0])).statistics
    expected.restarts = 1
    expected.rightHandSideEvaluations += 1
    #expect(solution.statistics == expected)
    #expect(solution.statistics.rightHandSideEvaluations == calls.value)
    #expect(solution.time == 4)
  }

  #if SUNDIALS
    /// No step is longer than allowed; without the limit they are.
    @Test(arguments: [CVODE.Method.adams, .bdf(.dense)])
    func maximumStepSizeHolds(_ method: CVODE.Method) throws {
      func longest(_ maximum: Double?) -> Double {
        var trace = StepTrace()
        _ = CVODE(method, maximumStepSize: maximum).solve(
          Self.makePendulum(from: 0, to: 10, state: [1e-3, 0]), sampling: [], observer: &trace)
        return zip([0] + trace.stepEnds, trace.stepEnds).map { $1 - $0 }.max()!
      }
      #expect(longest(0.02) <= 0.02 + 1e-14)
      #expect(longest(nil) > 0.05)
    }
  #endif
}
