import Foundation

/// The constants of leaky integrate-and-fire neurons with exponential currents, in units of time of the trial:
/// τ_m V̇ = −V + I, τ_s İ = −I, with I in units of V.
///
/// A spike that arrives adds its weight to I. Where V reaches the threshold from below the neuron fires: V goes to the reset and is
/// held there for the refractory time, while I goes on.
public struct SpikingNeuron: Sendable, Equatable {
  /// τ_m, above 0.
  public var tauM: Double
  /// τ_s, above 0. It may be τ_m.
  public var tauS: Double
  /// θ, above 0 and above the reset.
  public var threshold: Double
  /// Where V goes when the neuron fires.
  public var reset: Double
  /// For how long V is held there, at least 0.
  public var refractoryTime: Double

  /// A neuron.
  ///
  /// - Precondition: the constants are in their domains.
  public init(
    tauM: Double = 20, tauS: Double = 5, threshold: Double = 1, reset: Double = 0,
    refractoryTime: Double = 0
  ) {
    precondition(tauM > 0 && tauS > 0, "time constants are above 0")
    precondition(threshold > max(reset, 0), "the threshold is above the reset and above 0")
    precondition(refractoryTime >= 0, "a time is not negative")
    self.tauM = tauM
    self.tauS = tauS
    self.threshold = threshold
    self.reset = reset
    self.refractoryTime = refractoryTime
  }
}

extension SpikingNeuron {
  /// The largest V that one spike of weight 1 makes: (τ_s/τ_m)^(τ_m/(τ_m − τ_s)), 1/e where both are alike.
  public var largestResponse: Double {
    let excess = (tauM - tauS) / tauS
    // log(1 + x)/x · (1 + x) tends to 1.
    return abs(excess) < 1e-8 ? exp(-1) : exp(-log1p(excess) / excess * (1 + excess))
  }
}
