import Foundation

/// The oracle of the vectorised windows.
///
/// Everything about a window of constant g but the weights, without time-stepping error.
///
/// With A = h/τ_m, b the rate of ρ, B = bh and ρ(t) = ρ(0) e^(−bt) + p t φ₁(bt) (p the production),
/// m(t) = m(0) e^(−t/τ_m) + g (1 − e^(−t/τ_m)), so that
///
///     ∫ m ρ dt = m(0) P + g Q,     P = ∫ e^(−t/τ_m) ρ dt,     Q = ∫ (1 − e^(−t/τ_m)) ρ dt.
///
/// P and Q are sums of positive terms; splitting at m(0) and g, not at m(0) − g and g, keeps the sum
/// accurate also when m(0) is small against g of the opposite sign. With S = ∫₀¹ (1−e^(−Ax))
/// (1−e^(−Bx)) dx/B,
///
///     P = h [ρ(0) φ₁(A+B) + p h ψ],   ψ = (A χ(A) + e^(−A) B φ₂(B))/(A+B)
///     Q = h [ρ(0) A (B χ(B) + e^(−B) A φ₂(A))/(A+B) + p h S]
///     S = A/(A+B) · (B κ(B) + A (φ₂(A) φ₁(B) − φ₃(A)))        B ≤ 1
///       = A/(A+B) · (φ₂(A) (1 + A φ₁(B)) − χ(B))              B > 1
///
/// No term 1/(1/τ_m − b) occurs. (Model: arXiv:2212.09440, eqs. 7 and 15.)
struct HeldWindow {
  /// ∫ e^(−t/τ_m) ρ dt.
  let momentumPart: Double
  /// ∫ (1 − e^(−t/τ_m)) ρ dt.
  let gradientPart: Double
  /// ρ at the end.
  let rho: Double

  /// - Parameters:
  ///   - duration: h.
  ///   - momentumIntegrals: those of A = h/τ_m, the same for all synapses of a window.
  ///   - momentumExponent: A.
  ///   - rate: b.
  ///   - production: p.
  ///   - rho: ρ(0).
  @inline(__always)
  init(
    duration h: Double, momentumExponent a: Double, momentumIntegrals ofA: ExponentialIntegrals,
    rate: Double, production: Double, rho rho0: Double
  ) {
    let b = rate * h
    let ofB = ExponentialIntegrals(b)
    let inverseSum = 1 / (a + b)
    let phi1OfSum = a * ofA.phi1 + ofA.decay * b * ofB.phi1
    let psi = a * ofA.chi + ofA.decay * b * ofB.phi2
    let gradientOnly = a * (b * ofB.chi + ofB.decay * a * ofA.phi2)
    let bracket =
      b <= 1
      ? b * ofB.kappa + a * (ofA.phi2 * ofB.phi1 - ofA.phi3)
      : ofA.phi2 * (1 + a * ofB.phi1) - ofB.chi
    let produced = production * h
    momentumPart = h * inverseSum * (rho0 * phi1OfSum + produced * psi)
    gradientPart = h * inverseSum * (rho0 * gradientOnly + produced * a * bracket)
    rho = rho0 * ofB.decay + produced * ofB.phi1
  }
}
