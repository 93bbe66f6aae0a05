import CKernels
import ODESolvers
import Parallel
import SynapticDynamics

/// What becomes of synapses whose signals follow a path, and what it depends on.
struct PathFlow {
  private let rule: BioAdam
  private let dynamics: PopulationDynamics
  private let tolerances: GroupTolerances
  /// For each thread the errors of each order.
  private var largest: [Double]

  init(rule: BioAdam, dynamics: PopulationDynamics, tolerances: GroupTolerances) {
    self.rule = rule
    self.dynamics = dynamics
    self.tolerances = tolerances
    largest = Array(repeating: 0, count: dynamics.threads * SignalPath.mostPoints)
  }

  /// Carries a state from where another is.
  ///
  /// - Parameters:
  ///   - state: where the state at the end is written; of the size of the other.
  ///   - start: where it starts.
  ///   - time: when.
  ///   - length: how long.
  ///   - path: the signals' path.
  ///   - points: the points of it that the signals go through.
  /// - Returns: whether all ranks' synapses arrive; one that would need too many pieces does not.
  func carry(
    _ state: inout PopulationState, from start: PopulationState, at time: Double,
    over length: Double,
    along path: SignalPath, through points: Range<Int>
  ) -> Bool {
    let n = state.count
    let (dynamics, rule) = (dynamics, rule)
    var lost = Array(repeating: 0, count: dynamics.threads)
    state.values.withUnsafeMutableBufferPointer { values in
      let values = values.baseAddress!
      lost.withUnsafeMutableBufferPointer { lost in
        let lost = lost.baseAddress!
        path.withKernelPath(points, from: time) { path in
          forEachBlock(of: n, size: PopulationDynamics.blockSize, threads: dynamics.threads) {
            block, thread in
            start.copy(block, to: values)
            dynamics.constants.forEachGroup(of: block) { part, group in
              dynamics.laws(of: rule, group: group).forEach { law in
                var law = law
                var path = path.from(law.signal * n + part.lowerBound)
                if moving_windows(&law, part.count, n, length, &path, values + part.lowerBound) == 0
                {
                  lost[thread] += 1
                }
              }
            }
          }
        }
      }
    }
    // Signals that are held lose nobody.
    return points.count == 1 || dynamics.ranks.maximum(Double(lost.max()!)) == 0
  }

  /// The errors of a step that ends at the path's newest point, relative to the tolerances, of all ranks' synapses.
  ///
  /// - Parameters:
  ///   - start: the state at the step's start.
  ///   - time: when.
  ///   - path: the signals' path.
  ///   - errors: receives at j the error of a step along the polynomial of degree j − 1 through the newest points, which
  ///     leaves out their difference of order j.
  mutating func findErrors(
    from start: PopulationState, at time: Double, along path: SignalPath,
    into errors: inout [Double]
  ) {
    let n = start.count
    let (dynamics, rule, most) = (dynamics, rule, SignalPath.mostPoints)
    var weights = PathIntegrals(path, from: time, mayJump: !dynamics.feed.isSmooth).weights(
      tolerances)
    for i in largest.indices { largest[i] = 0 }
    largest.withUnsafeMutableBufferPointer { largest in
      start.values.withUnsafeBufferPointer { values in
        path.withKernelPath(0..<path.count, from: time) { path in
          forEachBlock(of: n, size: PopulationDynamics.blockSize, threads: dynamics.threads) {
            block, thread in
            dynamics.constants.forEachGroup(of: block) { part, group in
              dynamics.laws(of: rule, group: group).forEach { law in
                var law = law
                var path = path.from(law.signal * n + part.lowerBound)
                path_errors(
                  &law, part.count, n, &path, &weights, values.baseAddress! + part.lowerBound,
                  largest.baseAddress! + thread * most)
              }
            }
          }
        }
      }
    }
    let found = (0..<path.count).map { [largest] order in
      let found = stride(from: order, to: largest.count, by: most).lazy.map { largest[$0] }
      return found.first { $0.isNaN } ?? found.max()!
    }
    // All ranks go on alike.
    errors = dynamics.ranks.maxima(found)
  }

  /// How much larger the error is of a step that its end has no say in: along the polynomial through the points before.
  ///
  /// - Parameters:
  ///   - path: the path; its newest point is the end of the step.
  ///   - order: how many points the step went by.
  ///   - start: the step's start.
  static func predictorsShare(of path: SignalPath, order: Int, from start: Double) -> Double {
    let times = path.times.map { $0 - start }
    let with = PathIntegrals.integrals(of: times[..<order], over: times[0])
    let without = PathIntegrals.integrals(of: times[1...order], over: times[0])
    return max(without.once / with.once, without.twice / with.twice)
  }
}

/// What a step leaves out of its integrals, for each unit of the differences of its signals.
private struct PathIntegrals {
  /// At j that of ∫ Π (t − t_i) dt over the newest j points, and ∫∫.
  private var once = [0.0]
  private var twice = [0.0]

  /// - Parameters:
  ///   - path: the path; its newest point is the end of the step.
  ///   - start: the step's start.
  ///   - mayJump: whether signals may jump on the way.
  init(_ path: SignalPath, from start: Double, mayJump: Bool) {
    let times = path.times.map { $0 - start }
    let length = times[0]
    for order in 1..<path.count {
      var (single, double) = Self.integrals(of: times[..<order], over: length)
      if mayJump {
        // What the newest signals are off what was expected may have come at once, anywhere in the step.
        let surprise = times[1...order].reduce(0.5 * length) { $0 * (length - $1).magnitude }
        single = max(single, surprise)
        double = max(double, 0.5 * length * surprise)
      }
      once.append(single)
      twice.append(double)
    }
  }

  /// |∫ Π (t − t_i) dt| and |∫∫| from 0 on.
  static func integrals(of points: ArraySlice<Double>, over length: Double) -> (
    once: Double, twice: Double
  ) {
    var (once, twice) = (0.0, 0.0)
    for (node, weight) in zip(nodes, weights) {
      let time = length * node
      let product = points.reduce(weight * length) { $0 * (time - $1) }
      once += product
      twice += product * (length - time)
    }
    return (once.magnitude, twice.magnitude)
  }

  func weights(_ tolerances: GroupTolerances) -> path_weights {
    var weights = path_weights()
    func copy(_ values: [Double], to room: UnsafeMutableRawBufferPointer) {
      values.withUnsafeBytes { room.copyBytes(from: $0) }
    }
    withUnsafeMutableBytes(of: &weights.once) { copy(once, to: $0) }
    withUnsafeMutableBytes(of: &weights.twice) { copy(twice, to: $0) }
    weights.relative = tolerances.relative
    weights.momentum = tolerances.momentum
    weights.rho = tolerances.rho
    weights.weight = tolerances.weight
    return weights
  }

  /// Gauss's rule with five points on [0, 1], exact for what degree 8 leaves under ∫∫.
  private static let nodes = [
    0.046910077030668004, 0.23076534494715845, 0.5, 0.76923465505284155, 0.95308992296933200,
  ]
  private static let weights = [
    0.11846344252809454, 0.23931433524968324, 0.28444444444444444, 0.23931433524968324,
    0.11846344252809454,
  ]
}
