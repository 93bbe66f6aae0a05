/// What keeps neurons from firing hardly ever or all the time: at each spike strength × (n − target) is taken from λ_V, where n
/// is how often the neuron fires in an example, on average over the batch.
///
/// A neuron that fires in no example of a batch has no spike at which it could be pulled.
public struct SpikeCountTarget: Sendable, Equatable {
  /// ν, spikes per example.
  public var target: Double
  /// λ, at least 0.
  public var strength: Double

  /// A target.
  ///
  /// - Precondition: neither number is negative.
  public init(target: Double, strength: Double) {
    precondition(target >= 0 && strength >= 0, "counts and strengths are not negative")
    self.target = target
    self.strength = strength
  }
}
