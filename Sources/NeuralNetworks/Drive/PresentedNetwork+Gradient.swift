import GradientDrives

/// What synapses see of a network: its gradient, what is added to it, and what is taken from it.
extension PresentedNetwork {
  /// Computes ∂L/∂w of all synapses, with what pulls weights to 0 besides.
  ///
  /// - Returns: the loss of the examples.
  /// - Throws: ``NetworkFailure`` where the network's simulation cannot go on.
  func gradient(_ weights: PopulationWeights, into gradient: UnsafeMutablePointer<Scalar>)
    throws(NetworkFailure) -> Double
  {
    let (forward, backward) = self.weights.numbers(weights)
    let loss = try workspace.gradient(forward: forward, backward: backward, into: gradient)
    if drive.coupledDecay > 0 {
      let decay = Scalar(drive.coupledDecay)
      for node in drive.network.nodes {
        for i in node.weights { gradient[i] += decay * forward[i] }
      }
    }
    for synapses in drive.frozen {
      (gradient + synapses.lowerBound).update(repeating: 0, count: synapses.count)
    }
    return loss
  }
}
