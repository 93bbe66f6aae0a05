import CKernels
import ODESolvers
import Parallel
import SynapticDynamics

/// One step of the window map: strides at several lengths, extrapolated order by order.
struct ExtrapolatedMap {
  /// How often each row evaluates the signals: strides of H over this number.
  static let strides = [2, 4, 6, 8]
  /// What the error of each row's estimate goes with: these powers of H.
  static let errorPowers = [2.0, 3, 5, 7]

  private let feed: SignalFeed
  private let threads: Int
  private let ranks: Ranks
  private let tolerances: GroupTolerances
  /// γK: what ρ is consumed by for each unit of |g|.
  private let consumption: Double
  /// The signals at the start of the step.
  private var firstSignals: [Double] = []
  /// The signals of the last stride.
  private var lastSignals: [Double] = []
  private var flow: SignalledFlow
  /// The two halves of the doubled state.
  private var even: PopulationState
  private var odd: PopulationState
  /// The last row of the table of extrapolations: entry k is of order 2(k + 1).
  private var table: [PopulationState]
  /// The same table of the other half, carried to the end of the step; empty where signals are smooth.
  private var otherTable: [PopulationState] = []
  /// The entry that the result is compared with.
  private var lower: PopulationState
  /// Whether the signals computed last are those at the end of the step.
  private var hasSignalsAtEnd = false
  /// The estimated error of each row of the last attempt, relative to the tolerance.
  private(set) var errors: [Double] = []

  init(
    _ state: PopulationState, rule: BioAdam, dynamics: PopulationDynamics,
    tolerances: GroupTolerances
  ) {
    feed = dynamics.feed
    threads = dynamics.threads
    ranks = dynamics.ranks
    self.tolerances = tolerances
    consumption = rule.forward.coConsumption.consumption * rule.forward.gradientGain
    flow = SignalledFlow(rule: rule, dynamics: dynamics)
    (even, odd, lower) = (state, state, state)
    table = Array(repeating: state, count: Self.strides.count)
    if !feed.isSmooth { otherTable = table }
  }

  /// How often the signals were computed.
  var evaluations: Int { flow.evaluations }

  /// What a row costs, with all before it.
  static func cost(ofRow row: Int) -> Double {
    Double(strides[...row].reduce(1) { $0 + $1 - 1 })
  }

  /// Computes the signals at the start of a step, and keeps them for all attempts at it.
  mutating func begin(_ start: inout PopulationState, at time: Double) throws {
    if !hasSignalsAtEnd { try flow.update(&start, at: time) }
    hasSignalsAtEnd = false
    feed.copyComputed(into: &firstSignals)
  }

  /// Forgets what is known of a step's end: the signals jump there, or others were computed.
  mutating func forgetEnd() { hasSignalsAtEnd = false }

  /// Tries a step of length H, row by row until two neighbouring orders agree.
  ///
  /// - Parameters:
  ///   - start: the state at the start; the signals there were computed.
  ///   - time: the time there.
  ///   - length: H.
  /// - Returns: the row whose result is good, or nil.
  mutating func attempt(from start: PopulationState, at time: Double, length: Double) throws -> Int?
  {
    errors.removeAll(keepingCapacity: true)
    flow.carry(&lower, from: start, under: firstSignals, over: length)
    for row in Self.strides.indices {
      try addRow(row, from: start, at: time, length: length)
      // Of a jump anywhere in a stride one half has it in the stride's middle, the other at its end.
      let missed =
        otherTable.isEmpty
        ? 0
        : error(of: row, against: otherTable[row])
      // Neville's last step moved by 1/((row + 1)² − 1) of the difference of its two operands: from the
      // result of the row before, the next lower order, it is (row + 1)² as far as from the other.
      let error =
        Double((row + 1) * (row + 1)) * error(of: row, against: row == 0 ? lower : table[row - 1])
      errors.append(max(error, missed, missedConsumption(row, length: length)))
      if errors[row] <= 1 {
        hasSignalsAtEnd = !otherTable.isEmpty && row == 0
        return row
      }
      // Jumps: no order helps, and a shorter step has fewer.
      if missed > 1, missed > 0.1 * error { break }
      // Far from where the orders tell: NaN too.
      guard error < 1e6 else { break }
    }
    return nil
  }

  /// The largest difference of a row's result from another one, of all ranks' synapses: infinity where one is no number.
  private func error(of row: Int, against other: PopulationState) -> Double {
    ranks.maximum(table[row].error(against: other, tolerances, threads: threads))
  }

  /// A step of length H with a given row, whatever its error.
  mutating func step(
    from start: PopulationState, at time: Double, length: Double, row: Int
  ) throws -> PopulationState {
    for row in 0...row { try addRow(row, from: start, at: time, length: length) }
    return table[row]
  }

  /// Exchanges a state with the result of a row.
  mutating func exchange(_ state: inout PopulationState, withRow row: Int) {
    swap(&state, &table[row])
  }

  // MARK: Strides

  /// Goes through a step in strides and extrapolates with the rows before.
  private mutating func addRow(
    _ row: Int, from start: PopulationState, at time: Double, length: Double
  ) throws {
    let count = Self.strides[row]
    let half = length / Double(count)
    flow.carry(&odd, from: start, under: firstSignals, over: half)
    for stride in 1..<count {
      let now = time + Double(stride) * half
      if stride % 2 == 1 {
        try flow.update(&odd, at: now)
        flow.carry(&even, from: stride == 1 ? start : nil, over: 2 * half)
      } else {
        try flow.update(&even, at: now)
        flow.carry(&odd, over: 2 * half)
      }
    }
    if !otherTable.isEmpty {
      try flow.update(&even, at: time + length)
      flow.carry(&odd, over: half)
      Self.extrapolate(&odd, into: &otherTable, row: row, threads: threads)
    }
    Self.extrapolate(&even, into: &table, row: row, threads: threads)
  }

  /// What the consumption of ρ misses, relative to the tolerance, where g changes sign: there |g| has a kink,
  /// and one in the first or the last stride of all rows is seen by none.
  private mutating func missedConsumption(_ row: Int, length: Double) -> Double {
    feed.copyComputed(into: &lastSignals)
    let half = length / Double(Self.strides[row])
    let span = otherTable.isEmpty ? length - half : length
    let area = kernel_largest_missed_area(
      lastSignals.count, half, Self.strides[row] / 2, span, firstSignals, lastSignals)
    return ranks.maximum(consumption * area / tolerances.relative)
  }

  /// Neville's scheme for even powers: entry k of a row from entry k − 1 of this row and of the one before.
  private static func extrapolate(
    _ result: inout PopulationState, into table: inout [PopulationState], row: Int, threads: Int
  ) {
    // `result` is entry 0 of this row; entries of the row before are replaced as they are used.
    for k in 0..<row {
      swap(&result, &table[k])
      let ratio = Double(strides[row]) / Double(strides[row - k - 1])
      result.extrapolate(from: table[k], weight: 1 / (ratio * ratio - 1), threads: threads)
    }
    swap(&result, &table[row])
  }
}

/// The closed form of the synapses under signals that somebody computes.
private struct SignalledFlow {
  private let feed: SignalFeed
  private var windows: HeldWindows<Double>
  private var duration = [0.0]
  /// How often the signals were computed.
  private(set) var evaluations = 0

  init(rule: BioAdam, dynamics: PopulationDynamics) {
    feed = dynamics.feed
    windows = HeldWindows<Double>(LawWindows(rule: rule, dynamics: dynamics), dynamics: dynamics)
  }

  /// Computes the signals of a state's weights.
  mutating func update(_ state: inout PopulationState, at time: Double) throws {
    let feed = feed
    try state.values.withUnsafeMutableBufferPointer {
      try feed.update(at: time, state: $0.baseAddress!)
    }
    evaluations += 1
  }

  /// Carries a state under the signals computed last, or under others. A value that is not finite stays so.
  mutating func carry(
    _ state: inout PopulationState, from start: PopulationState? = nil,
    under signals: [Double]? = nil, over length: Double
  ) {
    duration[0] = length
    _ = windows.propagate(
      &state, from: start, under: signals, over: duration[...], synapses: nil)
  }
}

extension PopulationState {
  /// Replaces y by x + weight (x − y).
  fileprivate mutating func extrapolate(from x: PopulationState, weight: Double, threads: Int) {
    x.values.withUnsafeBufferPointer { x in
      values.withUnsafeMutableBufferPointer { y in
        forEachBlock(of: x.count, size: vectorBlockSize, threads: threads) { block, _ in
          kernel_extrapolate(
            block.count, weight, x.baseAddress! + block.lowerBound,
            y.baseAddress! + block.lowerBound)
        }
      }
    }
  }

  /// The largest difference from another state, relative to the tolerances; NaN if one is.
  fileprivate func error(
    against other: PopulationState, _ tolerances: GroupTolerances, threads: Int
  ) -> Double {
    var largest = [Double](repeating: 0, count: threads)
    values.withUnsafeBufferPointer { x in
      other.values.withUnsafeBufferPointer { y in
        largest.withUnsafeMutableBufferPointer { largest in
          for (component, absolute) in tolerances.absolute.enumerated() where absolute.isFinite {
            let (a, b) = (x.baseAddress! + component * count, y.baseAddress! + component * count)
            forEachBlock(of: count, size: vectorBlockSize, threads: threads) { block, thread in
              let error = kernel_largest_error(
                block.count, tolerances.relative, absolute, a + block.lowerBound,
                b + block.lowerBound)
              if !(error <= largest[thread]) { largest[thread] = error }
            }
          }
        }
      }
    }
    return largest.first { $0.isNaN } ?? largest.max()!
  }
}
