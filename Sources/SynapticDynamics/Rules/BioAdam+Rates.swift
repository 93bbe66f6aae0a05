extension BioAdam {
  /// The derivatives of all components, one tanh for each weight with predisposition.
  ///
  /// - Complexity: O(n), without allocation.
  public func rates(
    at time: Double, gradient: Span<Double>, state: Span<Double>,
    rates: inout MutableSpan<Double>
  ) {
    let n = gradient.count / signalsPerSynapse
    forwardBranch.writeRates(synapses: n, gradient: gradient, state: state, rates: &rates)
    backwardBranch?.writeRates(synapses: n, gradient: gradient, state: state, rates: &rates)
  }
}

extension BioAdam.Branch {
  fileprivate func writeRates(
    synapses n: Int, gradient: Span<Double>, state: Span<Double>,
    rates: inout MutableSpan<Double>
  ) {
    let (plus, minus, rho) = (
      firstSubstance * n, (firstSubstance + 1) * n, (firstSubstance + 2) * n
    )
    let rateM = 1 / kinetics.tauM
    let rest = kinetics.restConcentration
    let coConsumption = kinetics.coConsumption
    for i in 0..<n {
      let g = kinetics.gradientGain * gradient[signal * n + i]
      let mPlus = state[plus + i]
      let mMinus = state[minus + i]
      let scale = state[rho + i]
      let m = mMinus - mPlus
      rates[plus + i] = rateM * (rest - mPlus - 0.5 * g)
      rates[minus + i] = rateM * (rest - mMinus + 0.5 * g)
      rates[rho + i] = coConsumption.production - coConsumption.rate(gradient: g) * scale
      let speed = -kinetics.learningRate * scale
      for component in weights {
        let w = component * n + i
        rates[w] = speed * kinetics.predisposition.scaled(m, weight: state[w])
      }
      if let clock { rates[clock * n + i] = -speed * m.magnitude }
    }
  }
}
