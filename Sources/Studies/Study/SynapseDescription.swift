import RandomNumbers
import SynapticDynamics

/// The section `synapse`.
package struct SynapseDescription: Sendable, Equatable {
  package enum TemperatureScale: String, CaseIterable, Sendable {
    /// The temperature is in the units of the weights.
    case absolute
    /// The temperature is in units of the standard deviation of the initial forward weights: of each layer, in a network.
    case initialStandardDeviation
  }

  /// The constants of the rule.
  package var constants = RuleValues()
  /// T; 1 if layers have temperatures of their own.
  package var temperature: Double?
  /// T of each layer of a network; empty if all have one.
  package var layerTemperatures: [Double] = []
  package var temperatureScale = TemperatureScale.absolute
  package var predispositionGain = 1.0
  /// What η and T are multiplied by from epoch to epoch; nil if they stay.
  package var learningRateSchedule: Schedule?
  package var temperatureSchedule: Schedule?
  package var weightDecay: WeightDecay?
  package var updateOrder = RuleKind.UpdateOrder.simultaneous
  package var backward: BackwardPartner?
  package var initialRho = InitialRho.one
  package var initialForward = ValueSource.uniform(low: -0.1, high: 0.1)
  package var initialBackward = ValueSource.uniform(low: -0.1, high: 0.1)
  /// Where else they begin.
  package var earlierRun: EarlierRun?

  /// How the backward partner's signal and constants differ.
  package struct BackwardPartner: Sendable, Equatable {
    var gain = 1.0
    var delay = 0.0
    var noiseDeviation = 0.0
    var noiseWindow = 1.0
    var tauM: Double?
    var tauRho: Double?
    var initialRho: InitialRho?
  }

  /// What draws the weights of a network to 0.
  package enum WeightDecay: Sendable, Equatable {
    /// λw is added to the gradient.
    case coupled(Double)
    /// dw/dt = −ηλw besides.
    case decoupled(Double)
  }

  /// Whether weights decay beside the rule.
  package var hasDecoupledDecay: Bool { if case .decoupled = weightDecay { true } else { false } }

  package enum InitialRho: Sendable, Equatable {
    case one, zero, saturated, equilibrium
    case values([Double])
  }
}
