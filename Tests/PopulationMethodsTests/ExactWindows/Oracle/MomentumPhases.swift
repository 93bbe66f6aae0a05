import Foundation
import SynapticDynamics

/// ∫ m ρ dt of a window, split where m changes sign.
struct MomentumPhases {
  /// ∫ m ρ dt up to the change of sign, or of the whole window.
  let first: Double
  /// ∫ m ρ dt after the change of sign, or 0.
  let second: Double
  /// ρ at the end of the window.
  let rho: Double

  /// - Parameters:
  ///   - momentum: m(0).
  ///   - gradient: g, with its gain.
  ///   - rho: ρ(0).
  ///   - duration: h.
  ///   - exponent: A = h/τ_m.
  ///   - integrals: those of A, the same for all synapses of a window.
  ///   - kinetics: the constants.
  @inline(__always)
  init(
    momentum m: Double, gradient g: Double, rho: Double, duration: Double, exponent: Double,
    integrals: ExponentialIntegrals, kinetics: BioAdam.Kinetics
  ) {
    let rate = kinetics.coConsumption.rate(gradient: g)
    let production = kinetics.coConsumption.production
    if m != 0 && g != 0 && (m < 0) != (g < 0) {
      let crossing = log1p(-m / g)
      // m may be too small against g for its change of sign to take any time at all.
      if crossing > .leastNormalMagnitude && crossing < exponent {
        let before = HeldWindow(
          duration: crossing * kinetics.tauM, momentumExponent: crossing,
          momentumIntegrals: ExponentialIntegrals(crossing), rate: rate, production: production,
          rho: rho)
        let rest = exponent - crossing
        let after = HeldWindow(
          duration: rest * kinetics.tauM, momentumExponent: rest,
          momentumIntegrals: ExponentialIntegrals(rest), rate: rate, production: production,
          rho: before.rho)
        first = m * before.momentumPart + g * before.gradientPart
        second = g * after.gradientPart
        self.rho = after.rho
        return
      }
    }
    let window = HeldWindow(
      duration: duration, momentumExponent: exponent, momentumIntegrals: integrals, rate: rate,
      production: production, rho: rho)
    first = m * window.momentumPart + g * window.gradientPart
    second = 0
    self.rho = window.rho
  }

  /// ∫ |m| ρ dt.
  var totalMagnitude: Double { first.magnitude + second.magnitude }

  /// The weight at the end of the window.
  @inline(__always)
  func advance(weight: Double, kinetics: BioAdam.Kinetics) -> Double {
    let rate = kinetics.learningRate
    guard let predisposition = kinetics.predisposition else {
      return weight - rate * (first + second)
    }
    let middle = predisposition.advance(
      weight: weight, clock: rate * first.magnitude, isPotentiation: first < 0)
    guard second != 0 else { return middle }
    return predisposition.advance(
      weight: middle, clock: rate * second.magnitude, isPotentiation: second < 0)
  }
}
