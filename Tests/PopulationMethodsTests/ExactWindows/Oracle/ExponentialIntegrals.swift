import Foundation

/// The integrals of e^(−Bx) over [0, 1] that the exact window is made of, each to a few units in the
/// last place for every B ≥ 0.
///
///     φ₁ = (1 − e^(−B))/B = ∫ e^(−Bx) dx              φ₂ = (1 − φ₁)/B = ∫ (1−x) e^(−Bx) dx
///     φ₃ = (½ − φ₂)/B = ∫ ½(1−x)² e^(−Bx) dx          χ = φ₁ − φ₂ = ∫ x e^(−Bx) dx
///     κ = φ₂ − φ₃ = (½ − χ)/B
///
/// Goals, in this order: no cancellation, no branch but one. Up to B = 1 the alternating series of
/// φ₃, Σ (−B)ʲ/(j+3)!, gives all others by the recurrences read from right to left, which lose
/// nothing there (φ₂ ≥ 0.36, φ₁ ≥ 0.63, e^(−B) ≥ 0.36 are differences from ½ and 1). Above B = 1 the
/// recurrences are read from left to right, starting from e^(−B); there χ has a form of its own,
/// since φ₁ and φ₂ approach each other.
struct ExponentialIntegrals {
  let decay: Double
  let phi1: Double
  let phi2: Double
  let phi3: Double
  let chi: Double
  /// κ for B ≤ 1. Above, nothing needs it and it is not accurate.
  let kappa: Double

  /// - Precondition: B ≥ 0.
  init(_ b: Double) {
    if b <= 1 {
      phi3 = Self.phi3Series(b)
      phi2 = 0.5 - b * phi3
      phi1 = 1 - b * phi2
      decay = 1 - b * phi1
      chi = phi1 - phi2
      kappa = phi2 - phi3
    } else {
      decay = exp(-b)
      phi1 = (1 - decay) / b
      phi2 = (1 - phi1) / b
      phi3 = (0.5 - phi2) / b
      chi = (phi1 - decay) / b
      kappa = (0.5 - chi) / b
    }
  }

  /// Σ (−B)ʲ/(j+3)! for j up to 16; the first term left out, 1/20!, is 4e-19.
  ///
  /// Even and odd powers in two chains, which the processor works on side by side.
  @inline(__always)
  private static func phi3Series(_ b: Double) -> Double {
    let x = b * b
    let even4 = (x / 121_645_100_408_832_000 + 1 / 355_687_428_096_000) * x
    let even3 = ((even4 + 1 / 1_307_674_368_000) * x + 1 / 6_227_020_800) * x
    let even2 = ((even3 + 1 / 39_916_800) * x + 1 / 362_880) * x
    let even = ((even2 + 1 / 5040) * x + 1 / 120) * x + 1 / 6
    let odd3 = (x / 6_402_373_705_728_000 + 1 / 20_922_789_888_000) * x
    let odd2 = ((odd3 + 1 / 87_178_291_200) * x + 1 / 479_001_600) * x
    let odd = ((odd2 + 1 / 3_628_800) * x + 1 / 40_320) * x
    return even - b * ((odd + 1 / 720) * x + 1 / 24)
  }
}
