import SynapticDynamics

extension BioAdam.Branch {
  /// One synapse at the end of a window, by the scalar formulas: its components in place, and m.
  func oracle(
    _ state: [Double], momentum m: Double, gradient: Double, duration: Double
  ) -> (state: [Double], momentum: Double) {
    let g = kinetics.gradientGain * gradient
    let exponent = duration / kinetics.tauM
    let integrals = ExponentialIntegrals(exponent)
    let (plus, minus, rho) = (firstSubstance, firstSubstance + 1, firstSubstance + 2)
    let twiceRest = 2 * kinetics.restConcentration
    let end = g + (m - g) * integrals.decay
    let sum = twiceRest + (state[plus] + state[minus] - twiceRest) * integrals.decay
    var state = state
    state[plus] = 0.5 * (sum - end)
    state[minus] = 0.5 * (sum + end)
    let phases = MomentumPhases(
      momentum: m, gradient: g, rho: state[rho], duration: duration, exponent: exponent,
      integrals: integrals, kinetics: kinetics)
    state[rho] = phases.rho
    for w in weights { state[w] = phases.advance(weight: state[w], kinetics: kinetics) }
    if let clock { state[clock] += kinetics.learningRate * phases.totalMagnitude }
    return (state, end)
  }
}
