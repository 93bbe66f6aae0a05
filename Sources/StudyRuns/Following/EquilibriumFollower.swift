import ODESolvers
import Parallel
import Studies
import SynapticDynamics

/// Averages |g| of the watched synapses along a run, and knows how far their ρ is from where it would rest.
final class EquilibriumFollower: RunFollower {
  static let name = "equilibrium"
  private let dynamics: PopulationDynamics
  private let kinetics: BioAdam.Kinetics
  private let watched: SynapseSelection
  private var average: GradientAverage

  /// - Parameters:
  ///   - rule: the population's.
  ///   - watched: which synapses.
  ///   - pieces: in how many pieces the run is.
  ///   - duration: how long it lasts.
  init(
    _ rule: BioAdam, dynamics: PopulationDynamics, watched: SynapseSelection, pieces: Int,
    duration: Double
  ) {
    self.dynamics = dynamics
    self.watched = watched
    kinetics = rule.forward
    average = GradientAverage(
      of: watched.indices, until: duration, pieces: pieces, isHeld: dynamics.feed.isHeld)
  }

  var memory: GradientAverage.Memory {
    get { average.memory }
    set { average.memory = newValue }
  }

  func isPossible(_ memory: GradientAverage.Memory) -> Bool { average.isPossible(memory) }

  func stepDidEnd(at time: Double) { average.advance(to: time, in: dynamics.feed) }

  /// ⟨|g|⟩ of all ranks' watched synapses up to a time; at the first rank.
  func averages(at time: Double) throws -> [Double] {
    average.advance(to: time, in: dynamics.feed)
    return try dynamics.ranks.gather(average.values(at: time, in: dynamics.feed))
  }

  /// The largest |g| of this rank's watched synapses so far.
  var largestGradient: Double { average.largest }

  /// How ρ/ρ* is distributed over all ranks' watched synapses; at the first rank.
  ///
  /// - Parameter state: the whole state.
  func distribution(at time: Double, state: Span<Double>) throws -> Distribution? {
    var rho: [Double] = []
    rho.reserveCapacity(watched.indices.count)
    for i in watched.indices { rho.append(state[2 * watched.synapseCount + i]) }
    let all = try dynamics.ranks.gather(rho)
    let averages = try averages(at: time)
    guard dynamics.ranks.isFirst, time > 0 else { return nil }
    return Distribution(
      zip(all, averages).map { $0 / Equilibrium(kinetics, gradient: $1).rho })
  }
}
