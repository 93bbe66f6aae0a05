import ODESolvers
import TestSupport
import Testing

/// A run from an edge on is the rest of the whole run, bit for bit.
@Suite struct RestartTests {
  /// Edges with a sample and without; one of the samples lies on an edge.
  private static let times = [0, 60, 121, 200.25, 300.5, 399, 400]

  @Test(arguments: methods(stepSize: 0.13, relative: 1e-6, absolute: 1e-8))
  func restIsTheSame(_ method: any Solver & Sendable) throws {
    var whole = RestartRecorder()
    let expected = method.solve(
      RecordingGridTests.makeProblem(), sampling: Self.times, observer: &whole)
    try expected.check()
    #expect(whole.edges.map(\.time) == [120, 121, 300.5])
    for edge in whole.edges {
      var rest = RestartRecorder()
      let solution = method.solve(
        RecordingGridTests.makeProblem(), from: edge.point(), sampling: Self.times, observer: &rest)
      try solution.check()
      #expect(rest.samples == Array(whole.samples[edge.samples...]))
      #expect(rest.steps == Array(whole.steps[edge.steps...]))
      #expect(rest.workAfterSteps == Array(whole.workAfterSteps[edge.steps...]))
      #expect(bits([solution.state]) == bits([expected.state]))
      #expect(solution.statistics == expected.statistics)
      #expect(rest.edges.map(\.time) == whole.edges.map(\.time).filter { $0 > edge.time })
    }
  }

  /// Events that lie behind the edge are found at the same places.
  @Test(arguments: methods(stepSize: 0.13, relative: 1e-6, absolute: 1e-8))
  func eventsAreTheSame(_ method: any Solver & Sendable) throws {
    func problem() -> InitialValueProblem {
      var problem = RecordingGridTests.makeProblem()
      problem.events = [Event("zero") { _, y in y[0] }]
      return problem
    }
    var whole = RestartRecorder()
    let expected = method.solve(problem(), sampling: [400], observer: &whole)
    try expected.check()
    #expect(expected.events.count > 10)
    for edge in whole.edges {
      var rest = RestartRecorder()
      let solution = method.solve(problem(), from: edge.point(), sampling: [400], observer: &rest)
      try solution.check()
      #expect(solution.events == expected.events.filter { $0.time > edge.time })
    }
  }

  /// The budget is that of the whole run.
  @Test func stepsBeforeCount() throws {
    let method = ForwardEuler(stepSize: 1)
    var whole = RestartRecorder()
    _ = method.solve(RecordingGridTests.makeProblem(), sampling: [], observer: &whole)
    var rest = RestartRecorder()
    let solution = method.solve(
      RecordingGridTests.makeProblem(), from: whole.edges[0].point(), sampling: [],
      options: SolveOptions(maximumSteps: 150), observer: &rest)
    #expect(throws: SolverFailure.self) { try solution.check() }
    #expect(solution.time == 150 && solution.statistics.steps == 150)
  }

  @Test func otherTimesAreRefused() throws {
    let problem = RecordingGridTests.makeProblem()
    var rest = RestartRecorder()
    let solution = RungeKutta4(stepSize: 1).solve(
      problem,
      from: RestartPoint(time: 7, state: [1, 2], statistics: SolverStatistics()) { _, _ in },
      sampling: [], observer: &rest)
    guard case .failed(let failure as SolverFailure) = solution.ending else {
      Issue.record("it ran")
      return
    }
    #expect(failure.description.contains("no piece of the problem begins there at t = 7.0"))
    #expect(solution.time == 7 && solution.state == [1, 2])
  }
}
