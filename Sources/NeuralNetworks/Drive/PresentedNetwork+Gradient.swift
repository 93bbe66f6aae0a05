import GradientDrives

/// What synapses see of a network: its gradient, what is added to it, and what is taken from it.
extension PresentedNetwork {
  /// Computes ∂L/∂w of this rank's synapses, with what pulls weights to 0 besides.
  ///
  /// - Returns: the loss of the whole batch.
  /// - Throws: ``NetworkFailure`` where the network's simulation cannot go on; `FailureElsewhere` if another rank failed.
  func gradient(_ weights: PopulationWeights, into gradient: UnsafeMutablePointer<Scalar>)
    throws -> Double
  {
    let (forward, backward) = try self.weights.numbers(weights)
    let loss = try workspace.gradient(forward: forward, backward: backward, into: gradient)
    if ranks.failedRank != nil { try ranks.agree() }
    let first = own.lowerBound
    if drive.coupledDecay > 0 {
      let decay = Scalar(drive.coupledDecay)
      for node in drive.network.nodes {
        for i in node.weights.clamped(to: own) { gradient[i - first] += decay * forward[i] }
      }
    }
    for frozen in drive.frozen {
      let synapses = frozen.clamped(to: own)
      if synapses.isEmpty { continue }
      (gradient + synapses.lowerBound - first).update(repeating: 0, count: synapses.count)
    }
    return loss
  }
}
