import ODESolvers
import Testing

@Suite struct StepLandingTests {
  /// 0.3 divides neither 1 nor √2 nor 2: every edge is met by a shortened step, exactly.
  @Test(arguments: methods(stepSize: 0.3))
  func stepsLandOnEdges(_ method: any Solver & Sendable) throws {
    let edges = [1, 2.0.squareRoot(), 2]
    let problem = InitialValueProblem(
      from: 0, to: 2, initialState: [1], breakpoints: Array(edges.dropLast())
    ) { _, y, derivative in
      derivative[0] = -y[0]
    }
    var trace = StepTrace()
    let solution = method.solve(problem, sampling: [], observer: &trace)
    try solution.check()
    #expect(solution.time == 2)
    #expect(trace.pieceEnds == edges)
    for edge in edges { #expect(trace.stepEnds.contains(edge), "\(method.name)") }
    #expect(zip(trace.stepEnds, trace.stepEnds.dropFirst()).allSatisfy(<))
    #expect(trace.steps == Array(1...trace.steps.count))
  }

  @Test(
    arguments: [ForwardEuler(stepSize: 0.3), RungeKutta4(stepSize: 0.3)] as [any Solver & Sendable])
  func fixedStepsRestartTheirGridAtEdges(_ method: any Solver & Sendable) throws {
    let problem = InitialValueProblem(
      from: 0, to: 1.25, initialState: [1], breakpoints: [0.5]
    ) { _, _, derivative in
      derivative[0] = 0
    }
    var trace = StepTrace()
    _ = method.solve(problem, sampling: [], observer: &trace)
    #expect(trace.stepEnds == [0.3, 0.5, 0.8, 0.5 + 2 * 0.3, 1.25])
  }

  /// 0.1 is not a binary number: added ten thousand times it misses by 1.6e-10, and a sliver of a
  /// step would follow. Multiples of the step size do not drift.
  @Test(
    arguments: [ForwardEuler(stepSize: 0.1), RungeKutta4(stepSize: 0.1)] as [any Solver & Sendable])
  func roundingLeavesNoSliver(_ method: any Solver & Sendable) throws {
    let problem = InitialValueProblem(from: 0, to: 1000, initialState: [0]) { _, _, derivative in
      derivative[0] = 1
    }
    var trace = StepTrace()
    let solution = method.solve(problem, sampling: [], observer: &trace)
    #expect(solution.statistics.steps == 10_000)
    #expect(trace.stepEnds[4999] == 500)
    // Ten thousand additions, each rounded to half a unit in the last place of 1000, 5.7e-14.
    #expect(abs(solution.state[0] - 1000) < 10_000 * 5.7e-14)
  }

  /// A step larger than the piece is shortened to one step.
  @Test(
    arguments: [ForwardEuler(stepSize: 50), RungeKutta4(stepSize: 50)] as [any Solver & Sendable])
  func oversizeStepTakesOneStep(_ method: any Solver & Sendable) throws {
    let problem = InitialValueProblem(from: -1, to: 1, initialState: [0]) { _, _, derivative in
      derivative[0] = 3
    }
    let solution = run(method, problem)
    #expect(solution.statistics.steps == 1)
    #expect(solution.state == [6])
  }
}
