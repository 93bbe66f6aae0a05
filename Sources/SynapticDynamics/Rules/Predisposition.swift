import Foundation

/// The predisposition of a synapse to change towards or away from zero (arXiv:2212.09440, eqs.
/// 21–23): a change is multiplied by f(w, LTP) = σ(−w/T) or f(w, LTD) = σ(w/T).
///
/// For a direction of change m (LTP for m < 0, LTD for m ≥ 0) both factors are one expression
/// without a branch: f·m = ½ (m + |m| tanh(w/2T)).
public struct Predisposition: Sendable, Equatable {
  /// T, in the units of the weights.
  public var temperature: Double
  /// What f is multiplied by: 1 as written, 2 so that f(0) = 1.
  public var gain: Double

  /// Creates a predisposition.
  ///
  /// - Precondition: both are positive and finite.
  public init(temperature: Double, gain: Double = 1) {
    precondition(temperature > 0 && temperature.isFinite, "a temperature must be positive")
    precondition(gain > 0 && gain.isFinite, "a predisposition gain must be positive")
    self.temperature = temperature
    self.gain = gain
  }

  /// f·m for a synapse of weight w.
  @inlinable
  public func scaled(_ m: Double, weight: Double) -> Double {
    0.5 * gain * (m + m.magnitude * tanh(weight / (2 * temperature)))
  }

  /// ∂(f·m)/∂m and ∂(f·m)/∂w.
  func derivatives(_ m: Double, weight: Double) -> (byDirection: Double, byWeight: Double) {
    let t = tanh(weight / (2 * temperature))
    return (
      0.5 * gain * (m < 0 ? 1 - t : 1 + t),
      0.25 * gain * m.magnitude * (1 - t * t) / temperature
    )
  }
}

extension Optional<Predisposition> {
  /// f·m, or m itself without predisposition.
  @inline(__always)
  func scaled(_ m: Double, weight: Double) -> Double {
    switch self {
    case .some(let predisposition): predisposition.scaled(m, weight: weight)
    case .none: m
    }
  }

  /// ∂(f·m)/∂m and ∂(f·m)/∂w; 1 and 0 without predisposition.
  func derivatives(_ m: Double, weight: Double) -> (byDirection: Double, byWeight: Double) {
    self?.derivatives(m, weight: weight) ?? (1, 0)
  }
}
