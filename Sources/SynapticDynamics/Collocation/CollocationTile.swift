import CKernels
import Foundation

/// Steps lanes, up to 64 together, each with steps of its own; who arrives makes room for the next.
struct CollocationTile {
  /// What was done, over all lanes.
  struct Work {
    var steps = 0
    var rejected = 0
    var evaluations = 0
  }

  /// Where a lane could not go on.
  struct Failure {
    var synapse: Int
    var time: Double
    var size: Double
  }

  /// What a place in the tile is doing.
  struct Slot {
    /// The synapse, counted in the block's memory.
    var synapse: Int
    /// The length of the step being tried.
    var size: Double
    /// Whether it is to end at a zero of g (1) or m (2).
    var landing: UInt8 = 0
    /// How often it was cut short to land at a zero.
    var cuts = 0
    /// Whether it only looks at a time within a step that was found good.
    var isReading = false
    /// Whether it has arrived.
    var isDone = false
  }

  var work = Work()
  var failure: Failure?
  var slots: [Slot] = []
  let rows: CollocationRows
  /// The slots whose step was good, in this round.
  var accepted: [Int] = []

  private let dynamics: PopulationDynamics
  private var tolerances: collocation_tolerances
  private var times: [Double]
  private var signals: [Int]

  init(_ dynamics: PopulationDynamics, tolerances: CollocationTolerances) {
    self.dynamics = dynamics
    self.tolerances = tolerances.values
    rows = CollocationRows()
    slots.reserveCapacity(CollocationRows.width)
    accepted.reserveCapacity(CollocationRows.width)
    times = Array(repeating: 0, count: CollocationRows.width)
    signals = Array(repeating: 0, count: CollocationRows.width)
  }

  /// Carries lanes to a time, or to within their steps.
  ///
  /// - Parameters:
  ///   - block: which synapses.
  ///   - lanes: where they are.
  ///   - law: their law.
  ///   - end: the time at which all steps end.
  ///   - reading: a time before; lanes then stay before the step that leads over it, and what they
  ///     would be there is written to the sample.
  ///   - synapses: which synapses of the population these are, or nil: all.
  mutating func run(
    _ block: Range<Int>, of lanes: CollocationMemory, law: law, until end: Double,
    reading: (time: Double, sample: CollocationMemory)?, synapses: [Int]?
  ) {
    var law = law
    let longest = 100 / law.momentum_rate
    let first = law.signal * lanes.count
    var next = block.lowerBound
    slots.removeAll(keepingCapacity: true)
    while failure == nil {
      while slots.count < CollocationRows.width, next < block.upperBound {
        if lanes.times[first + next] < end {
          slots.append(Slot(synapse: next, size: min(lanes.sizes[first + next], longest)))
        }
        next += 1
      }
      if slots.isEmpty { return }
      load(lanes, law: law, until: end, synapses: synapses)
      rows.evaluate(&law, &tolerances, count: slots.count)
      work.evaluations += slots.count
      accepted.removeAll(keepingCapacity: true)
      for k in slots.indices { judge(k, lanes, law: law, until: end, reading: reading?.time) }
      advanceWeights(lanes, law: law, sample: reading?.sample)
      for k in accepted { store(k, lanes, law: law, until: end, sample: reading?.sample) }
      slots.removeAll(where: \.isDone)
    }
  }

  /// Takes the lanes' states and signals into the tile.
  private mutating func load(
    _ lanes: CollocationMemory, law: law, until end: Double, synapses: [Int]?
  ) {
    let n = lanes.count
    let first = law.signal * n
    let rho = (law.substance + 2) * n
    let (weight, lastWeight) = (law.weight * n, (law.weight + law.weight_count - 1) * n)
    for k in slots.indices {
      let synapse = slots[k].synapse
      // A step that would leave a sliver takes it along.
      let left = end - lanes.times[first + synapse]
      if !slots[k].isReading && slots[k].size > 0.999 * left { slots[k].size = left }
      rows.size[k] = slots[k].size
      rows.rho[k] = lanes.values[rho + synapse]
      rows.momentum[k] = lanes.momentum[first + synapse]
      rows.gradientCounts[k] = lanes.zeros[first + synapse] & 1 == 0 ? 1 : 0
      rows.momentumCounts[k] = lanes.zeros[first + synapse] & 2 == 0 ? 1 : 0
      rows.weight[k] = min(
        lanes.values[weight + synapse].magnitude, lanes.values[lastWeight + synapse].magnitude)
      signals[k] = law.signal * dynamics.synapseCount + (synapses?[synapse] ?? synapse)
    }
    for j in 0..<CollocationRows.nodes {
      let place = CollocationRows.places[j]
      for k in slots.indices {
        times[k] = lanes.times[first + slots[k].synapse] + place * slots[k].size
      }
      var row = MutableSpan(
        _unsafeStart: rows.gradient + j * CollocationRows.width, count: slots.count)
      dynamics.writeSignals(
        atEach: times.span.extracting(first: slots.count),
        signals: signals.span.extracting(first: slots.count), into: &row)
    }
  }
}
