import ODESolvers
import SynapticDynamics

/// The propagator at work.
struct ExactStepper<Scalar: KernelScalar>: Stepper {
  private let dynamics: PopulationDynamics
  private let advice: String
  private var windows: HeldWindows<Scalar>
  private let part: ReadPart
  private var state: PopulationValues<Scalar>
  /// The part that is read, at the start of the pieces.
  private var start: PopulationValues<Scalar>
  /// The part that is read, at a time within the piece, once one was asked for.
  private var sample: PopulationValues<Scalar>?
  /// The whole state at the start of pieces within which it is read.
  private var wholeStart: PopulationValues<Scalar>?
  var nextSurvey = Double.infinity
  private var durations: [Double] = []
  /// How far into the piece a sample lies.
  private var within = [0.0]
  private var interval: ClosedRange<Double>
  private(set) var statistics = SolverStatistics()
  private(set) var time: Double

  init(
    _ problem: borrowing InitialValueProblem, reading components: [Int]?,
    kernel: any WindowKernel, dynamics: PopulationDynamics
  ) {
    self.dynamics = dynamics
    advice = kernel.advice
    time = problem.initialTime
    interval = problem.initialTime...problem.finalTime
    part = ReadPart(components, synapseCount: dynamics.synapseCount)
    state = PopulationValues(Scalar.values(problem.start), count: dynamics.synapseCount)
    start = PopulationValues(part, of: state)
    windows = HeldWindows<Scalar>(kernel, dynamics: dynamics)
  }

  var stepSize: Double { durations.last ?? interval.upperBound - interval.lowerBound }

  /// So many that a call lasts some tenths of a second, but a few always: what is in the cache is used. All ranks take as many.
  var piecesAtOnce: Int {
    if dynamics.feed.dependsOnWeights { return 1 }
    return max(
      4, min(HeldWindows<Scalar>.mostWindows, 10_000_000 / dynamics.populationCount))
  }

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  mutating func begin(_ pieces: ArraySlice<ClosedRange<Double>>) throws {
    try state.values.withUnsafeMutableBufferPointer {
      try dynamics.begin(pieces, state: $0.baseAddress!)
    }
    statistics.restarts += statistics.steps > 0 ? pieces.count : pieces.count - 1
    interval = pieces.first!.lowerBound...pieces.last!.upperBound
    durations.removeAll(keepingCapacity: true)
    for piece in pieces { durations.append(piece.upperBound - piece.lowerBound) }
    time = interval.lowerBound
    start.gather(part, of: state)
  }

  /// Takes all pieces: a time within is reached from their start.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  mutating func step(until target: Double, atMost count: Int) throws {
    wholeStart = nextSurvey < interval.upperBound ? state : nil
    let watch = dynamics.monitor?.watch
    // Who looks within the pieces wants the sums as they are before.
    let sums = wholeStart == nil ? dynamics.gradientSums : nil
    let failing = windows.propagate(
      &state, over: durations[...], synapses: nil, watching: watch, adding: sums)
    sums?.didAdd(upTo: interval.upperBound)
    if watch != nil {
      let feed = dynamics.feed
      dynamics.monitor?.report(windows.sightings, before: failing) { feed.end(of: $0) }
    }
    if let failing { throw failure(in: failing) }
    time = interval.upperBound
    statistics.steps += durations.count
  }

  /// Puts the part that is read to the start of the window that failed, and names a value that
  /// overflowed.
  private mutating func failure(in window: Int) -> SolverFailure {
    let index = state.values.firstIndex { !$0.isFinite } ?? 0
    let value = Double(state.values[index])
    _ = windows.propagate(&start, over: durations[..<window], synapses: part.synapses)
    part.scatter(start.values, into: &state.values, of: state.count)
    time = dynamics.feed.start(of: window)
    statistics.steps += window
    return SolverFailure(
      .notFinite(quantity: "value", component: dynamics.componentName(index), value: value),
      time: time + durations[window], stepSize: durations[window], advice: advice)
  }

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  mutating func leavePieces() throws {
    let dynamics = dynamics
    state.values.withUnsafeMutableBufferPointer { dynamics.leave(state: $0.baseAddress!) }
  }

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  mutating func read(_ components: ReadComponents, at time: Double, into values: inout [Double])
    throws
  {
    within[0] = time - interval.lowerBound
    if components == .all {
      var whole = PopulationValues(
        Scalar.takeRoom(of: &values), count: dynamics.synapseCount)
      whole.copy(wholeStart!)
      _ = windows.propagate(&whole, over: within[...], synapses: nil)
      Scalar.hand(whole.values, to: &values)
      return
    }
    if time >= self.time {
      part.select(into: &values) { inWhole, _ in Double(state.values[inWhole]) }
      return
    }
    var sample = self.sample.take() ?? start
    sample.copy(start)
    _ = windows.propagate(
      &sample, over: within[...], synapses: part.synapses)
    part.select(into: &values) { _, inPart in Double(sample.values[inPart]) }
    self.sample = sample
  }

  func withState(_ body: (Span<Double>) throws -> Void) throws {
    try Scalar.withDoubles(state.values) { try body($0) }
  }

  mutating func finish() -> StateVector {
    let values = state.values
    state.values = []
    return Scalar.vector(values)
  }
}
