import CKernels

extension BioAdam {
  /// The derivatives of all components, one exponential for each weight with predisposition.
  ///
  /// - Complexity: O(n), without allocation.
  public func rates(
    at time: Double, gradient: Span<Double>, state: Span<Double>,
    rates: inout MutableSpan<Double>
  ) {
    let n = gradient.count / signalsPerSynapse
    precondition(state.count == rates.count && state.count % n == 0, "state and rates must fit")
    gradient.withUnsafeBufferPointer { gradient in
      state.withUnsafeBufferPointer { state in
        rates.withUnsafeMutableBufferPointer { rates in
          forwardBranch.writeRates(synapses: n, gradient: gradient, state: state, rates: rates)
          backwardBranch?.writeRates(synapses: n, gradient: gradient, state: state, rates: rates)
        }
      }
    }
  }
}

extension BioAdam.Branch {
  fileprivate func writeRates(
    synapses n: Int, gradient: UnsafeBufferPointer<Double>, state: UnsafeBufferPointer<Double>,
    rates: UnsafeMutableBufferPointer<Double>
  ) {
    let values = state.baseAddress!
    let derivatives = rates.baseAddress!
    func component(_ index: Int) -> UnsafePointer<Double> { values + index * n }
    func derivative(_ index: Int) -> UnsafeMutablePointer<Double> { derivatives + index * n }
    let (first, last) = (weights.lowerBound, weights.upperBound - 1)
    bio_adam_rates(
      n, weights.count, gradient.baseAddress! + signal * n,
      bio_adam_state(
        m_plus: component(firstSubstance), m_minus: component(firstSubstance + 1),
        rho: component(firstSubstance + 2), weights: (component(first), component(last))),
      kinetics.constants,
      CKernels.bio_adam_rates(
        m_plus: derivative(firstSubstance), m_minus: derivative(firstSubstance + 1),
        rho: derivative(firstSubstance + 2), weights: (derivative(first), derivative(last))))
    if let clock {
      let (plus, minus) = (component(firstSubstance), component(firstSubstance + 1))
      let rho = component(firstSubstance + 2)
      for i in 0..<n {
        rates[clock * n + i] = kinetics.learningRate * (minus[i] - plus[i]).magnitude * rho[i]
      }
    }
  }
}

extension BioAdam.Kinetics {
  fileprivate var constants: bio_adam_constants {
    bio_adam_constants(
      momentum_rate: 1 / tauM, rest_concentration: restConcentration, gradient_gain: gradientGain,
      production: coConsumption.production, consumption: coConsumption.consumption,
      decay: coConsumption.decay, learning_rate: learningRate,
      inverse_temperature: predisposition.map { 1 / $0.temperature } ?? 0,
      predisposition_gain: predisposition?.gain ?? 1)
  }
}
