import RandomNumbers
import SynapticDynamics

/// The section `synapse`.
struct SynapseDescription: Sendable, Equatable {
  enum TemperatureScale: String, CaseIterable, Sendable {
    /// The temperature is in the units of the weights.
    case absolute
    /// The temperature is in units of the standard deviation of the initial forward weights.
    case initialStandardDeviation
  }

  /// The constants of the rule.
  var constants = RuleValues()
  var temperature: Double?
  var temperatureScale = TemperatureScale.absolute
  var predispositionGain = 1.0
  var updateOrder = RuleKind.UpdateOrder.simultaneous
  var backward: BackwardPartner?
  var initialRho = InitialRho.one
  var initialForward = ValueSource.uniform(low: -0.1, high: 0.1)
  var initialBackward = ValueSource.uniform(low: -0.1, high: 0.1)

  /// How the backward partner's signal and constants differ.
  struct BackwardPartner: Sendable, Equatable {
    var gain = 1.0
    var delay = 0.0
    var noiseDeviation = 0.0
    var noiseWindow = 1.0
    var tauM: Double?
    var tauRho: Double?
    var initialRho: InitialRho?
  }

  enum InitialRho: Sendable, Equatable {
    case one, zero, saturated, equilibrium
    case values([Double])
  }
}
