import Studies
import SynapticDynamics

/// Lets the population's monitor look at every step, unless the method looks by itself within the many windows or steps
/// that it takes at once.
final class InvariantFollower: RunFollower {
  static let name = "invariants"
  private let dynamics: PopulationDynamics
  private let methodLooks: Bool

  /// - Precondition: the population has a monitor.
  init(_ dynamics: PopulationDynamics, methodLooks: Bool) {
    precondition(dynamics.monitor != nil, "there is nothing to follow")
    self.dynamics = dynamics
    self.methodLooks = methodLooks
  }

  var memory: InvariantMonitor.Memory {
    get { dynamics.monitor!.memory }
    set { dynamics.monitor!.memory = newValue }
  }

  func isPossible(_ memory: InvariantMonitor.Memory) -> Bool {
    memory.watchedCount == self.memory.watchedCount
  }

  func wantsState(after steps: Int) -> Bool { !methodLooks }

  func look(at state: Span<Double>, time: Double, steps: Int) {
    dynamics.monitor!.check(at: time, population: state)
  }
}
