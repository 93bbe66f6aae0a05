import CKernels
import SynapticDynamics

/// The memory of lanes that are stepped together, in rows of ``width`` numbers, and what is computed in it.
final class LaneArrays {
  static let width = Int(DORMAND_PRINCE_LANES)
  static let slopeCount = Int(DORMAND_PRINCE_SLOPES)

  typealias Row = UnsafeMutablePointer<Double>

  private let feed: SignalFeed
  private let kernel: any LaneKernel
  let components: Int
  private let signals: Int
  let switches: [KernelSwitch]
  private let memory: UnsafeMutablePointer<Double>
  /// The signals wanted, point by point.
  private let wanted: UnsafeMutablePointer<Int>

  /// The start of the steps, their lengths, and their ends.
  let times: Row
  let sizes: Row
  let ends: Row
  let state: Row
  let newState: Row
  /// The state at which rates are wanted.
  let trial: Row
  let slopes: Row
  /// The signals and the times of each slope.
  let gradient: Row
  let slopeTimes: Row
  let constants: Row
  let signs: Row

  /// - Parameters:
  ///   - feed: the signals.
  ///   - rule: the rule, and its kernel.
  init(_ feed: SignalFeed, _ rule: any SynapticRule, _ kernel: any LaneKernel) {
    self.feed = feed
    self.kernel = kernel
    components = rule.components.count
    signals = rule.signalsPerSynapse
    switches = kernel.switches(isHeld: feed.isHeld)
    let (width, slopeCount) = (Self.width, Self.slopeCount)
    let rows = [
      1, 1, 1, components, components, components, slopeCount * components, slopeCount * signals,
      slopeCount, kernel.constantCount, kernel.signCount,
    ]
    let count = rows.reduce(0, +) * width
    // Aligned to the widest registers.
    memory = UnsafeMutableRawPointer.allocate(
      byteCount: count * MemoryLayout<Double>.stride, alignment: 64
    ).bindMemory(to: Double.self, capacity: count)
    memory.initialize(repeating: 0, count: count)
    var next = memory
    let starts = rows.map { row in
      defer { next += row * width }
      return next
    }
    (times, sizes, ends, state, newState) = (starts[0], starts[1], starts[2], starts[3], starts[4])
    (trial, slopes, gradient, slopeTimes) = (starts[5], starts[6], starts[7], starts[8])
    (constants, signs) = (starts[9], starts[10])
    for k in 0..<(kernel.signCount * width) { signs[k] = 1 }
    wanted = .allocate(capacity: slopeCount * signals * width)
    wanted.initialize(repeating: 0, count: slopeCount * signals * width)
  }

  deinit {
    memory.deallocate()
    wanted.deallocate()
  }

  // MARK: Lanes

  /// Says which synapse of the population a lane is.
  func enter(_ synapse: Int, lane: Int) {
    kernel.writeConstants(ofSynapse: synapse, to: constants + lane, stride: Self.width)
    for row in 0..<(Self.slopeCount * signals) {
      wanted[row * Self.width + lane] = row % signals * feed.synapseCount + synapse
    }
  }

  /// Gives a lane the place of another, before a step.
  func move(_ other: Int, to lane: Int) {
    copyStart(other, of: self, to: lane, slopes: 0..<Self.slopeCount)
  }

  /// Takes a lane of others, with what dense output needs of a step: slopes 1 to 4 and the signals are not among it.
  func take(_ other: Int, of others: LaneArrays, lane: Int) {
    let stages = Int(DORMAND_PRINCE_STAGES)
    copyStart(other, of: others, to: lane, slopes: stages..<Self.slopeCount)
    copy(others.sizes, sizes, other, to: lane, rows: 0..<1)
    copy(others.ends, ends, other, to: lane, rows: 0..<1)
    copy(others.newState, newState, other, to: lane, rows: 0..<components)
    copy(others.slopes, slopes, other, to: lane, rows: 0..<components)
    copy(others.slopes, slopes, other, to: lane, rows: (5 * components)..<(stages * components))
  }

  /// Who the lane is, where it stands, and which signals some slopes want.
  private func copyStart(_ other: Int, of others: LaneArrays, to lane: Int, slopes: Range<Int>) {
    copy(others.times, times, other, to: lane, rows: 0..<1)
    copy(others.state, state, other, to: lane, rows: 0..<components)
    copy(others.constants, constants, other, to: lane, rows: 0..<kernel.constantCount)
    copy(others.signs, signs, other, to: lane, rows: 0..<kernel.signCount)
    for row in (slopes.lowerBound * signals)..<(slopes.upperBound * signals) {
      wanted[row * Self.width + lane] = others.wanted[row * Self.width + other]
    }
  }

  private func copy(_ from: Row, _ to: Row, _ other: Int, to lane: Int, rows: Range<Int>) {
    for row in rows { to[row * Self.width + lane] = from[row * Self.width + other] }
  }

  // MARK: Signals and rates

  /// Writes the signals of some slopes, whose times follow from the steps.
  func writeSignals(_ range: Range<Int>, count: Int) {
    let width = Self.width
    for slope in range {
      let place = dormand_prince_node(slope)
      let row = slopeTimes + slope * width
      for i in 0..<count { row[i] = min(times[i] + place * sizes[i], ends[i]) }
    }
    guard !feed.isHeld else {
      // One for all.
      writeSignals(slope: range.lowerBound, slopes: 1, count: count)
      let held = gradient + range.lowerBound * signals * width
      for slope in range.dropFirst() {
        (gradient + slope * signals * width).update(from: held, count: signals * width)
      }
      return
    }
    if count == width, signals == 1 {
      writeSignals(slope: range.lowerBound, slopes: range.count, count: width)
    } else {
      for slope in range { writeSignals(slope: slope, slopes: 1, count: count) }
    }
  }

  /// Writes signals at places within the steps where those of a slope stand.
  func writeSignals(of slope: Int, at places: Row, count: Int) {
    let row = slopeTimes + slope * Self.width
    for i in 0..<count { row[i] = min(times[i] + places[i] * sizes[i], ends[i]) }
    writeSignals(slope: slope, slopes: 1, count: count)
  }

  /// Those of slopes whose rows are full, or of one.
  private func writeSignals(slope first: Int, slopes: Int, count: Int) {
    let width = Self.width
    for signal in 0..<signals {
      let row = first * signals + signal
      let points = (slopes - 1) * width + count
      var values = MutableSpan(_unsafeStart: gradient + row * width, count: points)
      feed.write(
        atEach: Span(_unsafeStart: UnsafePointer(slopeTimes + first * width), count: points),
        signals: Span(_unsafeStart: UnsafePointer(wanted + row * width), count: points),
        into: &values)
    }
  }

  private func lanes(_ slope: Int, _ count: Int) -> KernelLanes {
    KernelLanes(
      count: count, stride: Self.width, times: slopeTimes + slope * Self.width,
      constants: constants, signs: switches.isEmpty ? nil : UnsafePointer(signs))
  }

  private func signals(of slope: Int) -> Row { gradient + slope * signals * Self.width }

  /// Writes the state at which a slope is taken.
  func writeTrial(_ slope: Int, count: Int) {
    dormand_prince_state(slope, components, count, state, sizes, slopes, trial)
  }

  /// Writes a slope, at some state.
  func writeSlope(_ slope: Int, at state: Row, count: Int) {
    kernel.writeRates(
      of: lanes(slope, count), gradient: signals(of: slope), state: state,
      rates: slopes + slope * components * Self.width)
  }

  /// Writes the values of what kinks hang on, with a slope's time and signals.
  func writeSwitches(_ slope: Int, at state: Row, count: Int, into values: Row) {
    kernel.writeSwitches(
      switches, of: lanes(slope, count), gradient: signals(of: slope), state: state,
      values: values)
  }
}
