import Foundation
import ODESolvers
import SynapticDynamics

/// The window map at work.
struct WindowMapStepper: Stepper {
  private let dynamics: PopulationDynamics
  private let components: [Int]?
  private var map: ExtrapolatedMap
  private var state: PopulationState
  /// The state at the start of the last step, and which row ended it.
  private var start: PopulationState
  private var startTime: Double
  private var row = 0
  /// How long a step should be, as far as is known.
  private var wanted = Double.infinity
  /// How long the step is to be that was cut, if one was.
  private var cut: Double?
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
    map = ExtrapolatedMap(state, rule: rule, dynamics: dynamics, tolerances: tolerances)
  }

  var statistics: SolverStatistics {
    var statistics = work
    statistics.rightHandSideEvaluations = map.evaluations
    return statistics
  }

  mutating func begin(_ pieces: ArraySlice<ClosedRange<Double>>) throws {
    let dynamics = dynamics
    try state.values.withUnsafeMutableBufferPointer {
      try dynamics.begin(pieces, state: $0.baseAddress!)
    }
    if begun { work.restarts += 1 }
    begun = true
    map.forgetEnd()
    time = pieces.first!.lowerBound
    end = pieces.first!.upperBound
    startTime = time
    cut = nil
  }

  /// Tries a step once: with a large network a gradient takes long.
  mutating func step(until target: Double, atMost count: Int) throws {
    if cut == nil { try map.begin(&state, at: time) }
    var length = cut ?? landing(wanted)
    stepSize = length
    if let row = try map.attempt(from: state, at: time, length: length) {
      accept(row, length: length)
      cut = nil
      return
    }
    work.errorTestFailures += 1
    length = landing(max(0.02 * length, min(0.5 * length, bestLength(after: length))))
    guard length > 8 * time.magnitude.ulp else { throw failure() }
    cut = length
  }

  /// A step no longer than that; the last two to the end are made equal.
  private func landing(_ length: Double) -> Double {
    let left = end - time
    if length >= left { return left }
    return 2 * length > left ? 0.5 * left : length
  }

  private mutating func accept(_ row: Int, length: Double) {
    self.row = row
    swap(&start, &state)
    map.exchange(&state, withRow: row)
    startTime = time
    work.steps += 1
    let isLast = length == end - time
    time = isLast ? end : time + length
    // The end of a piece cuts steps short: that says nothing of how long they could be.
    let best = min(5 * length, bestLength(after: length))
    wanted = isLast ? max(wanted, best) : best
    if wanted.isNaN { wanted = .infinity }
  }

  /// The length at which a unit of time costs the fewest gradients, by the errors of the last attempt.
  private func bestLength(after length: Double) -> Double {
    var best = (length: 0.1 * length, cost: Double.infinity)
    for (row, error) in map.errors.enumerated() where error.isFinite {
      let factor = 0.9 * pow(max(error, 1e-10), -1 / ExtrapolatedMap.errorPowers[row])
      let cost = ExtrapolatedMap.cost(ofRow: row) / factor
      if cost < best.cost { best = (factor * length, cost) }
    }
    return best.length
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
    // A shorter step in the same way.
    map.forgetEnd()
    try map.begin(&start, at: startTime)
    let sample = try map.step(
      from: start, at: startTime, length: time - startTime, row: row)
    map.forgetEnd()
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
