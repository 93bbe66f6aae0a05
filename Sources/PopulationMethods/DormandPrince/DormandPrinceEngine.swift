import CKernels
import SynapticDynamics

/// Steps lanes, up to 128 together, each with steps of its own; who arrives makes room for the next.
final class DormandPrinceEngine: LaneEngine {
  /// How often a step looks at the rates.
  static let evaluations = Int(DORMAND_PRINCE_STAGES)

  /// Among landings that are remembered: the step goes by the signs as they change.
  private static let following = Int(UInt8.max)

  private let arrays: LaneArrays
  private let dense: DenseOutput
  private let zeros: ZeroFinder
  private let relative: Double
  private let absolute: [Double]
  /// Each lane's error in units of the tolerances, and how much longer its next step should be.
  private let errors: LaneArrays.Row
  private let factors: LaneArrays.Row
  private let lanes: UnsafeMutablePointer<Lane>
  private var count = 0
  /// The first synapse without a lane.
  private var next = 0
  /// Lanes to look at more closely.
  private var chosen = Array(repeating: 0, count: LaneArrays.width)
  /// Of good steps, whether they are tried again as far as a zero.
  private var isTriedAgain = Array(repeating: false, count: LaneArrays.width)
  private(set) var work = LaneWork()
  private(set) var failure: LaneFailure?

  /// What is remembered of a lane, besides its numbers.
  private struct Lane {
    /// Its place among the synapses that are stepped.
    var place = 0
    /// The length of the step to try next.
    var size = 0.0
    /// Taken since it came.
    var steps = 0
    /// Whether the step was shortened by the tolerances already.
    var wasRejected = false
    /// The switching function at whose zero the step ends, and the length of the next one.
    var landing: Int?
    var sizeAfterLanding = 0.0
    /// How often signs were turned without a step.
    var turns = 0
    /// Whether the step is one that was found good before.
    var isKnown = false
    /// Whether the step only goes as far as the time read.
    var isReading = false
  }

  init(
    _ feed: SignalFeed, _ rule: any SynapticRule, _ kernel: any LaneKernel, relative: Double,
    absolute: [Double]
  ) {
    arrays = LaneArrays(feed, rule, kernel)
    dense = DenseOutput(LaneArrays(feed, rule, kernel))
    zeros = ZeroFinder(rows: arrays.switches.count)
    self.relative = relative
    self.absolute = absolute
    errors = .allocate(capacity: 2 * LaneArrays.width)
    errors.initialize(repeating: 0, count: 2 * LaneArrays.width)
    factors = errors + LaneArrays.width
    lanes = .allocate(capacity: LaneArrays.width)
    lanes.initialize(repeating: Lane(), count: LaneArrays.width)
  }

  deinit {
    errors.deallocate()
    lanes.deallocate()
  }

  func forgetFailure() { failure = nil }

  func relax(_ state: inout PopulationState, over duration: Double) {}

  func run(_ task: LaneTask) {
    next = task.block.lowerBound
    count = min(LaneArrays.width, task.block.count)
    for lane in 0..<count { enter(lane, task) }
    while failure == nil, count > 0 {
      tryStep(task)
      finishStep(task)
    }
  }

  // MARK: Coming and going

  /// Gives a lane to the next synapse.
  private func enter(_ lane: Int, _ task: LaneTask) {
    let (memory, width, place) = (task.memory, LaneArrays.width, next)
    next += 1
    arrays.enter(task.synapses?[place] ?? place, lane: lane)
    arrays.times[lane] = memory.times[place]
    for k in 0..<arrays.components {
      arrays.state[k * width + lane] = memory.state[k * memory.stride + place]
    }
    for (row, one) in arrays.switches.enumerated() {
      let side = memory.sides![row * memory.stride + place]
      arrays.signs[one.row * width + lane] = Double(side)
    }
    lanes[lane] = Lane(place: place, size: memory.sizes[place])
    zeros.follows[lane] = false
    if let reading = task.reading, case let size = reading.found[place], size > 0 {
      let landing = Int(reading.landings[place])
      lanes[lane].isKnown = true
      lanes[lane].sizeAfterLanding = lanes[lane].size
      lanes[lane].size = size
      zeros.follows[lane] = landing == Self.following
      lanes[lane].landing = landing > 0 && landing != Self.following ? landing - 1 : nil
      lanes[lane].isReading = reading.time < end(of: lane, task).time
    }
  }

  /// Where a lane's next step ends, and how long it is.
  private func end(of lane: Int, _ task: LaneTask) -> (time: Double, size: Double) {
    let (time, size) = (arrays.times[lane], lanes[lane].size)
    let rest = task.end - time
    // No step is left that is only a rounding long.
    return size * 1.000_001 >= rest ? (task.end, rest) : (time + size, size)
  }

  /// Puts a lane back to where it came from, and gives its room to the next synapse, or to the last lane.
  private func leave(_ lane: Int, _ task: LaneTask) {
    let (memory, width, place) = (task.memory, LaneArrays.width, lanes[lane].place)
    memory.times[place] = arrays.times[lane]
    memory.sizes[place] = lanes[lane].size
    for k in 0..<arrays.components {
      memory.state[k * memory.stride + place] = arrays.state[k * width + lane]
    }
    for (row, one) in arrays.switches.enumerated() {
      memory.sides![row * memory.stride + place] = Int8(arrays.signs[one.row * width + lane])
    }
    if next < task.block.upperBound {
      enter(lane, task)
      return
    }
    count -= 1
    guard lane < count else { return }
    arrays.move(count, to: lane)
    lanes[lane] = lanes[count]
    zeros.follows[lane] = zeros.follows[count]
  }

  // MARK: Steps

  /// Computes a step of each lane, and its error.
  private func tryStep(_ task: LaneTask) {
    for i in 0..<count {
      if lanes[i].isReading {
        arrays.ends[i] = task.reading!.time
        arrays.sizes[i] = max(0, task.reading!.time - arrays.times[i])
      } else {
        (arrays.ends[i], arrays.sizes[i]) = end(of: i, task)
      }
    }
    work.evaluations += count
    arrays.writeSignals(0..<Self.evaluations, count: count)
    for slope in 0..<Self.evaluations {
      if slope > 0 { arrays.writeTrial(slope, count: count) }
      let state = slope > 0 ? arrays.trial : arrays.state
      zeros.note(slope, of: arrays, at: state, count: count)
      arrays.writeSlope(slope, at: state, count: count)
    }
    dormand_prince_state(
      Self.evaluations, arrays.components, count, arrays.state, arrays.sizes, arrays.slopes,
      arrays.newState)
    zeros.noteEnd(of: arrays, count: count)
    dormand_prince_errors(
      arrays.components, count, arrays.state, arrays.newState, arrays.sizes, arrays.slopes,
      relative, absolute, errors, factors)
  }

  /// Takes the steps that are good, and says how the others are tried again.
  private func finishStep(_ task: LaneTask) {
    landOnZeros()
    // From the last on: what takes the room of a lane that leaves was looked at before, or is new.
    for i in (0..<count).reversed() {
      if lanes[i].isReading {
        write(i, task)
        continue
      }
      guard lanes[i].isKnown || errors[i] <= 1 else {
        reject(i)
        continue
      }
      guard !isTriedAgain[i] else { continue }
      if let reading = task.reading, reading.time < arrays.ends[i] {
        remember(i, for: reading)
        continue
      }
      task.reading?.found[lanes[i].place] = 0
      accept(i)
      let isDone = arrays.times[i] >= task.end
      guard isDone || lanes[i].steps >= task.mostSteps else { continue }
      if !isDone { work.rests += 1 }
      leave(i, task)
    }
  }

  private func reject(_ i: Int) {
    work.rejected += 1
    let size = arrays.sizes[i] * min(factors[i], 0.9)
    lanes[i].size = size
    lanes[i].wasRejected = true
    lanes[i].landing = nil
    if !errors[i].isFinite { zeros.follows[i] = true }
    if !(size > 16 * arrays.times[i].ulp) {
      fail(i, size: size)
    }
  }

  private func fail(_ i: Int, size: Double) {
    failure = LaneFailure(synapse: lanes[i].place, time: arrays.times[i], size: size)
  }

  /// The size to go on with after a step.
  private func nextSize(_ i: Int) -> Double {
    if lanes[i].landing != nil || lanes[i].isKnown { return lanes[i].sizeAfterLanding }
    // A step that the end cut short says little.
    if arrays.sizes[i] < lanes[i].size { return lanes[i].size }
    return arrays.sizes[i] * (lanes[i].wasRejected ? min(factors[i], 1) : factors[i])
  }

  private func accept(_ i: Int) {
    let width = LaneArrays.width
    work.steps += 1
    lanes[i].steps += 1
    lanes[i].size = nextSize(i)
    zeros.turnSigns(of: arrays, lane: i, landing: lanes[i].landing)
    arrays.times[i] = arrays.ends[i]
    for k in 0..<arrays.components {
      arrays.state[k * width + i] = arrays.newState[k * width + i]
    }
    lanes[i].wasRejected = false
    lanes[i].landing = nil
    lanes[i].turns = 0
    zeros.follows[i] = false
    lanes[i].isKnown = false
  }

  // MARK: Kinks

  /// Looks at good steps in which a switching function may change its sign: they are tried again as far as there.
  private func landOnZeros() {
    for i in 0..<count { isTriedAgain[i] = false }
    guard !arrays.switches.isEmpty else { return }
    var chosenCount = 0
    zeros.compare(arrays, count: count)
    for i in 0..<count
    where !lanes[i].isKnown && !lanes[i].isReading && errors[i] <= 1 && !zeros.follows[i] {
      // Signs that go to and fro at one place have no say there.
      guard lanes[i].turns <= 2 * arrays.switches.count,
        zeros.mayChange(lane: i, landing: lanes[i].landing)
      else { continue }
      chosen[chosenCount] = i
      chosenCount += 1
    }
    guard chosenCount > 0 else { return }
    dense.take(chosen, count: chosenCount, of: arrays)
    zeros.find(in: dense, of: chosen, landings: { lanes[$0].landing })
    for k in 0..<chosenCount {
      let i = chosen[k]
      guard let zero = zeros.found[k] else { continue }
      let size = zero.place * arrays.sizes[i]
      if !(size > 16 * arrays.times[i].ulp) || zero.place < 1e-9 {
        zeros.turn(zero.row, of: arrays, lane: i)
        lanes[i].turns += 1
        lanes[i].landing = nil
      } else if zero.place < 1 - 1e-9 {
        if lanes[i].landing == nil { lanes[i].sizeAfterLanding = nextSize(i) }
        lanes[i].landing = zero.row
        lanes[i].size = size
      } else {
        continue
      }
      isTriedAgain[i] = true
    }
  }

  // MARK: Reading

  /// Remembers a good step that leads over the time read, and has one taken as far as that: the dense output is a hundred
  /// times less exact.
  private func remember(_ i: Int, for reading: LaneReading) {
    let place = lanes[i].place
    reading.found[place] = arrays.sizes[i]
    reading.landings[place] = UInt8(
      zeros.follows[i] ? Self.following : (lanes[i].landing ?? -1) + 1)
    lanes[i].size = nextSize(i)
    lanes[i].isReading = true
  }

  /// Writes what a lane is at the time read, and leaves it before the step that leads over it.
  private func write(_ i: Int, _ task: LaneTask) {
    let sample = task.reading!.sample
    for k in 0..<arrays.components {
      sample.state[k * sample.stride + lanes[i].place] = arrays.newState[k * LaneArrays.width + i]
    }
    if lanes[i].isKnown { lanes[i].size = lanes[i].sizeAfterLanding }
    leave(i, task)
  }
}
