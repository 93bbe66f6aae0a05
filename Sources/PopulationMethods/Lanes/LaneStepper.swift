import ODESolvers
import Parallel
import SynapticDynamics

/// A method that steps each synapse by itself, at work: all synapses from stride to stride.
struct LaneStepper<Engine: LaneEngine>: Stepper {
  private let dynamics: PopulationDynamics
  private let part: ReadPart
  /// One for each thread.
  private let engines: [Engine]
  private let evaluationsPerStep: Int
  private var lanes: PopulationLanes
  /// The part that is read.
  private var reader: LaneReader
  /// All, for a stride within which all is read.
  private var surveyor: LaneReader?
  var nextSurvey = Double.infinity
  /// All synapses meet at the ends of strides, for progress and interruptions, wherever the solution is read.
  private let stride: Double
  private var piece: ClosedRange<Double>
  private var startTime: Double
  /// Whether lanes rest on their way through the stride, and how many steps all had taken before it.
  private var isOnTheWay = false
  private var stepsBefore = 0
  private var restarts = -1
  private var workOfReading = LaneWork()
  /// Before a restart.
  private var earlierWork = LaneWork()
  private(set) var time: Double
  private(set) var stepSize = 0.0
  let stepBudgetAdvice: String

  /// All lanes together take about so many steps, which is half a second, before somebody may end the run.
  private static var stepsAtOnce: Int { 1_000_000 }

  /// - Parameters:
  ///   - problem: the problem, of the same dynamics.
  ///   - components: what is read.
  ///   - lanes: makes the lanes at their start.
  ///   - stride: how far all go before they meet.
  ///   - evaluationsPerStep: how often a step looks at the rates.
  ///   - stepBudgetAdvice: what to do about too many steps.
  ///   - engine: makes what steps them, for one thread.
  init(
    _ problem: borrowing InitialValueProblem, reading components: [Int]?,
    dynamics: PopulationDynamics, lanes: (PopulationState, _ time: Double) -> PopulationLanes,
    stride: Double, evaluationsPerStep: Int, stepBudgetAdvice: String, engine: () -> Engine
  ) {
    self.dynamics = dynamics
    self.stride = stride
    self.evaluationsPerStep = evaluationsPerStep
    self.stepBudgetAdvice = stepBudgetAdvice
    part = ReadPart(components, synapseCount: dynamics.synapseCount)
    time = problem.initialTime
    startTime = time
    piece = problem.initialTime...problem.finalTime
    self.lanes = lanes(
      PopulationState(problem.initialState, count: dynamics.synapseCount), time)
    reader = LaneReader(part, of: self.lanes)
    engines = (0..<dynamics.threads).map { _ in engine() }
  }

  /// All synapses as a part.
  private var whole: ReadPart { ReadPart(nil, synapseCount: dynamics.synapseCount) }

  /// Over all lanes, from the start of the run.
  private var work: LaneWork {
    engines.reduce(earlierWork) { $0 + $1.work } - workOfReading
  }

  /// Averages over the synapses, rounded up: each has steps of its own. What was reported before a restart is
  /// taken off after rounding, so that both together are the average of all.
  var statistics: SolverStatistics {
    let (lanes, work) = (lanes.times.count, work)
    func average(_ value: (LaneWork) -> Int) -> Int {
      (value(work) + lanes - 1) / lanes - (value(earlierWork) + lanes - 1) / lanes
    }
    var statistics = SolverStatistics()
    statistics.steps = average { $0.steps }
    statistics.rightHandSideEvaluations = average { $0.evaluations } * evaluationsPerStep
    statistics.errorTestFailures = average { $0.rejected }
    statistics.restarts = max(restarts, 0)
    statistics.lanes = SolverStatistics.LaneCounts(
      count: lanes, steps: work.steps, evaluations: work.evaluations, rejected: work.rejected,
      ratesPerEvaluation: evaluationsPerStep)
    return statistics
  }

  mutating func begin(_ pieces: ArraySlice<ClosedRange<Double>>) throws {
    piece = pieces.first!
    try lanes.state.values.withUnsafeMutableBufferPointer {
      try dynamics.begin(pieces, state: $0.baseAddress!)
    }
    restarts += 1
    time = piece.lowerBound
    startTime = time
    isOnTheWay = false
    lanes.forgetPassingSides()
    reader.start(part, of: lanes)
  }

  /// Carries the lanes through a stride, or on their way through it if they need many steps: then the time
  /// stays, and the next call goes on. Where a lane rests has no say in its steps.
  mutating func step(until target: Double, atMost count: Int) throws {
    if !isOnTheWay {
      if time > startTime { reader.start(part, of: lanes) }
      startTime = time
      let isSurveyed = nextSurvey > time && nextSurvey < strideEnd
      surveyor = isSurveyed ? LaneReader(whole, of: lanes) : nil
      stepsBefore = total { $0.steps }
    }
    let end = strideEnd
    let rests = total { $0.rests }
    run(&lanes, until: end, atMost: min(count, most(of: lanes.times.count)))
    var first: LaneFailure?
    for engine in engines {
      guard let failure = engine.failure, failure.synapse < first?.synapse ?? .max else { continue }
      first = failure
    }
    if let first { throw failure(first) }
    isOnTheWay = total { $0.rests } > rests
    if isOnTheWay {
      stepSize = shortestSize(until: end)
      return
    }
    engines[0].relax(&lanes.state, over: end - startTime)
    guard allFinite(lanes.state.values.span) else { throw notFinite() }
    let taken = total { $0.steps } - stepsBefore
    stepSize = (end - startTime) * Double(lanes.times.count) / Double(max(taken, 1))
    time = end
  }

  /// Over all threads.
  private func total(_ count: (LaneWork) -> Int) -> Int {
    engines.reduce(0) { $0 + count($1.work) }
  }

  /// How many steps each of some lanes may take at once.
  private func most(of laneCount: Int) -> Int {
    max(1, Self.stepsAtOnce / max(1, laneCount))
  }

  /// The shortest step that a lane on its way goes on with.
  private func shortestSize(until end: Double) -> Double {
    var shortest = Double.infinity
    for (time, size) in zip(lanes.times, lanes.sizes) where time < end {
      shortest = min(shortest, size)
    }
    return shortest
  }

  mutating func leavePieces() throws {
    let dynamics = dynamics
    lanes.state.values.withUnsafeMutableBufferPointer { dynamics.leave(state: $0.baseAddress!) }
  }

  private var strideEnd: Double {
    let number = ((time - piece.lowerBound) / stride * (1 + 1e-12)).rounded(.down) + 1
    let end = piece.lowerBound + number * stride
    return end > piece.upperBound - 0.01 * stride ? piece.upperBound : end
  }

  private func run(_ lanes: inout PopulationLanes, until end: Double, atMost steps: Int) {
    let engines = engines
    for engine in engines { engine.forgetFailure() }
    lanes.withMemory { memory in
      forEachBlock(of: memory.stride, size: 256, threads: dynamics.threads) { block, thread in
        engines[thread].run(
          LaneTask(
            block: block, memory: memory, end: end, mostSteps: steps, reading: nil, synapses: nil))
      }
    }
  }

  mutating func read(_ components: ReadComponents, at time: Double, into values: inout [Double])
    throws
  {
    while !approach(time, reading: components) {}
    if components == .all {
      surveyor!.relax(by: engines[0], to: time, from: startTime)
      values = surveyor!.values
      return
    }
    guard time < self.time, time > startTime else {
      let isAtEnd = time >= self.time
      part.select(into: &values) { inWhole, inPart in
        isAtEnd ? lanes.state.values[inWhole] : reader.startValues[inPart]
      }
      return
    }
    reader.relax(by: engines[0], to: time, from: startTime)
    part.select(into: &values) { _, inPart in reader.values[inPart] }
  }

  /// Carries the lanes that are read to within the steps that lead over a time, as many steps as all take at once.
  mutating func approach(_ time: Double, reading components: ReadComponents) -> Bool {
    guard time < self.time, time > startTime else { return true }
    let before = total { $0.rests }
    let work = engines.reduce(LaneWork()) { $0 + $1.work }
    switch components {
    case .chosen:
      reader.approach(
        time, until: self.time, atMost: most(of: reader.laneCount), of: part.synapses,
        by: engines[...0])
    case .all:
      surveyor!.approach(
        time, until: self.time, atMost: most(of: lanes.times.count), of: nil, by: engines[...])
    }
    // Reading is no work of the solution.
    workOfReading = workOfReading + (engines.reduce(LaneWork()) { $0 + $1.work } - work)
    return total { $0.rests } == before
  }

  func withState(_ body: (Span<Double>) throws -> Void) throws { try body(lanes.state.values.span) }

  func withMemory(_ body: (RawSpan, MemoryPart) throws -> Void) throws {
    try lanes.showMemory(body)
    try body(work.counts.span.bytes, .counts)
  }

  mutating func restoreMemory(_ fill: (inout MutableRawSpan, MemoryPart) throws -> Void) throws {
    try lanes.restoreMemory(fill)
    var counts = earlierWork.counts
    try counts.fill { try fill(&$0, .counts) }
    earlierWork = LaneWork(counts: counts)
  }

  mutating func finish() -> StateVector {
    if isOnTheWay {
      part.scatter(reader.startValues, into: &lanes.state.values, of: lanes.state.count)
    }
    let values = lanes.state.values
    lanes.state.values = []
    return .double(values)
  }

  // MARK: Failures

  private mutating func failure(_ failure: LaneFailure) -> SolverFailure {
    part.scatter(reader.startValues, into: &lanes.state.values, of: lanes.state.count)
    return SolverFailure(
      .stepTooSmall(component: "synapse \(dynamics.firstSynapse + failure.synapse)"),
      time: startTime,
      stepSize: failure.size,
      advice:
        "At t = \(failure.time) no step is short enough for the tolerances: loosen rtol or atol.")
  }

  private mutating func notFinite() -> SolverFailure {
    let index = lanes.state.values.firstIndex { !$0.isFinite } ?? 0
    let value = lanes.state.values[index]
    part.scatter(reader.startValues, into: &lanes.state.values, of: lanes.state.count)
    return SolverFailure(
      .notFinite(quantity: "value", component: dynamics.componentName(index), value: value),
      time: startTime, stepSize: stepSize,
      advice: "The weights overflow: lower the learning rate.")
  }
}
