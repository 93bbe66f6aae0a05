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

  /// Carries a state from where another is. A value that is not finite stays so.
  ///
  /// - Parameters:
  ///   - state: where the state at the end is written; of the size of the other.
  ///   - start: where it starts.
  ///   - time: when.
  ///   - length: how long.
  ///   - path: the signals' path.
  ///   - points: the points of it that the signals go through.
  func carry(
    _ state: inout PopulationState, from start: PopulationState, at time: Double,
    over length: Double,
    along path: SignalPath, through points: Range<Int>
  ) {
    let n = state.count
    let (dynamics, rule) = (dynamics, rule)
    state.values.withUnsafeMutableBufferPointer { values in
      let values = values.baseAddress!
      path.withKernelPath(points, from: time) { path in
        forEachBlock(of: n, size: PopulationDynamics.blockSize, threads: dynamics.threads) {
          block, _ in
          start.copy(block, to: values)
          dynamics.constants.forEachGroup(of: block) { part, group in
            dynamics.laws(of: rule, group: group).forEach { law in
              var law = law
              var path = path.from(law.signal * n + part.lowerBound)
              moving_windows(&law, part.count, n, length, &path, values + part.lowerBound)
            }
          }
        }
      }
    }
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
    errors.removeAll(keepingCapacity: true)
    for order in 0..<path.count {
      let found = stride(from: order, to: largest.count, by: most).lazy.map { [largest] in
        largest[$0]
      }
      // All ranks go on alike.
      errors.append(dynamics.ranks.maximum(found.first { $0.isNaN } ?? found.max()!))
    }
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
      var (single, double) = (0.0, 0.0)
      for (node, weight) in zip(Self.nodes, Self.weights) {
        let time = length * node
        let product = times[..<order].reduce(weight * length) { $0 * (time - $1) }
        single += product
        double += product * (length - time)
      }
      (single, double) = (single.magnitude, double.magnitude)
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
