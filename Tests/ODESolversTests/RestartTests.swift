import ODESolvers
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
      from: RestartPoint(time: 7, state: [1, 2], statistics: SolverStatistics()) { _ in },
      sampling: [], observer: &rest)
    guard case .failed(let failure as SolverFailure) = solution.ending else {
      Issue.record("it ran")
      return
    }
    #expect(failure.description.contains("no piece of the problem begins there at t = 7.0"))
    #expect(solution.time == 7 && solution.state == [1, 2])
  }
}

/// Keeps all that a run tells, and every point from which it could be gone on with.
struct RestartRecorder: SolutionObserver {
  /// An edge, and what was shown there.
  struct Edge {
    var time: Double
    var state: [Double]
    var statistics: SolverStatistics
    var memory: [[UInt8]]
    /// The samples and steps that were told before.
    var samples: Int
    var steps: Int

    /// The point, with its memory as it was shown, or without.
    func point(remembering: Bool = true) -> RestartPoint {
      let memory = memory
      var part = 0
      return RestartPoint(time: time, state: state, statistics: statistics) { bytes in
        guard remembering else { return }
        precondition(bytes.byteCount == memory[part].count, "part \(part)")
        bytes.withUnsafeMutableBytes { $0.copyBytes(from: memory[part]) }
        part += 1
      }
    }
  }

  var samples: [[UInt64]] = []
  var steps: [Double] = []
  var workAfterSteps: [SolverStatistics] = []
  var edges: [Edge] = []

  mutating func sample(at time: Double, state: Span<Double>) {
    samples.append([time.bitPattern] + state.indices.map { state[$0].bitPattern })
  }

  mutating func stepDidEnd(at time: Double, statistics: SolverStatistics) {
    steps.append(time)
    workAfterSteps.append(statistics)
  }

  mutating func restartIsPossible(
    at time: Double, statistics: SolverStatistics,
    showState: (_ body: (Span<Double>) throws -> Void) throws -> Void,
    showMemory: (_ body: (RawSpan) throws -> Void) throws -> Void
  ) throws {
    var edge = Edge(
      time: time, state: [], statistics: statistics, memory: [], samples: samples.count,
      steps: steps.count)
    try showState { state in edge.state = state.indices.map { state[$0] } }
    try showMemory { part in edge.memory.append(part.withUnsafeBytes { Array($0) }) }
    edges.append(edge)
  }
}
