import Foundation
import SynapticDynamics

extension BioAdam.Branch {
  /// One synapse at the end of a window, by the scalar formulas.
  func oracle(_ state: [Double], gradient: Double, duration: Double) -> [Double] {
    let g = kinetics.gradientGain * gradient
    let exponent = duration / kinetics.tauM
    let integrals = ExponentialIntegrals(exponent)
    let (momentum, sum, rho) = (firstSubstance, firstSubstance + 1, firstSubstance + 2)
    let m = state[momentum]
    let approach = -expm1(-exponent)
    var state = state
    for (k, target) in [(momentum, g), (sum, 2 * kinetics.restConcentration)] {
      state[k] =
        exponent < 1
        ? state[k] + (target - state[k]) * approach
        : target + (state[k] - target) * integrals.decay
    }
    let phases = MomentumPhases(
      momentum: m, gradient: g, rho: state[rho], duration: duration, exponent: exponent,
      integrals: integrals, kinetics: kinetics)
    state[rho] = phases.rho
    for w in weights { state[w] = phases.advance(weight: state[w], kinetics: kinetics) }
    if let clock { state[clock] += kinetics.learningRate * phases.totalMagnitude }
    return state
  }
}
