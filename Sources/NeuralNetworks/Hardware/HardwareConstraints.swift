/// How weights in devices depart from their updates: noise and quantisation.
///
/// Within a window weights follow their equations. Where it ends, each weight that it changed takes in what the
/// device makes of the change: rounded to a multiple of the update step, with noise, and then, as a whole, rounded to a
/// multiple of the weight step. A weight that was not changed is not touched.
public struct HardwareConstraints: Sendable, Equatable {
  /// How numbers between two multiples are rounded.
  public enum Rounding: String, Sendable, CaseIterable {
    /// To the nearest; from the middle away from 0.
    case nearest
    /// Up or down, so that the mean over many draws is the number itself.
    case stochastic

    /// A multiple of a step.
    ///
    /// - Parameter share: drawn from (0, 1); only stochastic rounding uses it.
    func rounded(_ value: Double, to step: Double, share: Double) -> Double {
      let multiple = value / step
      switch self {
      case .nearest: return multiple.rounded() * step
      case .stochastic: return (multiple + share).rounded(.down) * step
      }
    }
  }

  /// The standard deviation of the Gaussian noise on each update.
  public var updateNoise: Double
  /// Updates are multiples of it, if it is given.
  public var updateStep: Double?
  /// Weights are multiples of it, if it is given.
  public var weightStep: Double?
  /// How both are rounded.
  public var rounding: Rounding

  /// Constraints.
  ///
  /// - Precondition: the noise is not negative, steps are above 0.
  public init(
    updateNoise: Double = 0, updateStep: Double? = nil, weightStep: Double? = nil,
    rounding: Rounding = .nearest
  ) {
    precondition(updateNoise >= 0, "a standard deviation is not negative")
    precondition(
      [updateStep, weightStep].allSatisfy { $0.map { $0 > 0 } ?? true }, "a step is above 0")
    self.updateNoise = updateNoise
    self.updateStep = updateStep
    self.weightStep = weightStep
    self.rounding = rounding
  }

  /// Initial weights as the devices can hold them: the nearest multiples of the weight step.
  public func stored(_ weights: [Double]) -> [Double] {
    guard let weightStep else { return weights }
    return weights.map { Rounding.nearest.rounded($0, to: weightStep, share: 0.5) }
  }
}
