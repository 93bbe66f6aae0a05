import CKernels
import Foundation
import ODESolvers
import Parallel
import SynapticDynamics

/// Collocation at work: all synapses from stride to stride. In C the sizes of their steps are chosen, by `set_factors` in
/// `collocation_step.h`, and steps are tried, repeated and given up, in `collocation_attempts.c`.
struct CollocationStepper: Stepper {
  private let dynamics: PopulationDynamics
  private let laws: Laws
  private let part: ReadPart
  private let tiles: [CollocationTile]
  private var lanes: CollocationLanes
  /// The part that is read: at the start of the stride, on its way through it, and at the time read.
  private var start: CollocationLanes
  private var reader: CollocationLanes
  private var sample: CollocationLanes
  private var readerTime: Double
  /// Of the reader: the steps that lead over the time read.
  private var found: [Double]
  private var landings: [UInt8]
  /// All synapses meet at the ends of strides, for progress and interruptions: a thousand of them in
  /// ten thousand τ_m, wherever the solution is read.
  private let stride: Double
  private var piece: ClosedRange<Double>
  private var startTime: Double
  /// Whether lanes rest on their way through the stride, and how many steps all had taken before it.
  private var isOnTheWay = false
  private var stepsBefore = 0
  private var restarts = -1
  private var workOfReading = collocation_work()
  /// Before a restart.
  private var earlierWork = collocation_work()
  private(set) var time: Double
  private(set) var stepSize = 0.0

  /// All lanes together take about so many steps, which is half a second, before somebody may end the run.
  private static let stepsAtOnce = 1_000_000

  init(
    _ problem: borrowing InitialValueProblem, reading components: [Int]?, rule: BioAdam,
    dynamics: PopulationDynamics, tolerances: CollocationTolerances
  ) {
    self.dynamics = dynamics
    laws = rule.laws(at: 0).with(dynamics.weights)
    part = ReadPart(components, synapseCount: dynamics.synapseCount)
    time = problem.initialTime
    startTime = time
    readerTime = time
    piece = problem.initialTime...problem.finalTime
    let tauM = min(rule.forward.tauM, rule.backward?.tauM ?? rule.forward.tauM)
    stride = 100 * tauM
    let state = PopulationState(problem.initialState, count: dynamics.synapseCount)
    lanes = CollocationLanes(
      state, signals: rule.signalsPerSynapse, time: time, size: 0.5 * tauM)
    start = CollocationLanes(part, of: lanes)
    (reader, sample) = (start, start)
    found = Array(repeating: 0, count: start.times.count)
    landings = Array(repeating: 0, count: found.count)
    tiles = (0..<dynamics.threads).map { _ in
      CollocationTile(dynamics.feed, tolerances: tolerances)
    }
  }

  /// Over all lanes, from the start of the run.
  private var work: collocation_work {
    var work = tiles.reduce(earlierWork) { $0 + $1.work }
    work.steps -= workOfReading.steps
    work.rejected -= workOfReading.rejected
    work.evaluations -= workOfReading.evaluations
    return work
  }

  /// Averages over the synapses, rounded up: each has steps of its own. What was reported before a restart is
  /// taken off after rounding, so that both together are the average of all.
  var statistics: SolverStatistics {
    let (lanes, work) = (lanes.times.count, work)
    func average(_ value: (collocation_work) -> Int) -> Int {
      (value(work) + lanes - 1) / lanes - (value(earlierWork) + lanes - 1) / lanes
    }
    var statistics = SolverStatistics()
    statistics.steps = average(\.steps)
    statistics.rightHandSideEvaluations = average(\.evaluations) * CollocationTile.nodes
    statistics.errorTestFailures = average(\.rejected)
    statistics.restarts = max(restarts, 0)
    return statistics
  }

  mutating func begin(_ pieces: ArraySlice<ClosedRange<Double>>) throws {
    piece = pieces.first!
    try lanes.state.values.withUnsafeMutableBufferPointer {
      try dynamics.feed.begin(pieces, state: $0.baseAddress!)
    }
    restarts += 1
    time = piece.lowerBound
    startTime = time
    isOnTheWay = false
    lanes.forgetGradientSides()
    start.gather(part, of: lanes)
    readerTime = .infinity
  }

  /// Carries the lanes through a stride, or on their way through it if they need many steps: then the time
  /// stays, and the next call goes on. Where a lane rests has no say in its steps.
  mutating func step(until target: Double, atMost count: Int) throws {
    if !isOnTheWay {
      if time > startTime { start.gather(part, of: lanes) }
      startTime = time
      readerTime = .infinity
      stepsBefore = total(\.steps)
    }
    let end = strideEnd
    let rests = total(\.rests)
    run(&lanes, until: end, atMost: min(count, most(of: lanes)))
    if let failure = tiles.compactMap(\.failure).min(by: { $0.synapse < $1.synapse }) {
      throw self.failure(failure)
    }
    isOnTheWay = total(\.rests) > rests
    if isOnTheWay {
      stepSize = shortestSize(until: end)
      return
    }
    relax(&lanes.state, over: end - startTime)
    guard allFinite(lanes.state.values.span) else { throw notFinite() }
    let taken = total(\.steps) - stepsBefore
    stepSize = (end - startTime) * Double(lanes.times.count) / Double(max(taken, 1))
    time = end
  }

  /// Over all tiles.
  private func total(_ count: (collocation_work) -> Int) -> Int {
    tiles.reduce(0) { $0 + count($1.work) }
  }

  /// How many steps each of some lanes may take at once.
  private func most(of lanes: CollocationLanes) -> Int {
    max(1, Self.stepsAtOnce / max(1, lanes.times.count))
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
    let feed = dynamics.feed
    lanes.state.values.withUnsafeMutableBufferPointer { feed.leave(state: $0.baseAddress!) }
  }

  private var strideEnd: Double {
    let number = ((time - piece.lowerBound) / stride * (1 + 1e-12)).rounded(.down) + 1
    let end = piece.lowerBound + number * stride
    return end > piece.upperBound - 0.01 * stride ? piece.upperBound : end
  }

  private func run(_ lanes: inout CollocationLanes, until end: Double, atMost steps: Int) {
    let (laws, tiles) = (laws, tiles)
    for tile in tiles { tile.forgetFailure() }
    lanes.withMemory { memory in
      forEachBlock(of: memory.stride, size: 256, threads: dynamics.threads) { block, thread in
        laws.forEach { law in
          tiles[thread].run(
            block, of: memory, law: law, until: end, atMost: steps, reading: nil, synapses: nil)
        }
      }
    }
  }

  /// m⁺ + m⁻, which relaxes to 2m₀ whatever the signals are.
  private func relax(_ state: inout PopulationState, over duration: Double) {
    let n = state.count
    laws.forEach { law in
      let twiceRest = 2 * law.rest_concentration
      let (decay, approach) = (
        exp(-duration * law.momentum_rate), -expm1(-duration * law.momentum_rate)
      )
      // From where it is, if it moves little: so nothing is lost in a short time.
      let movesLittle = approach < 0.5
      for i in ((law.substance + 1) * n)..<((law.substance + 2) * n) {
        let distance = twiceRest - state.values[i]
        state.values[i] =
          movesLittle ? state.values[i] + distance * approach : twiceRest - distance * decay
      }
    }
  }

  mutating func read(at time: Double, into values: inout [Double]) throws {
    guard time < self.time, time > startTime else {
      let isAtEnd = time >= self.time
      part.select(into: &values) { inWhole, inPart in
        isAtEnd ? lanes.state.values[inWhole] : start.state.values[inPart]
      }
      return
    }
    while !approach(time) {}
    relax(&sample.state, over: time - startTime)
    part.select(into: &values) { _, inPart in sample.state.values[inPart] }
  }

  /// Carries the lanes that are read to within the steps that lead over a time, as many steps as all take
  /// at once: the sample has all but m⁺ and m⁻ then.
  mutating func approach(_ time: Double) -> Bool {
    guard time < self.time, time > startTime else { return true }
    if time < readerTime {
      reader.copy(start)
      for lane in found.indices { found[lane] = 0 }
    }
    readerTime = time
    sample.copy(start)
    let (tile, synapses, end) = (tiles[0], part.synapses, self.time)
    let (laws, most) = (laws, most(of: reader))
    let work = tile.work
    found.withUnsafeMutableBufferPointer { found in
      landings.withUnsafeMutableBufferPointer { landings in
        sample.withMemory { sample in
          let reading = CollocationReading(
            time: time, sample: sample, found: found.baseAddress!,
            landings: landings.baseAddress!)
          reader.withMemory { reader in
            laws.forEach { law in
              tile.run(
                0..<reader.stride, of: reader, law: law, until: end, atMost: most,
                reading: reading, synapses: synapses)
            }
          }
        }
      }
    }
    // Reading is no work of the solution.
    let workAfter = tile.work
    workOfReading.steps += workAfter.steps - work.steps
    workOfReading.rejected += workAfter.rejected - work.rejected
    workOfReading.evaluations += workAfter.evaluations - work.evaluations
    return workAfter.rests == work.rests
  }

  var stepBudgetAdvice: String {
    "Allow more steps, or loosen the tolerances. collocation follows every change of its synapses: it is not"
      + " made for stiff ones, whose K|g|/τ_ρ is large against 1/τ_m, nor for signals that swing many times"
      + " within τ_m. Take cvodeBDF, or exact where signals are held."
  }

  func withState(_ body: (Span<Double>) throws -> Void) throws { try body(lanes.state.values.span) }

  func withMemory(_ body: (RawSpan) throws -> Void) throws {
    try lanes.showMemory(body)
    try body(work.counts.span.bytes)
  }

  mutating func restoreMemory(_ fill: (inout MutableRawSpan) throws -> Void) throws {
    try lanes.restoreMemory(fill)
    var counts = earlierWork.counts
    try counts.fill(fill)
    earlierWork = collocation_work(
      steps: counts[0], rejected: counts[1], evaluations: counts[2], rests: 0)
  }

  mutating func finish() -> StateVector {
    if isOnTheWay {
      part.scatter(start.state.values, into: &lanes.state.values, of: lanes.state.count)
    }
    let values = lanes.state.values
    lanes.state.values = []
    return .double(values)
  }

  // MARK: Failures

  private mutating func failure(_ failure: collocation_failure) -> SolverFailure {
    part.scatter(start.state.values, into: &lanes.state.values, of: lanes.state.count)
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
    part.scatter(start.state.values, into: &lanes.state.values, of: lanes.state.count)
    return SolverFailure(
      .notFinite(quantity: "value", component: dynamics.componentName(index), value: value),
      time: startTime, stepSize: stepSize,
      advice: "The weights overflow: lower the learning rate.")
  }
}

extension collocation_work {
  fileprivate static func + (a: Self, b: Self) -> Self {
    Self(
      steps: a.steps + b.steps, rejected: a.rejected + b.rejected,
      evaluations: a.evaluations + b.evaluations, rests: a.rests + b.rests)
  }

  fileprivate var counts: [Int] { [steps, rejected, evaluations] }
}
