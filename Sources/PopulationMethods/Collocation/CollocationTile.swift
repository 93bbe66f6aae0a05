import CKernels
import Foundation
import SynapticDynamics

/// Steps lanes, up to 64 together, each with steps of its own; who arrives makes room for the next.
///
/// The kernel says where it wants the signal, the drive writes it, the kernel goes on. In C the sizes of the lanes' steps are
/// chosen, by `set_factors` in `collocation_step_sizes.h`, and steps are tried, repeated and given up, in `collocation_attempts.c`.
final class CollocationTile: LaneEngine {
  private let rule: BioAdam
  private let dynamics: PopulationDynamics
  private let tolerances: collocation_tolerances
  private let tile: OpaquePointer
  private let points: collocation_points
  /// The signals wanted, where they are not the synapses.
  private var signals: [Int]

  private static let width = Int(COLLOCATION_LANES)
  static let nodes = Int(COLLOCATION_NODES)

  init(_ rule: BioAdam, _ dynamics: PopulationDynamics, tolerances: CollocationTolerances) {
    self.rule = rule
    self.dynamics = dynamics
    self.tolerances = tolerances.values
    tile = collocation_tile_create()!
    points = collocation_tile_points(tile)
    signals = Array(repeating: 0, count: Self.nodes * Self.width)
  }

  deinit { collocation_tile_destroy(tile) }

  var work: LaneWork {
    let work = collocation_tile_work(tile)
    return LaneWork(
      steps: work.steps, rejected: work.rejected, evaluations: work.evaluations, rests: work.rests)
  }

  var failure: LaneFailure? {
    let failure = collocation_tile_failure(tile)
    return failure.is_there == 0
      ? nil : LaneFailure(synapse: failure.synapse, time: failure.time, size: failure.size)
  }

  func forgetFailure() { collocation_forget_failure(tile) }

  /// Group by group, and law by law.
  func run(_ task: LaneTask) {
    dynamics.constants.forEachGroup(of: task.block, among: task.synapses) { part, group in
      run(task, part, dynamics.laws(of: rule, group: group))
    }
  }

  private func run(_ task: LaneTask, _ part: Range<Int>, _ laws: Laws) {
    laws.forEach { law in
      let lanes = task.memory.lanes(of: laws)
      var one = collocation_task(
        law: law, tolerances: tolerances, lanes: lanes, first: part.lowerBound,
        last: part.upperBound, end: task.end, most_steps: task.mostSteps,
        reading: task.reading?.time ?? .infinity,
        sample: task.reading?.sample.lanes(of: laws) ?? lanes, found: task.reading?.found,
        landings: task.reading?.landings)
      collocation_begin(tile, &one)
      while case let count = collocation_prepare(tile), count > 0 {
        writeGradient(count, signal: law.signal, synapses: task.synapses)
        collocation_advance(tile)
      }
    }
  }

  private func writeGradient(_ count: Int, signal: Int, synapses: [Int]?) {
    let total = Self.nodes * Self.width
    points.synapses.withMemoryRebound(to: Int.self, capacity: total) { wanted in
      guard signal > 0 || synapses != nil else {
        return write(count, signals: wanted)
      }
      let first = signal * dynamics.synapseCount
      for j in 0..<Self.nodes {
        for k in (j * Self.width)..<(j * Self.width + count) {
          signals[k] = first + (synapses?[wanted[k]] ?? wanted[k])
        }
      }
      signals.withUnsafeBufferPointer { write(count, signals: $0.baseAddress!) }
    }
  }

  /// At once where all places are taken, else node by node.
  private func write(_ count: Int, signals: UnsafePointer<Int>) {
    func write(_ range: Range<Int>) {
      let (start, count) = (range.lowerBound, range.count)
      var gradient = MutableSpan(_unsafeStart: points.gradient + start, count: count)
      dynamics.feed.write(
        atEach: Span(_unsafeStart: points.times + start, count: count),
        signals: Span(_unsafeStart: signals + start, count: count), into: &gradient)
    }
    if count == Self.width {
      write(0..<(Self.nodes * Self.width))
    } else {
      for j in 0..<Self.nodes { write((j * Self.width)..<(j * Self.width + count)) }
    }
  }

  /// m⁺ + m⁻, which relaxes to 2m₀ whatever the signals are.
  func relax(_ state: inout PopulationState, over duration: Double) {
    let n = state.count
    dynamics.laws(of: rule, group: 0).forEach { law in
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
}

extension LaneMemory {
  /// The same for the kernel: the signs of g of all lanes come before those of m.
  fileprivate func lanes(of laws: Laws) -> collocation_lanes {
    let momentumSides = sides! + (laws.isOne ? 1 : 2) * stride
    return collocation_lanes(
      stride: stride, state: state, times: times, sizes: sizes, gradient_sides: sides!,
      momentum_sides: momentumSides)
  }
}
