import Parallel
import SynapticDynamics

extension StudyModel {
  /// How forward and backward weights of the whole population agree; of a network those through which errors come back,
  /// or nil if there are none.
  ///
  /// - Parameters:
  ///   - state: this rank's state, whose last two components are the weights.
  ///   - time: when it is.
  /// - Throws: `FailureElsewhere` if another rank failed.
  @_specialize(where Number == Double)
  @_specialize(where Number == Float)
  package func alignment<Number: BinaryFloatingPoint>(_ state: Span<Number>, at time: Double) throws
    -> Alignment?
  {
    let n = dynamics.synapseCount
    let first = state.count - 2 * n
    guard let network else {
      return try state.withUnsafeBufferPointer { state in
        try Alignment(
          of: n, forward: UnsafeBufferPointer(rebasing: state[first..<(first + n)]),
          backward: UnsafeBufferPointer(rebasing: state[(first + n)...]),
          threads: dynamics.threads, ranks: dynamics.ranks)
      }
    }
    let all = network.network.synapseCount
    var weights: [Double] = []
    weights.reserveCapacity(2 * all)
    for start in [first, first + n] {
      let own = (start..<(start + n)).map { Double(state[$0]) }
      weights += try dynamics.gatherEverywhere(own)
    }
    let forward = weights.span.extracting(..<all)
    // The window that a run came to last, and at its start the one that begins.
    let window = network.description.lastWindow(before: time)
    let backward = network.probe.backwardWeights(
      weights.span.extracting(all...), forward: forward, beginning: time == 0 ? window : nil)
    return network.alignment(forward: forward, backward: backward.span, window: window)
  }
}
