import GradientDrives

/// Weights in the numbers that a network computes in: those of the population where they are the same, a copy where
/// they are not.
final class ConvertedWeights<Scalar: NetworkScalar> {
  private let count: Int
  private let needsBackward: Bool
  /// First the forward, then the backward weights; there is room once it is needed.
  private var copy: UnsafeMutablePointer<Scalar>?

  /// - Parameters:
  ///   - count: how many synapses there are.
  ///   - needsBackward: whether anybody looks at backward weights.
  init(count: Int, needsBackward: Bool) {
    self.count = count
    self.needsBackward = needsBackward
  }

  deinit { copy?.deallocate() }

  /// The weights of a population; a copy holds until the next call.
  func numbers(_ weights: PopulationWeights)
    -> (forward: UnsafePointer<Scalar>, backward: UnsafePointer<Scalar>)
  {
    switch weights {
    case .double(let forward, let backward):
      if let forward = forward as? UnsafeMutablePointer<Scalar>,
        let backward = backward as? UnsafeMutablePointer<Scalar>
      {
        return (UnsafePointer(forward), UnsafePointer(backward))
      }
      let copy = copy ?? makeRoom()
      Scalar.convert(forward, count: count, to: copy)
      if needsBackward { Scalar.convert(backward, count: count, to: copy + count) }
      return (UnsafePointer(copy), UnsafePointer(copy + count))
    case .single(let forward, let backward):
      guard let forward = forward as? UnsafeMutablePointer<Scalar>,
        let backward = backward as? UnsafeMutablePointer<Scalar>
      else { preconditionFailure("weights of 32 bits want gradients of 32 bits") }
      return (UnsafePointer(forward), UnsafePointer(backward))
    }
  }

  private func makeRoom() -> UnsafeMutablePointer<Scalar> {
    let memory = UnsafeMutablePointer<Scalar>.allocate(capacity: 2 * count)
    memory.initialize(repeating: 0, count: 2 * count)
    copy = memory
    return memory
  }
}
