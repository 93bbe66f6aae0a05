extension BioAdam: DifferentiableRule {
  /// The block of one pair.
  ///
  /// At m = 0 the derivative of f·m by m jumps; the value for m ≥ 0 stands.
  public func jacobianBlock(
    ofSynapse i: Int, at time: Double, gradient: Span<Double>, state: Span<Double>,
    block: inout MutableSpan<Double>
  ) {
    let n = gradient.count / signalsPerSynapse
    forwardBranch.writeJacobian(synapse: i, of: n, gradient: gradient, state: state, block: &block)
    backwardBranch?.writeJacobian(
      synapse: i, of: n, gradient: gradient, state: state, block: &block)
  }
}

extension BioAdam.Branch {
  fileprivate func writeJacobian(
    synapse i: Int, of n: Int, gradient: Span<Double>, state: Span<Double>,
    block: inout MutableSpan<Double>
  ) {
    let size = state.count / n
    let (momentum, sum, rho) = (firstSubstance, firstSubstance + 1, firstSubstance + 2)
    let g = kinetics.gradientGain * gradient[signal * n + i]
    let m = state[momentum * n + i]
    let scale = state[rho * n + i]
    let rate = kinetics.learningRate
    block[momentum * size + momentum] = -1 / kinetics.tauM
    block[sum * size + sum] = -1 / kinetics.tauM
    block[rho * size + rho] = -kinetics.coConsumption.rate(gradient: g)
    if let clock {
      block[clock * size + momentum] = rate * scale * (m < 0 ? -1 : 1)
      block[clock * size + rho] = rate * m.magnitude
    }
    for weight in weights {
      let slopes = kinetics.predisposition.derivatives(m, weight: state[weight * n + i])
      block[weight * size + momentum] = -rate * scale * slopes.byDirection
      block[weight * size + rho] =
        -rate * kinetics.predisposition.scaled(m, weight: state[weight * n + i])
      block[weight * size + weight] = -rate * scale * slopes.byWeight
    }
  }
}
