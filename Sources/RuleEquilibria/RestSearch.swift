import RandomNumbers

/// Looks for the rests of a system by Newton's method from many starts.
///
/// Steps are damped until the next correction is shorter than the last (the natural test, which does not hang on units), and
/// substances that cannot be negative are kept from it.
struct RestSearch {
  let system: RestSystem
  /// Numbers of the size at which something may happen: constants and signals.
  let sizes: [Double]

  /// A rest that was found.
  struct Rest {
    var x: [Double]
    /// Unknowns that may have any value nearby.
    var undetermined: Set<Int>
    /// Whether the Jacobian is singular: there may be other rests as near as one likes.
    var isSingular: Bool
  }

  /// What a start came to.
  enum Ending {
    case rest(Rest)
    /// All that can be at rest is, but the rates of some components are not 0.
    case drift(x: [Double], components: [Int])
    /// An unknown grows without end.
    case escape(unknown: Int)
    /// No step leads nearer.
    case stuck
  }

  static let startCount = 300
  private static let mostSteps = 100
  /// Beyond this something runs away.
  private static let farthest = 1e15
  /// Smaller numbers than this need not be told from 0 while steps are measured.
  private static let floor = 1e-3

  func scale(_ x: Double) -> Double { max(x.magnitude, Self.floor) }

  // MARK: Starts

  /// The k-th start; the first is what the pair begins with.
  func start(_ k: Int, initial: [Double]) -> [Double] {
    if k == 0 { return initial }
    let field = RandomField(seed: 1, purpose: .starts)
    return system.unknowns.indices.map { j in
      let u = (0..<3).map { field.uniform(synapse: k, index: 3 * j + $0) }
      let sign = system.isPositive[j] || u[0] < 0.5 ? 1.0 : -1
      switch k % 3 {
      case 0: return sign * 2 * u[1]
      case 1 where !sizes.isEmpty: return sign * sizes[Int(u[1] * Double(sizes.count))] * 2 * u[2]
      default:
        // From 1e-3 to 1e3, each power of two alike.
        return sign * Double(sign: .plus, exponent: Int(20 * u[1]) - 10, significand: 1 + u[2])
      }
    }
  }

  // MARK: Newton's method

  func run(from start: [Double]) -> Ending {
    var x = start
    for _ in 0..<Self.mostSteps {
      let jacobian = system.jacobian(x)
      // Of a root at 0 there is no derivative.
      guard jacobian.joined().allSatisfy(\.isFinite) else { return .stuck }
      let matrix = PivotedMatrix(jacobian, sizes: x.map(scale))
      let step = matrix.solution(system.rates(x).map { -$0 })
      guard step.allSatisfy(\.isFinite) else { return .stuck }
      if isShort(step, at: x) {
        let next = moved(x, by: step, 1)
        return ending(polished(next))
      }
      guard let next = damped(x, step, matrix) else { return .stuck }
      x = next
      if let k = x.indices.first(where: { x[$0].magnitude > Self.farthest }) {
        return .escape(unknown: k)
      }
    }
    return .stuck
  }

  private func isShort(_ step: [Double], at x: [Double]) -> Bool {
    zip(step, x).allSatisfy { $0.magnitude <= 1e-12 * scale($1) }
  }

  /// The length of a correction in units of the unknowns' sizes.
  private func length(_ step: [Double], at x: [Double]) -> Double {
    zip(step, x).reduce(0) { max($0, $1.0.magnitude / scale($1.1)) }
  }

  private func damped(_ x: [Double], _ step: [Double], _ matrix: PivotedMatrix) -> [Double]? {
    // No unknown grows by more than tenfold at once: functions that level off would send it where all is flat.
    let most = zip(step, x).reduce(1.0) { min($0, 10 * ($1.1.magnitude + 1) / $1.0.magnitude) }
    let whole = length(step, at: x)
    var share = most
    while share > most / 2000 {
      let next = moved(x, by: step, share)
      let correction = matrix.solution(system.rates(next).map { -$0 })
      if correction.allSatisfy(\.isFinite), length(correction, at: x) <= (1 - share / 4) * whole {
        return next
      }
      share /= 2
    }
    return nil
  }

  private func moved(_ x: [Double], by step: [Double], _ share: Double) -> [Double] {
    x.indices.map { k in
      let next = x[k] + share * step[k]
      guard system.isPositive[k], next < 0 else { return next }
      return x[k] < 1e-12 || next > -1e-12 * scale(x[k]) ? 0 : x[k] / 10
    }
  }

  /// The last digits: further steps while they get shorter, and 0 for what only comes near it.
  private func polished(_ start: [Double]) -> [Double] {
    var x = start
    var last = Double.infinity
    for _ in 0..<8 {
      let matrix = PivotedMatrix(system.jacobian(x), sizes: x.map(scale))
      let step = matrix.solution(system.rates(x).map { -$0 })
      let size = length(step, at: x)
      guard size < last / 2, size > 0 else { break }
      last = size
      x = moved(x, by: step, 1)
    }
    let tiny = x.indices.filter { x[$0] != 0 && x[$0].magnitude < 1e-9 }
    guard !tiny.isEmpty else { return x }
    var snapped = x
    for k in tiny { snapped[k] = 0 }
    let (before, after) = (system.rates(x), system.rates(snapped))
    return zip(after, before).allSatisfy { $0.magnitude <= $1.magnitude } ? snapped : x
  }

  // MARK: What was found

  private func ending(_ x: [Double]) -> Ending {
    let jacobian = system.jacobian(x)
    let matrix = PivotedMatrix(jacobian, sizes: x.map(scale))
    let rates = system.allRates(x)
    guard (rates + jacobian.joined()).allSatisfy(\.isFinite) else { return .stuck }
    let rows = matrix.spareRows.map { system.unknowns[$0] } + system.free
    let slopes = system.jacobian(x, of: rows)
    let moving = zip(rows, slopes).filter { row, slope in
      let size = zip(slope, x).reduce(0) { $0 + $1.0.magnitude * scale($1.1) }
      return rates[row].magnitude > 1e-9 * size
    }.map(\.0)
    guard moving.isEmpty else { return .drift(x: x, components: moving.sorted()) }
    if let k = x.indices.first(where: { isFarAway($0, x, jacobian[$0]) }) {
      return .escape(unknown: k)
    }
    let undetermined = matrix.freeColumns.filter { isIdle($0, x) }
    return .rest(
      Rest(x: x, undetermined: Set(undetermined), isSingular: !matrix.freeColumns.isEmpty))
  }

  /// Whether all stays at rest wherever an unknown goes.
  private func isIdle(_ k: Int, _ x: [Double]) -> Bool {
    let rates = system.rates(x)
    return [-1.0, 1].allSatisfy { sign in
      var other = x
      other[k] += sign * 1e-3 * max(1, x[k].magnitude)
      return zip(system.rates(other), rates).allSatisfy {
        $0.magnitude <= max(2 * $1.magnitude, 1e-30)
      }
    }
  }

  /// Whether there are rests all the way from one to another: half way is one.
  func isLine(from a: [Double], to b: [Double]) -> Bool {
    let middle = zip(a, b).map { ($0 + $1) / 2 }
    let slopes = zip(system.jacobian(a), system.jacobian(b))
    return zip(system.rates(middle), slopes).allSatisfy { rate, slopes in
      let size = a.indices.reduce(0) {
        $0 + max(slopes.0[$1].magnitude, slopes.1[$1].magnitude) * (a[$1] - b[$1]).magnitude
      }
      return rate.magnitude <= 1e-10 * size
    }
  }

  /// Whether a rate is 0 only because it has fallen below what numbers can tell from 0, as e^w does where w goes to −∞.
  private func isFarAway(_ k: Int, _ x: [Double], _ slope: [Double]) -> Bool {
    func size(_ slope: [Double]) -> Double {
      zip(slope, x).reduce(0) { max($0, $1.0.magnitude * scale($1.1)) }
    }
    let own = size(slope)
    guard x[k] != 0 else { return false }
    var near = x
    near[k] = 0
    let there = size(system.jacobian(near)[k])
    guard own < 1e-10 * there else { return false }
    if own == 0 { return system.levelsOff }
    return [-1.0, 1].contains { sign in
      var other = x
      other[k] += sign * 0.01 * (x[k].magnitude + 1)
      return system.rates(other)[k].magnitude <= 1e-13 * there
    }
  }
}

extension RandomField.Purpose {
  /// Where searches for rests begin.
  static let starts = Self(rawValue: 11)
}
