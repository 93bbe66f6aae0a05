import Foundation
import ODESolvers
import SynapticDynamics

/// The window map at work.
struct WindowMapStepper: Stepper {
  private let dynamics: PopulationDynamics
  private let components: [Int]?
  private var flow: PathFlow
  private var path = SignalPath()
  private var state: PopulationState
  /// The state at the start of the last step, and the points of the path that it followed.
  private var start: PopulationState
  private var startTime: Double
  private var points = 0..<1
  /// The state that a step is tried with.
  private var trial: PopulationState
  private var choice = OrderChoice()
  /// The errors of the last attempt, by order.
  private var errors: [Double] = []
  /// How long the first step of a window should be, as far as is known.
  private var wanted = Double.infinity
  private var end: Double
  private var work = SolverStatistics()
  private var begun = false
  private(set) var time: Double
  private(set) var stepSize = 0.0

  init(
    _ problem: borrowing InitialValueProblem, reading components: [Int]?, rule: BioAdam,
    dynamics: PopulationDynamics, tolerances: GroupTolerances
  ) {
    self.dynamics = dynamics
    self.components = components
    time = problem.initialTime
    startTime = time
    end = problem.finalTime
    state = PopulationState(problem.initialState, count: dynamics.synapseCount)
    start = state
    trial = state
    flow = PathFlow(rule: rule, dynamics: dynamics, tolerances: tolerances)
  }

  var statistics: SolverStatistics { work }

  mutating func begin(_ pieces: ArraySlice<ClosedRange<Double>>) throws {
    let dynamics = dynamics
    try state.values.withUnsafeMutableBufferPointer {
      try dynamics.begin(pieces, state: $0.baseAddress!)
    }
    if begun { work.restarts += 1 }
    begun = true
    path.forget()
    time = pieces.first!.lowerBound
    end = pieces.first!.upperBound
    startTime = time
    choice = OrderChoice(length: wanted)
  }

  /// Tries a step once: with a large network a gradient takes long.
  mutating func step(until target: Double, atMost count: Int) throws {
    let isFirst = startTime == time
    if path.count == 0 {
      try dynamics.feed.update(at: time, of: &state)
      addPoint(at: time)
    }
    let length = landing(choice.length)
    stepSize = length
    let isLast = length == end - time
    let after = isLast ? end : time + length
    let order = choice.order
    guard
      flow.carry(
        &trial, from: state, at: time, over: length, along: path, through: 0..<order)
    else {
      choice.shorten(length)
      return try goBack()
    }
    try dynamics.feed.update(at: after, of: &trial)
    addPoint(at: after)
    flow.findErrors(from: state, at: time, along: path, into: &errors)
    guard errors[order] <= 1 else {
      path.removeNewest()
      choice.cut(after: length, errors: errors)
      return try goBack()
    }
    // Where the signals at the end say next to nothing new the step stays as it was tried.
    let left = errors[order] * PathFlow.predictorsShare(of: path, order: order, from: time)
    if left > Self.negligible,
      !flow.carry(
        &trial, from: state, at: time, over: length, along: path, through: 0..<(order + 1))
    {
      path.removeNewest()
      choice.shorten(length)
      return try goBack()
    }
    points = (left > Self.negligible ? 0 : 1)..<(order + 1)
    swap(&start, &state)
    swap(&state, &trial)
    startTime = time
    time = after
    work.steps += 1
    choice.goOn(after: length, errors: errors, isFirst: isFirst)
    // The end of a piece cuts steps short: that says nothing of how long they could be.
    if isFirst { wanted = isLast ? max(wanted, choice.length) : choice.length }
  }

  /// Tries again from the same state, with the step that was chosen.
  private mutating func goBack() throws {
    work.errorTestFailures += 1
    guard landing(choice.length) > 8 * time.magnitude.ulp else { throw failure() }
  }

  /// What the end adds is left out where it is so small a share of what a step may err.
  private static let negligible = 1e-3

  /// Keeps the signals computed last.
  private mutating func addPoint(at time: Double) {
    work.rightHandSideEvaluations += 1
    path.add(computedBy: dynamics.feed, at: time)
  }

  /// A step no longer than that; the last two to the end are made equal.
  private func landing(_ length: Double) -> Double {
    let left = end - time
    if length >= left { return left }
    return 2 * length > left ? 0.5 * left : length
  }

  private func failure() -> SolverFailure {
    SolverFailure(
      .stepTooSmall(component: "the population"), time: time, stepSize: stepSize,
      advice:
        "The weights run away, or the tolerances are finer than the numbers: lower the learning"
        + " rate, or raise rtol and atol.")
  }

  mutating func leavePieces() throws {
    let dynamics = dynamics
    state.values.withUnsafeMutableBufferPointer { dynamics.leave(state: $0.baseAddress!) }
  }

  mutating func read(_ part: ReadComponents, at time: Double, into values: inout [Double]) throws {
    guard time < self.time else {
      select(part.components(of: components), of: state.values.count, into: &values) {
        state.values[$0]
      }
      return
    }
    guard time > startTime else {
      select(part.components(of: components), of: start.values.count, into: &values) {
        start.values[$0]
      }
      return
    }
    // The synapses on their way.
    var sample = start
    _ = flow.carry(
      &sample, from: start, at: startTime, over: time - startTime, along: path, through: points)
    select(part.components(of: components), of: sample.values.count, into: &values) {
      sample.values[$0]
    }
  }

  func withState(_ body: (Span<Double>) throws -> Void) throws { try body(state.values.span) }

  func withMemory(_ body: (RawSpan, MemoryPart) throws -> Void) throws {
    try body([wanted].span.bytes, .alike)
  }

  mutating func restoreMemory(_ fill: (inout MutableRawSpan, MemoryPart) throws -> Void) throws {
    var wanted = [wanted]
    try wanted.fill { try fill(&$0, .alike) }
    self.wanted = wanted[0]
  }

  mutating func finish() -> StateVector { .double(state.values) }
}

extension SignalFeed {
  /// Computes the signals of a state's weights.
  fileprivate func update(at time: Double, of state: inout PopulationState) throws {
    try state.values.withUnsafeMutableBufferPointer {
      try update(at: time, state: $0.baseAddress!)
    }
  }
}
