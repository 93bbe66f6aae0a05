extension Solver {
  /// Integrates a problem and tells the observer of the solution at the sample times.
  ///
  /// Sampling reads each step's dense output and never changes the steps: however many sample times
  /// there are, the values at common times are the same bit for bit.
  ///
  /// - Parameters:
  ///   - problem: the problem.
  ///   - restart: where to go on with a run of the same problem, in place of its initial state; nothing before is
  ///     told again. A sample at an edge belongs to the piece that begins there.
  ///   - times: ascending sample times within [t₀, t₁]. One that differs from an edge by rounding alone, as 3 × 0.7
  ///     does from 2.1, is that edge, and the observer is told the edge's time.
  ///   - surveys: ascending times within [t₀, t₁] at which the observer is shown the whole state; they change no step
  ///     either.
  ///   - options: the limits of the run, the part before a restart included.
  ///   - observer: is told of samples, steps and pieces.
  /// - Returns: how the run ended, with the last good state also after a failure.
  /// - Precondition: the sample times ascend and lie within [t₀, t₁].
  public func solve(
    _ problem: consuming InitialValueProblem, from restart: consuming RestartPoint? = nil,
    sampling times: [Double], surveying surveys: [Double] = [],
    options: SolveOptions = SolveOptions(), observer: inout some SolutionObserver
  ) -> Solution {
    let interval = problem.initialTime...problem.finalTime
    precondition(
      [times, surveys].allSatisfy {
        zip($0, $0.dropFirst()).allSatisfy(<) && $0.allSatisfy(interval.contains)
      }, "sample times must ascend within the problem's interval")
    let pieces = problem.pieces
    let edges = (0...pieces.count).lazy.map {
      $0 < pieces.count ? pieces[$0].lowerBound : pieces[$0 - 1].upperBound
    }
    let times = land(times, on: edges)
    let surveys = land(surveys, on: edges)
    let earlier = restart?.statistics
    let fillMemory = restart?.fillMemory
    if let restart = restart.take() {
      problem.initialTime = restart.time
      problem.initialState = restart.state
    }
    var run: Run
    do {
      run = try Run(
        problem, allPieces: pieces, with: self, times: times, surveys: surveys,
        options: options, reading: observer)
      if let earlier, let fillMemory { try run.restore(earlier, fillMemory) }
    } catch {
      return Solution(
        ending: .failed(error), time: problem.initialTime, end: problem.start,
        statistics: earlier ?? SolverStatistics(), events: [])
    }
    // The initial state may be large; the stepper has made it its own.
    _ = consume problem
    do {
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
  private var stepper: any Stepper
  /// The pieces to come, from the problem's initial time on.
  private let allPieces: ArraySlice<ClosedRange<Double>>
  /// The work before a restart.
  private var earlier = SolverStatistics()
  private let hasEvents: Bool
  private var locator: EventLocator
  private let times: [Double]
  private let surveys: [Double]
  private let options: SolveOptions
  /// What the observer wants of the values read, if these are more: events look at all.
  private let selection: [Int]?
  private var values: [Double]
  private var selected: [Double]
  private let dimension: Int
  private var nextSample = 0
  private var nextSurvey = 0
  private var events: [Event.Occurrence] = []
  private(set) var terminalEvent: Event.Occurrence?

  init(
    _ problem: borrowing InitialValueProblem, allPieces: [ClosedRange<Double>],
    with solver: some Solver, times: [Double], surveys: [Double], options: SolveOptions,
    reading observer: borrowing some SolutionObserver
  ) throws {
    let start = problem.initialTime
    guard let first = allPieces.firstIndex(where: { $0.lowerBound == start }) else {
      throw SolverFailure(
        .invalidOptions("no piece of the problem begins there"), time: start,
        advice: "Go on with the problem that the run began with.")
    }
    if let index = (0..<problem.dimension).first(where: { !problem.start[$0].isFinite }) {
      throw SolverFailure(
        .notFinite(
          quantity: "initial value", component: problem.componentName(index),
          value: problem.start[index]),
        time: start, advice: "Begin with finite values.")
    }
    hasEvents = !problem.events.isEmpty
    dimension = problem.dimension
    let components = observer.components
    selection = hasEvents ? components : nil
    let reading = hasEvents ? nil : components
    values = Array(repeating: 0, count: reading?.count ?? problem.dimension)
    selected = Array(repeating: 0, count: selection?.count ?? 0)
    self.allPieces = allPieces[first...]
    nextSample = times.firstIndex { $0 >= start } ?? times.count
    nextSurvey = surveys.firstIndex { $0 >= start } ?? surveys.count
    locator = EventLocator(problem.events)
    self.times = times
    self.surveys = surveys
    self.options = options
    stepper = try solver.makeStepper(for: copy problem, reading: reading)
  }

  /// Makes the stepper what it was at a restart.
  mutating func restore(
    _ statistics: SolverStatistics,
    _ fillMemory: (inout MutableRawSpan, MemoryPart) throws -> Void
  ) throws {
    try stepper.restoreMemory(fillMemory)
    earlier = statistics
    // Methods do not count the first piece that they begin.
    earlier.restarts += 1
    if hasEvents {
      try stepper.read(.chosen, at: stepper.time, into: &values)
      let state = values
      locator.start(at: stepper.time, state: state.span)
    }
  }

  private var statistics: SolverStatistics { earlier + stepper.statistics }

  mutating func integrate(telling observer: inout some SolutionObserver) throws {
    var index = allPieces.startIndex
    while index < allPieces.endIndex {
      let end = index + pieces(from: index)
      try integrate(allPieces[index..<end], telling: &observer)
      if terminalEvent != nil { return }
      let time = allPieces[end - 1].upperBound
      let stepper = stepper
      try observer.pieceDidEnd(at: time) { try stepper.withState($0) }
      index = end
      if index < allPieces.endIndex {
        try observer.restartIsPossible(
          at: time, statistics: statistics, showState: { try stepper.withState($0) },
          showMemory: { try stepper.withMemory($0) })
      }
    }
  }

  /// How many pieces can be taken at once: none but the last is to be read within or at its end.
  private func pieces(from index: Int) -> Int {
    let most = hasEvents ? 1 : min(stepper.piecesAtOnce, allPieces.endIndex - index)
    let start = allPieces[index].lowerBound
    let next = min(
      Self.next(after: start, of: times[nextSample...]),
      Self.next(after: start, of: surveys[nextSurvey...]))
    var count = 1
    while count < most, next >= allPieces[index + count].upperBound,
      options.restart != allPieces[index + count].lowerBound
    {
      count += 1
    }
    return count
  }

  /// The first of some times, of which one at the start of the first piece does not stand in the way.
  private static func next(after start: Double, of times: ArraySlice<Double>) -> Double {
    times.first == start ? times.dropFirst().first ?? .infinity : times.first ?? .infinity
  }

  /// When the whole state is to be shown next.
  private var surveyTime: Double { nextSurvey < surveys.count ? surveys[nextSurvey] : .infinity }

  private mutating func integrate(
    _ pieces: ArraySlice<ClosedRange<Double>>, telling observer: inout some SolutionObserver
  ) throws {
    let (start, end) = (pieces.first!.lowerBound, pieces.last!.upperBound)
    stepper.nextSurvey = surveyTime
    do { try stepper.begin(pieces) } catch  where pieces.count > 1 {
      // What does not begin with all of them may begin with the first ones: so a run gets as far as it can.
      let middle = pieces.startIndex + pieces.count / 2
      try integrate(pieces[..<middle], telling: &observer)
      try integrate(pieces[middle...], telling: &observer)
      return
    }
    if hasEvents && pieces.startIndex == 0 {
      try stepper.read(.chosen, at: start, into: &values)
      let state = values
      locator.start(at: start, state: state.span)
    }
    // A sample at the edge belongs to the piece that begins there.
    if nextSample < times.count, times[nextSample] == start {
      try sample(telling: &observer)
    }
    if surveyTime == start { try survey(telling: &observer) }
    let isLast = pieces.endIndex == allPieces.endIndex
    while stepper.time < end {
      try step(until: end, telling: &observer)
      if terminalEvent != nil { return }
    }
    try stepper.leavePieces()
    // A sample at the end of a piece is left to the next one, if there is one to come.
    if isLast, nextSample < times.count { try sample(telling: &observer) }
    if isLast, nextSurvey < surveys.count { try survey(telling: &observer) }
  }

  private mutating func step(
    until pieceEnd: Double, telling observer: inout some SolutionObserver
  ) throws {
    let left = options.maximumSteps - statistics.steps
    guard left > 0 else {
      throw SolverFailure(
        .stepBudget(options.maximumSteps), time: stepper.time, stepSize: stepper.stepSize,
        advice: stepper.stepBudgetAdvice)
    }
    let start = stepper.time
    let target = min(
      nextSample < times.count ? times[nextSample] : .infinity, surveyTime, pieceEnd)
    let isFirst = statistics.steps == 0
    try stepper.step(until: target, atMost: hasEvents || isFirst ? 1 : left)
    var end = stepper.time
    if hasEvents {
      var locator = self.locator
      try locator.locate(in: start...end, stepper: &stepper, state: &values, into: &events)
      self.locator = locator
      if let terminal = locator.terminal {
        terminalEvent = terminal
        end = terminal.time
      }
    }
    let endIsOurs = terminalEvent != nil || end < pieceEnd
    while nextSample < times.count,
      times[nextSample] < end || (times[nextSample] == end && endIsOurs)
    {
      try sample(telling: &observer)
    }
    while surveyTime < end || (surveyTime == end && endIsOurs) {
      try survey(telling: &observer)
    }
    try observer.stepDidEnd(at: end, statistics: statistics)
    guard end > start else { return }
    let stepper = stepper
    try observer.stateDidChange(at: end) { try stepper.withState($0) }
  }

  /// Tells of the next sample.
  private mutating func sample(telling observer: inout some SolutionObserver) throws {
    let time = times[nextSample]
    while try !stepper.approach(time, reading: .chosen) {
      try observer.readingGoesOn(statistics: statistics)
    }
    try stepper.read(.chosen, at: time, into: &values)
    if let selection {
      for (k, index) in selection.enumerated() { selected[k] = values[index] }
      try observer.sample(at: time, state: selected.span)
    } else {
      try observer.sample(at: time, state: values.span)
    }
    nextSample += 1
  }

  /// Shows the whole state.
  private mutating func survey(telling observer: inout some SolutionObserver) throws {
    let time = surveyTime
    if time >= stepper.time, terminalEvent == nil {
      let stepper = stepper
      try observer.survey(at: time) { try stepper.withState($0) }
    } else {
      while try !stepper.approach(time, reading: .all) {
        try observer.readingGoesOn(statistics: statistics)
      }
      var whole = [Double](repeating: 0, count: dimension)
      try stepper.read(.all, at: time, into: &whole)
      let state = whole
      try observer.survey(at: time) { try $0(state.span) }
    }
    nextSurvey += 1
    stepper.nextSurvey = surveyTime
  }

  /// The result, with the last good state.
  mutating func solution(ending: Solution.Ending) -> Solution {
    let (time, statistics) = (terminalEvent?.time ?? stepper.time, statistics)
    let end: StateVector
    if let terminalEvent {
      // Reading within the last step cannot fail; events read all components.
      try? stepper.read(.chosen, at: terminalEvent.time, into: &values)
      end = .double(values)
    } else {
      end = stepper.finish()
    }
    return Solution(
      ending: ending, time: time, end: end, statistics: statistics, events: events)
  }
}
