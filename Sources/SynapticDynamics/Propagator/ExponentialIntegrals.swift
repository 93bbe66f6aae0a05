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
package struct ExponentialIntegrals {
  package let decay: Double
  package let phi1: Double
  package let phi2: Double
  package let phi3: Double
  package let chi: Double
  /// κ for B ≤ 1. Above, nothing needs it and it is not accurate.
  package let kappa: Double

  /// - Precondition: B ≥ 0.
  package init(_ b: Double) {
    if b <= 1 {
      var series = 0.0
      for coefficient in Self.coefficients { series = coefficient - b * series }
      phi3 = series
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

  /// 1/(j+3)! for j = 16, 15, …, 0; the first one left out, 1/20!, is 4e-19.
  private static let coefficients: [Double] = {
    var factorial = 2.0
    var inverses: [Double] = []
    for k in 3...19 {
      factorial *= Double(k)
      inverses.append(1 / factorial)
    }
    return inverses.reversed()
  }()
}
