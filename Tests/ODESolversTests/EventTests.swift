import Foundation
import ODESolvers
import Testing

@Suite struct EventTests {
  /// RK4's error with h = 10⁻³ over 20 time units is h⁴ · 20 / 120 ≈ 2e-13, its interpolation's h⁴;
  /// CVODE at rtol 1e-12 makes some hundred local errors. Both are well below 1e-9.
  static let precise: [any Solver & Sendable] = methods(
    stepSize: 1e-3, relative: 1e-12, absolute: 1e-13
  ).filter { !($0 is ForwardEuler) }

  /// (cos t, −sin t)
  static func makeOscillator(_ events: [Event], until end: Double = 20) -> InitialValueProblem {
    var problem = InitialValueProblem(from: 0, to: end, initialState: [1, 0]) { _, y, derivative in
      derivative[0] = y[1]
      derivative[1] = -y[0]
    }
    problem.events = events
    return problem
  }

  /// y = t
  static func makeClock(_ events: [Event], until end: Double) -> InitialValueProblem {
    var problem = InitialValueProblem(from: 0, to: end, initialState: [0]) { _, _, derivative in
      derivative[0] = 1
    }
    problem.events = events
    return problem
  }

  @Test(arguments: precise)
  func directionsAndTimes(_ method: any Solver & Sendable) throws {
    let cosine: (Double, Span<Double>) -> Double = { $1[0] }
    let solution = try method.solve(
      Self.makeOscillator([
        Event("rising", direction: .rising, function: cosine),
        Event("falling", direction: .falling, function: cosine),
        Event("either", direction: .either, function: cosine),
      ]))
    let zeros = (0..<6).map { (Double($0) + 0.5) * Double.pi }
    func times(_ name: String) -> [Double] {
      solution.events.filter { $0.name == name }.map(\.time)
    }
    let expected = [
      "either": zeros, "falling": [zeros[0], zeros[2], zeros[4]],
      "rising": [zeros[1], zeros[3], zeros[5]],
    ]
    for (name, exact) in expected {
      #expect(times(name).count == exact.count)
      for (time, zero) in zip(times(name), exact) {
        #expect(abs(time - zero) < 1e-9, "\(name), \(method.name)")
      }
    }
    #expect(zip(solution.events, solution.events.dropFirst()).allSatisfy { $0.time <= $1.time })
    report("events, \(method.name): \(zip(times("either"), zeros).map { $0 - $1 })")
  }

  /// The event function may depend on the time, too: t² = 2 in a step of RK4 or CVODE.
  @Test(arguments: precise)
  func timeEvents(_ method: any Solver & Sendable) throws {
    let event = Event("root two") { time, _ in time * time - 2 }
    let solution = try method.solve(Self.makeOscillator([event]))
    try #require(solution.events.count == 1)
    // To a few units in the last place, whatever the solution's error.
    #expect(abs(solution.events[0].time - 2.0.squareRoot()) < 2e-15)
  }

  /// Located in one step or in several, in whatever order they were declared.
  @Test(arguments: methods(stepSize: 1))
  func severalEventsInOneStep(_ method: any Solver & Sendable) throws {
    let levels = [0.5, 0.9, 0.2, 0.7]
    let events = levels.map { level in
      Event("\(level)") { _, y in y[0] - (10 + level) }
    }
    let solution = try method.solve(Self.makeClock(events, until: 12))
    #expect(solution.events.map(\.name) == ["0.2", "0.5", "0.7", "0.9"])
    for (event, level) in zip(solution.events, levels.sorted()) {
      // y = t is reproduced up to rounding, a few units in the last place of 10 for each step.
      #expect(abs(event.time - (10 + level)) < 1e-12)
    }
  }

  @Test(arguments: methods(stepSize: 1))
  func terminalEventEndsTheRun(_ method: any Solver & Sendable) throws {
    let events = [
      Event("late", function: { _, y in y[0] - 10.9 }),
      Event("end", direction: .rising, isTerminal: true, function: { _, y in y[0] - 10.5 }),
      Event("second end", isTerminal: true, function: { _, y in y[0] - 10.7 }),
      Event("early", function: { _, y in y[0] - 10.2 }),
    ]
    let problem = Self.makeClock(events, until: 1000)
    var recorder = SampleRecorder()
    let solution = method.solve(
      problem, sampling: [0, 5, 10, 10.25, 10.6, 20], observer: &recorder)
    guard case .stopped(let occurrence) = solution.ending else {
      Issue.record("the run must stop: \(solution.ending)")
      return
    }
    #expect(occurrence.name == "end")
    #expect(abs(occurrence.time - 10.5) < 1e-12)
    #expect(solution.events.map(\.name) == ["early", "end"])
    #expect(solution.events.last == occurrence)
    #expect(solution.time == occurrence.time)
    #expect(abs(solution.state[0] - 10.5) < 1e-12)
    #expect(recorder.times == [0, 5, 10, 10.25])
    try solution.check()
  }

  /// The state at the event, not at the end of the step: on the circle at angle 2.
  @Test(arguments: precise)
  func stateAtATerminalEvent(_ method: any Solver & Sendable) throws {
    let event = Event("two", isTerminal: true) { time, _ in time - 2 }
    let solution = run(method, Self.makeOscillator([event]))
    #expect(abs(solution.time - 2) < 1e-15)
    #expect(abs(solution.state[0] - cos(2)) < 1e-9)
    #expect(abs(solution.state[1] + sin(2)) < 1e-9)
  }

  /// A zero exactly at the end of a step counts once, one at the very beginning does not.
  @Test(arguments: methods(stepSize: 0.25))
  func zerosAtStepEndsCountOnce(_ method: any Solver & Sendable) throws {
    var problem = Self.makeClock(
      [
        Event("start", function: { _, y in y[0] }),
        Event("edge", function: { time, _ in time - 1 }),
      ], until: 2)
    problem.breakpoints = [1]
    let solution = try method.solve(problem)
    #expect(solution.events.map(\.name) == ["edge"])
    #expect(solution.events.map(\.time) == [1])
  }

  /// A sample at the event belongs to the run, also if no further piece begins there.
  @Test(arguments: methods(stepSize: 0.25))
  func sampleAtATerminalEventOnABreakpoint(_ method: any Solver & Sendable) throws {
    var problem = Self.makeClock(
      [Event("edge", isTerminal: true, function: { time, _ in time - 1 })], until: 2)
    problem.breakpoints = [1]
    let solution = try method.solve(problem, at: [0, 0.5, 1, 2])
    #expect(solution.times == [0, 0.5, 1])
    #expect(abs(solution.states.last![0] - 1) < 1e-14)
  }

  /// A triple zero, where regula falsi is slow, and a jump, which has no zero at all.
  @Test(arguments: methods(stepSize: 0.7))
  func awkwardEventFunctions(_ method: any Solver & Sendable) throws {
    let events = [
      Event("triple", function: { time, _ in pow(time - 1.1, 3) }),
      Event("jump", function: { time, _ in time < 1.2 ? -1e-3 : 5 }),
    ]
    let solution = try method.solve(Self.makeClock(events, until: 2))
    #expect(solution.events.map(\.name) == ["triple", "jump"])
    #expect(abs(solution.events[0].time - 1.1) < 1e-14)
    #expect(abs(solution.events[1].time - 1.2) < 1e-14)
  }
}
