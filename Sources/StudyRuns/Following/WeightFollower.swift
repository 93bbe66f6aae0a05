import Studies
import SynapticDynamics

/// Lets a watch look at how large the weights are.
final class WeightFollower: RunFollower {
  static let name = "weights"
  private(set) var watch: WeightWatch

  init(_ watch: WeightWatch) { self.watch = watch }

  var memory: WeightWatch.Memory {
    get { watch.memory }
    set { watch.memory = newValue }
  }

  func isPossible(_ memory: WeightWatch.Memory) -> Bool { watch.isPossible(memory) }

  func wantsState(after steps: Int) -> Bool { watch.isDue(after: steps) }

  func look(at state: Span<Double>, time: Double, steps: Int) {
    watch.look(at: state, time: time, steps: steps)
  }
}
