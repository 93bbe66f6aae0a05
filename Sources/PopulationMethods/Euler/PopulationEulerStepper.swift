import ODESolvers
import SynapticDynamics

/// Forward Euler at work on a population.
struct PopulationEulerStepper<Scalar: KernelScalar>: Stepper {
  private let dynamics: PopulationDynamics
  private let part: ReadPart
  private var blocks: EulerBlocks<Scalar>
  private var steps: FixedSteps
  private var state: [Scalar]
  /// The part that is read, before the last steps that were taken at once.
  private var earlier: [Scalar]
  private var earlierTime: Double
  /// The whole state there, if it is read within these steps.
  private var earlierWhole: [Scalar] = []
  var nextSurvey = Double.infinity
  private var pieces: [ClosedRange<Double>] = []
  /// Which of them is being stepped through.
  private var piece = 0
  /// The steps to be taken at once.
  private var plan: [PlannedStep] = []

  init(
    _ initialState: [Scalar], steps: FixedSteps, reading components: [Int]?,
    blocks: EulerBlocks<Scalar>, dynamics: PopulationDynamics
  ) {
    self.dynamics = dynamics
    self.blocks = blocks
    self.steps = steps
    state = initialState
    part = ReadPart(components, synapseCount: dynamics.synapseCount)
    earlier = Array(
      repeating: 0, count: initialState.count / dynamics.synapseCount * part.count)
    earlierTime = steps.time
  }

  var time: Double { steps.time }
  var stepSize: Double { steps.stepSize }
  var statistics: SolverStatistics {
    var statistics = steps.statistics(evaluations: 0)
    statistics.rightHandSideEvaluations = statistics.steps * (blocks.isSequential ? 2 : 1)
    return statistics
  }
  /// So many that a call lasts some hundredths of a second, if a piece is a few steps, but a few always: what is in the cache
  /// is used. All ranks take as many.
  var piecesAtOnce: Int {
    dynamics.feed.dependsOnWeights ? 1 : max(8, min(1000, 500_000 / dynamics.populationCount))
  }

  /// Signals that are held are taken for as many steps as they hold.
  private var mostSteps: Int {
    if dynamics.feed.followsWeights { return 1 }
    return dynamics.feed.isHeld ? 1000 : max(1, min(1000, 2_000_000 / dynamics.synapseCount))
  }

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  mutating func begin(_ pieces: ArraySlice<ClosedRange<Double>>) throws {
    let dynamics = dynamics
    try state.withUnsafeMutableBufferPointer {
      try dynamics.begin(pieces, state: $0.baseAddress!)
    }
    self.pieces.removeAll(keepingCapacity: true)
    self.pieces.append(contentsOf: pieces)
    piece = 0
    steps.begin(pieces.first!)
  }

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  mutating func step(until target: Double, atMost count: Int) throws {
    part.gather(state, of: dynamics.synapseCount, into: &earlier)
    earlierTime = time
    plan.removeAll(keepingCapacity: true)
    var ahead = steps
    while plan.count < min(count, mostSteps), ahead.time < pieces.last!.upperBound {
      if ahead.time == pieces[piece].upperBound {
        piece += 1
        ahead.begin(pieces[piece])
      }
      let start = ahead.time
      let end = ahead.next()
      // A step over the target is taken by itself, so that the state before it is at hand.
      if end > target && !plan.isEmpty { break }
      plan.append(PlannedStep(start: start, size: end - start, piece: piece))
      ahead.accept(end)
      steps = ahead
      if end > target { break }
    }
    let (feed, start) = (dynamics.feed, plan[0].start)
    try state.withUnsafeMutableBufferPointer {
      try feed.update(at: start, state: $0.baseAddress!)
    }
    earlierWhole = nextSurvey > earlierTime && nextSurvey < time ? state : []
    let watch = dynamics.monitor?.watch
    let sums = piecesToAdd
    let failing = blocks.advance(
      &state, by: plan[...], synapses: nil, watching: watch, adding: sums)
    if let sums { sums.sums.didAdd(upTo: feed.end(of: sums.pieces.upperBound - 1)) }
    if watch != nil {
      let (plan, end) = (plan, time)
      dynamics.monitor?.report(blocks.sightings, before: failing?.step) {
        $0 + 1 < plan.count ? plan[$0 + 1].start : end
      }
    }
    if let failing { throw failure(failing) }
  }

  /// The pieces that end with steps of the plan, but for one within which somebody is going to look: he wants the sums as they
  /// are before.
  private var piecesToAdd: PiecesToAdd? {
    guard let sums = dynamics.gradientSums, let last = plan.last?.piece else { return nil }
    let isOver = time == pieces[last].upperBound && nextSurvey >= time
    let ended = plan[0].piece..<(isOver ? last + 1 : last)
    return ended.isEmpty ? nil : PiecesToAdd(sums: sums, pieces: ended)
  }

  /// Puts the part that is read to the last good step, and names a value that overflowed.
  private mutating func failure(_ failure: EulerBlocks<Scalar>.Failure) -> SolverFailure {
    let (step, n) = (failure.step, dynamics.synapseCount)
    // Other blocks may have gone further, and failed later.
    let index =
      stride(from: 0, to: state.count, by: n).lazy.flatMap { component in
        failure.block.lazy.map { component + $0 }
      }.first { !state[$0].isFinite } ?? 0
    let value = Double(state[index])
    _ = blocks.advance(&earlier, by: plan[..<step], synapses: part.synapses)
    part.scatter(earlier, into: &state, of: dynamics.synapseCount)
    steps.retract(plan.count - step, to: plan[step].start)
    return SolverFailure(
      .notFinite(quantity: "state", component: dynamics.componentName(index), value: value),
      time: plan[step].start + plan[step].size, stepSize: plan[step].size,
      advice: "An unstable fixed step ends like this: use a smaller dt or an adaptive method.")
  }

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  mutating func leavePieces() throws {
    let dynamics = dynamics
    state.withUnsafeMutableBufferPointer { dynamics.leave(state: $0.baseAddress!) }
  }

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  mutating func read(_ components: ReadComponents, at time: Double, into values: inout [Double]) {
    if components == .all {
      let fraction = (time - earlierTime) / (self.time - earlierTime)
      for i in state.indices {
        let start = Double(earlierWhole[i])
        values[i] = start + fraction * (Double(state[i]) - start)
      }
      return
    }
    guard time < self.time, self.time > earlierTime else {
      part.select(into: &values) { inWhole, _ in Double(state[inWhole]) }
      return
    }
    let fraction = (time - earlierTime) / (self.time - earlierTime)
    part.select(into: &values) { inWhole, inPart in
      let start = Double(earlier[inPart])
      return start + fraction * (Double(state[inWhole]) - start)
    }
  }

  func withState(_ body: (Span<Double>) throws -> Void) throws {
    try Scalar.withDoubles(state) { try body($0) }
  }

  mutating func finish() -> StateVector {
    let values = state
    state = []
    return Scalar.vector(values)
  }
}
