import CKernels
import SynapticDynamics

/// Finds where switching functions change their signs within steps.
///
/// Rates go by the signs that lanes hold, and are smooth all along a step. A step that leads over a zero is good only as far
/// as there.
final class ZeroFinder {
  /// A change of sign: of which switching function, and where, as a part of the step.
  struct Zero {
    var row: Int
    var place: Double
  }

  private let rows: Int
  /// The values at the slopes' states and at the end: of slope j and function r the row j · rows + r.
  private let values: LaneArrays.Row
  /// The values at even places of a step that is looked at closely, and at one more.
  private let samples: LaneArrays.Row
  /// Of each function whether its sign may change, as 1 or 0.
  private let close: LaneArrays.Row
  /// For each lane looked at its first zero.
  private(set) var found: [Zero?] = Array(repeating: nil, count: LaneArrays.width)

  private static let end = Int(DORMAND_PRINCE_STAGES)
  /// A step is looked at closely in so many parts.
  private static let parts = 8

  /// Which lanes go by their signs as these change: where rates by the signs held are not finite, as of a root whose argument
  /// would be below 0, a step cannot lead over the zero.
  var follows = Array(repeating: false, count: LaneArrays.width)
  private var someFollow = false
  private var changes: [SignChange?] = Array(repeating: nil, count: LaneArrays.width)
  private var dips: [Dip?] = Array(repeating: nil, count: LaneArrays.width)

  init(rows: Int) {
    self.rows = rows
    let size = rows * LaneArrays.width
    let count = max(1, (Self.end + 1 + Self.parts + 2) * size)
    values = .allocate(capacity: count)
    values.initialize(repeating: 0, count: count)
    samples = values + (Self.end + 1) * size
    close = samples + (Self.parts + 1) * size
  }

  deinit { values.deallocate() }

  // MARK: On the way through a step

  /// Remembers the values at a slope's state; at the first two, signs that are not known yet become theirs.
  func note(_ slope: Int, of arrays: LaneArrays, at state: LaneArrays.Row, count: Int) {
    if slope == 0 { someFollow = follows.contains(true) }
    // The last slope's values are for those that follow them.
    guard rows > 0, slope < Self.end - 1 || someFollow else { return }
    let row = values + slope * rows * LaneArrays.width
    arrays.writeSwitches(slope, at: state, count: count, into: row)
    for (r, one) in arrays.switches.enumerated() {
      let signs = arrays.signs + one.row * LaneArrays.width
      if someFollow {
        for i in 0..<count where follows[i] {
          signs[i] = row[r * LaneArrays.width + i] < 0 ? -1 : 1
        }
      }
      guard slope < 2 else { continue }
      for i in 0..<count where signs[i] == 0 {
        // Where it starts at 0, its sign is the one that it takes on. Until then both give the same rates.
        let value = row[r * LaneArrays.width + i]
        signs[i] = value > 0 ? 1 : value < 0 ? -1 : slope == 0 ? 0 : 1
      }
    }
  }

  /// Remembers the values at the steps' ends.
  func noteEnd(of arrays: LaneArrays, count: Int) {
    guard rows > 0 else { return }
    // The last slope was taken at the end's time.
    arrays.writeSwitches(
      Self.end - 1, at: arrays.newState, count: count,
      into: values + Self.end * rows * LaneArrays.width)
  }

  /// Finds out which functions have, or come close to, another sign than is held.
  func compare(_ arrays: LaneArrays, count: Int) {
    let width = LaneArrays.width
    for (r, one) in arrays.switches.enumerated() {
      dormand_prince_compare(
        count, rows * width, values + r * width, arrays.signs + one.row * width,
        close + r * width)
    }
  }

  /// Whether a step has to be looked at closely.
  ///
  /// - Parameter landing: the function whose zero the step ends at.
  func mayChange(lane: Int, landing: Int?) -> Bool {
    for r in 0..<rows where r != landing && close[r * LaneArrays.width + lane] != 0 { return true }
    return false
  }

  /// Turns the signs that a step has changed.
  func turnSigns(of arrays: LaneArrays, lane: Int, landing: Int?) {
    let width = LaneArrays.width
    for (r, one) in arrays.switches.enumerated() {
      let place = one.row * width + lane
      let end = values[(Self.end * rows + r) * width + lane]
      if r == landing || arrays.signs[place] * end < 0 { arrays.signs[place] *= -1 }
    }
  }

  /// Turns a sign where the step starts.
  func turn(_ row: Int, of arrays: LaneArrays, lane: Int) {
    arrays.signs[arrays.switches[row].row * LaneArrays.width + lane] *= -1
  }

  // MARK: A close look

  /// Finds the first zeros of some lanes' steps.
  ///
  /// - Parameters:
  ///   - dense: these steps.
  ///   - lanes: which lanes they are.
  ///   - landings: the function whose zero a lane's step ends at.
  func find(in dense: DenseOutput, of lanes: [Int], landings: (Int) -> Int?) {
    let (count, width) = (dense.count, LaneArrays.width)
    for part in 1..<Self.parts {
      for k in 0..<count { dense.places[k] = Double(part) / Double(Self.parts) }
      dense.writeSwitches(into: samples + part * rows * width)
    }
    for k in 0..<count {
      let (lane, landing) = (lanes[k], landings(lanes[k]))
      changes[k] = firstChange(dense.arrays, k, lane: lane, landing: landing)
      dips[k] = nextDip(dense.arrays, k, lane: lane, landing: landing, after: nil)
    }
    lookAtDips(dense, lanes, landings)
    narrow(dense)
    for k in 0..<count { found[k] = changes[k].map { Zero(row: $0.row, place: $0.last) } }
  }

  /// The sign that a function of a lane looked at is held to have.
  private func side(_ arrays: LaneArrays, _ k: Int, row: Int) -> Double {
    arrays.signs[arrays.switches[row].row * LaneArrays.width + k]
  }

  /// The value of a function by the sign held, at a part of the step.
  private func sample(_ arrays: LaneArrays, _ k: Int, lane: Int, row: Int, part: Int) -> Double {
    let width = LaneArrays.width
    let side = side(arrays, k, row: row)
    return switch part {
    case 0: side * values[row * width + lane]
    case Self.parts: side * values[(Self.end * rows + row) * width + lane]
    default: side * samples[(part * rows + row) * width + k]
    }
  }

  /// Between which parts a sign changes first.
  private func firstChange(_ arrays: LaneArrays, _ k: Int, lane: Int, landing: Int?) -> SignChange?
  {
    let size = 1 / Double(Self.parts)
    var first: SignChange?
    for row in 0..<rows where row != landing {
      func value(_ part: Int) -> Double { sample(arrays, k, lane: lane, row: row, part: part) }
      var part = 1
      while part <= Self.parts, value(part) >= 0 { part += 1 }
      guard part <= Self.parts else { continue }
      let place = Double(part - 1) * size
      let change = SignChange(
        row: row, low: place, high: place + size, lowValue: value(part - 1), highValue: value(part))
      if first.map({ change.estimate < $0.estimate }) ?? true { first = change }
    }
    return first
  }

  /// Where a sign may change to and fro first, after another such place and before the change of sign that was seen.
  private func nextDip(
    _ arrays: LaneArrays, _ k: Int, lane: Int, landing: Int?, after last: Dip?
  ) -> Dip? {
    let size = 1 / Double(Self.parts)
    var first: Dip?
    for row in 0..<rows where row != landing {
      func value(_ part: Int) -> Double { sample(arrays, k, lane: lane, row: row, part: part) }
      var (lowest, highest) = (value(0), value(0))
      for part in 1...Self.parts {
        lowest = min(lowest, value(part))
        highest = max(highest, value(part))
      }
      for part in 1..<Self.parts {
        let dip = Dip(
          row: row, part: part, size: size, before: value(part - 1), now: value(part),
          after: value(part + 1))
        guard let dip, dip.least < 0.05 * (highest - lowest),
          dip.place < changes[k]?.estimate ?? 1, last.map({ $0 < dip }) ?? true,
          first.map({ dip < $0 }) ?? true
        else { continue }
        first = dip
      }
    }
    return first
  }

  /// Looks whether functions are below 0 at the minima that they may have, one after the other.
  private func lookAtDips(_ dense: DenseOutput, _ lanes: [Int], _ landings: (Int) -> Int?) {
    let width = LaneArrays.width
    while true {
      var isDone = true
      for k in 0..<dense.count {
        dense.places[k] = dips[k]?.place ?? 0
        if dips[k] != nil { isDone = false }
      }
      guard !isDone else { return }
      dense.writeSwitches(into: samples + Self.parts * rows * width)
      for k in 0..<dense.count {
        guard let dip = dips[k] else { continue }
        let value =
          side(dense.arrays, k, row: dip.row) * samples[(Self.parts * rows + dip.row) * width + k]
        if value < 0 {
          changes[k] = dip.change(to: value)
          dips[k] = nil
        } else if !dips[k]!.take(value) {
          dips[k] = nextDip(
            dense.arrays, k, lane: lanes[k], landing: landings(lanes[k]), after: dip)
        }
      }
    }
  }

  /// Narrows the changes of sign down.
  private func narrow(_ dense: DenseOutput) {
    while true {
      var isDone = true
      for k in 0..<dense.count {
        dense.places[k] = changes[k]?.nextPlace() ?? 0
        if changes[k]?.isDone == false { isDone = false }
      }
      guard !isDone else { return }
      dense.writeSwitches(into: samples + Self.parts * rows * LaneArrays.width)
      for k in 0..<dense.count {
        guard let one = changes[k], !one.isDone else { continue }
        let place = (Self.parts * rows + one.row) * LaneArrays.width + k
        changes[k]!.take(side(dense.arrays, k, row: one.row) * samples[place])
      }
    }
  }
}
