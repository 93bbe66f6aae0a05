import Studies
import SynapticDynamics

/// Lets the population's monitor look at every step, unless the method looks by itself within the many windows or steps
/// that it takes at once.
final class InvariantFollower: RunFollower {
  static let name = "invariants"
  private let dynamics: PopulationDynamics
  private let methodLooks: Bool
  /// How many synapses each rank watches.
  private let counts: [Int]

  /// - Parameters:
  ///   - dynamics: the population.
  ///   - methodLooks: whether the method looks by itself.
  ///   - watched: those of the whole population that are watched, ascending.
  /// - Precondition: the population has a monitor.
  init(_ dynamics: PopulationDynamics, methodLooks: Bool, watched: [Int]) {
    precondition(dynamics.monitor != nil, "there is nothing to follow")
    self.dynamics = dynamics
    self.methodLooks = methodLooks
    counts = dynamics.ranks.counts(of: watched, among: dynamics.populationCount)
  }

  var memory: InvariantMonitor.Memory {
    get { dynamics.monitor!.memory }
    set { dynamics.monitor!.memory = newValue }
  }

  func wholeMemory() throws -> InvariantMonitor.Memory {
    try memory.gathered(over: dynamics.ranks, counts: counts, firstSynapse: dynamics.firstSynapse)
  }

  func isPossible(_ whole: InvariantMonitor.Memory) -> Bool {
    whole.watchedCount == counts.reduce(0, +)
  }

  func restore(_ whole: InvariantMonitor.Memory) {
    memory = whole.part(
      of: dynamics.ranks.rank, counts: counts, firstSynapse: dynamics.firstSynapse)
  }

  /// Takes over how far all ranks' synapses went.
  func takeExtremes(of whole: InvariantMonitor.Memory) {
    var memory = memory
    memory.takeExtremes(
      of: whole.part(
        of: dynamics.ranks.rank, counts: counts, firstSynapse: dynamics.firstSynapse))
    self.memory = memory
  }

  func wantsState(after steps: Int) -> Bool { !methodLooks }

  func look(at state: Span<Double>, time: Double, steps: Int) {
    dynamics.monitor!.check(at: time, population: state)
  }
}
