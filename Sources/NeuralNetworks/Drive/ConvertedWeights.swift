import GradientDrives
import Parallel

/// All weights in the numbers that a network computes in: those of the population where they are here and the same, a
/// copy where they are not.
final class ConvertedWeights<Scalar: NetworkScalar> {
  private let count: Int
  private let needsBackward: Bool
  private let ranks: Ranks
  /// Those of this rank among all.
  private let own: Range<Int>
  /// First the forward, then the backward weights; there is room once it is needed.
  private var copy: UnsafeMutablePointer<Scalar>?

  /// - Parameters:
  ///   - count: how many synapses there are, of all ranks.
  ///   - needsBackward: whether anybody looks at backward weights.
  ///   - ranks: who share them.
  init(count: Int, needsBackward: Bool, ranks: Ranks) {
    self.count = count
    self.needsBackward = needsBackward
    self.ranks = ranks
    own = ranks.share(of: count)
  }

  deinit { copy?.deallocate() }

  /// The weights of a population; a copy holds until the next call. All ranks take part.
  ///
  /// - Throws: `FailureElsewhere` if another rank failed.
  func numbers(_ weights: PopulationWeights) throws
    -> (forward: UnsafePointer<Scalar>, backward: UnsafePointer<Scalar>)
  {
    switch weights {
    case .double(let forward, let backward):
      if ranks.count == 1, let forward = forward as? UnsafeMutablePointer<Scalar>,
        let backward = backward as? UnsafeMutablePointer<Scalar>
      {
        return (UnsafePointer(forward), UnsafePointer(backward))
      }
      return try gather(
        { Scalar.convert(forward, count: own.count, to: $0) },
        { Scalar.convert(backward, count: own.count, to: $0) })
    case .single(let forward, let backward):
      guard let forward = forward as? UnsafeMutablePointer<Scalar>,
        let backward = backward as? UnsafeMutablePointer<Scalar>
      else { preconditionFailure("weights of 32 bits want gradients of 32 bits") }
      if ranks.count == 1 { return (UnsafePointer(forward), UnsafePointer(backward)) }
      return try gather(
        { $0.update(from: forward, count: own.count) },
        { $0.update(from: backward, count: own.count) })
    }
  }

  /// Copies this rank's weights, and gathers those of all.
  private func gather(
    _ writeForward: (UnsafeMutablePointer<Scalar>) -> Void,
    _ writeBackward: (UnsafeMutablePointer<Scalar>) -> Void
  ) throws -> (forward: UnsafePointer<Scalar>, backward: UnsafePointer<Scalar>) {
    let forward = copy ?? makeRoom()
    let backward = forward + count
    writeForward(forward + own.lowerBound)
    try share(forward)
    if needsBackward {
      writeBackward(backward + own.lowerBound)
      try share(backward)
    }
    return (UnsafePointer(forward), UnsafePointer(backward))
  }

  private func share(_ weights: UnsafeMutablePointer<Scalar>) throws {
    guard ranks.count > 1 else { return }
    try ranks.gatherEverywhere(weights, counts: ranks.shares(of: count).map(\.count))
  }

  private func makeRoom() -> UnsafeMutablePointer<Scalar> {
    let memory = UnsafeMutablePointer<Scalar>.allocate(capacity: 2 * count)
    memory.initialize(repeating: 0, count: 2 * count)
    copy = memory
    return memory
  }
}
