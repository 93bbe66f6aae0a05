import Parallel
import Studies
import SynapticDynamics

/// Lets a watch look at how large the weights are.
///
/// Ranks whose steps go together, as those of a network do, look together.
final class WeightFollower: RunFollower {
  static let name = "weights"
  private(set) var watch: WeightWatch
  private let ranks: Ranks
  private let areTogether: Bool
  private let countsAlike: Bool

  /// - Parameters:
  ///   - watch: the watch.
  ///   - ranks: who share the population.
  ///   - areTogether: whether all come to the end of a step together.
  ///   - countsAlike: whether all have then taken as many steps, as where synapses have none of their own.
  init(_ watch: WeightWatch, ranks: Ranks, areTogether: Bool, countsAlike: Bool) {
    (self.watch, self.ranks) = (watch, ranks)
    (self.areTogether, self.countsAlike) = (areTogether, countsAlike)
  }

  var memory: WeightWatch.Memory {
    get { watch.memory }
    set { watch.memory = newValue }
  }

  func wholeMemory() throws -> WeightWatch.Memory { try memory.gathered(over: ranks) }

  func isPossible(_ memory: WeightWatch.Memory) -> Bool { watch.isPossible(memory) }

  func wantsState(after steps: Int) -> Bool {
    guard areTogether, !countsAlike else { return watch.isDue(after: steps) }
    return ranks.maximum(watch.isDue(after: steps) ? 1 : 0) > 0
  }

  func look(at state: Span<Double>, time: Double, steps: Int) {
    guard areTogether else { return watch.look(at: state, time: time, steps: steps) }
    watch.look(at: state, time: time, steps: steps) { ranks.maximum($0) }
  }
}

extension WeightWatch.Memory {
  /// What one watch of the whole population would remember, at every rank.
  ///
  /// - Throws: `FailureElsewhere` if another rank failed.
  func gathered(over ranks: Ranks) throws -> Self {
    guard ranks.count > 1 else { return self }
    let all = try ranks.gatherEverywhere(leap.map { [$0.time, $0.before, $0.after] } ?? [])
    let leaps = stride(from: 0, to: all.count, by: 3).map {
      WeightWatch.Leap(time: all[$0], before: all[$0 + 1], after: all[$0 + 2])
    }
    return WeightWatch.Memory(
      largest: ranks.maximum(largest), steps: Int(ranks.maximum(Double(steps))),
      leap: leaps.min { ($0.time, -$0.after) < ($1.time, -$1.after) })
  }
}
