extension Solver {
  /// Integrates a problem and tells the observer of the solution at the sample times.
  ///
  /// Sampling reads each step's dense output and never changes the steps: however many sample times
  /// there are, the values at common times are the same bit for bit.
  ///
  /// - Parameters:
  ///   - problem: the problem.
  ///   - times: ascending sample times within [t₀, t₁].
  ///   - options: the limits of the run.
  ///   - observer: is told of samples, steps and pieces.
  /// - Returns: how the run ended, with the last good state also after a failure.
  /// - Precondition: the sample times ascend and lie within [t₀, t₁].
  public func solve(
    _ problem: InitialValueProblem, sampling times: [Double],
    options: SolveOptions = SolveOptions(), observer: inout some SolutionObserver
  ) -> Solution {
    precondition(
      zip(times, times.dropFirst()).allSatisfy(<)
        && (times.first ?? problem.initialTime) >= problem.initialTime
        && (times.last ?? problem.finalTime) <= problem.finalTime,
      "sample times must ascend within the problem's interval")
    var run = Run(problem: problem, times: times, options: options)
    do {
      run.stepper = try makeStepper(for: problem)
      try run.integrate(telling: &observer)
      return run.solution(ending: run.terminalEvent.map { .stopped($0) } ?? .finished)
    } catch {
      return run.solution(ending: .failed(error))
    }
  }

  /// Integrates a problem and returns its solution at the given times.
  ///
  /// - Parameters:
  ///   - problem: the problem.
  ///   - times: ascending sample times within [t₀, t₁]; by default the final time.
  ///   - options: the limits of the run.
  /// - Throws: ``SolverFailure``, or what the right-hand side throws.
  public func solve(
    _ problem: InitialValueProblem, at times: [Double]? = nil,
    options: SolveOptions = SolveOptions()
  ) throws -> SampledSolution {
    var recorder = SampleRecorder()
    let solution = solve(
      problem, sampling: times ?? [problem.finalTime], options: options, observer: &recorder)
    try solution.check()
    return SampledSolution(
      times: recorder.times, states: recorder.states, statistics: solution.statistics,
      events: solution.events)
  }
}

/// One run of a stepper over all pieces of a problem.
private struct Run {
  let problem: InitialValueProblem
  let times: [Double]
  let options: SolveOptions
  var stepper: (any Stepper)?
  var state: [Double]
  var nextSample = 0
  var events: [Event.Occurrence] = []
  var terminalEvent: Event.Occurrence?

  init(problem: InitialValueProblem, times: [Double], options: SolveOptions) {
    self.problem = problem
    self.times = times
    self.options = options
    self.state = problem.initialState
  }

  mutating func integrate(telling observer: inout some SolutionObserver) throws {
    let segments = problem.segments
    var locator = EventLocator(problem.events)
    for (index, segment) in segments.enumerated() {
      try problem.segmentWillBegin?(segment)
      try stepper!.begin(segment)
      try stepper!.read(at: segment.lowerBound, into: &state)
      if index == 0 {
        locator.start(at: segment.lowerBound, state: state.span)
      }
      // A sample at the edge belongs to the piece that begins there.
      if nextSample < times.count, times[nextSample] == segment.lowerBound {
        try observer.sample(at: segment.lowerBound, state: state.span)
        nextSample += 1
      }
      let isLast = index == segments.count - 1
      while stepper!.time < segment.upperBound {
        try step(in: segment, isLast: isLast, locator: &locator, telling: &observer)
        if terminalEvent != nil { return }
      }
      if observer.observesSegments {
        try stepper!.read(at: segment.upperBound, into: &state)
        try observer.segmentDidEnd(at: segment.upperBound, state: state.span)
      }
    }
  }

  private mutating func step(
    in segment: ClosedRange<Double>, isLast: Bool, locator: inout EventLocator,
    telling observer: inout some SolutionObserver
  ) throws {
    guard stepper!.statistics.steps < options.maximumSteps else {
      throw SolverFailure(
        .stepBudget(options.maximumSteps), time: stepper!.time, stepSize: stepper!.stepSize,
        advice: "Allow more steps, loosen the tolerances, or use a method made for stiff problems.")
    }
    let start = stepper!.time
    try stepper!.step()
    var end = stepper!.time
    if !problem.events.isEmpty {
      try locator.locate(in: start...end, stepper: &stepper!, state: &state, into: &events)
      if let terminal = locator.terminal {
        terminalEvent = terminal
        end = terminal.time
      }
    }
    // A sample at the end of a piece is left to the next one, if there is one to come.
    let endIsOurs = isLast || terminalEvent != nil || end < segment.upperBound
    while nextSample < times.count,
      times[nextSample] < end || (times[nextSample] == end && endIsOurs)
    {
      try stepper!.read(at: times[nextSample], into: &state)
      try observer.sample(at: times[nextSample], state: state.span)
      nextSample += 1
    }
    try observer.stepDidEnd(at: end, statistics: stepper!.statistics)
  }

  /// The result, with the last good state.
  mutating func solution(ending: Solution.Ending) -> Solution {
    var time = problem.initialTime
    if stepper != nil {
      time = terminalEvent?.time ?? stepper!.time
      // Reading at the time reached cannot fail for a stepper that was begun; before that the
      // initial state stands.
      try? stepper!.read(at: time, into: &state)
    }
    return Solution(
      ending: ending, time: time, state: state,
      statistics: stepper?.statistics ?? SolverStatistics(), events: events)
  }
}
