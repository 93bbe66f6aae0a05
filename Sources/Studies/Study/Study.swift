import GradientDrives
import ODESolvers
import RandomNumbers
import RuleEquations
import SynapticDynamics

/// A study: which synapses follow which rule under which drive, how they are integrated, and what is
/// recorded. The value of a study file, with every default filled in.
///
/// ```swift
/// let study = try Study(contentsOf: "study.yaml", settings: ["integrator.method=exact"])
/// let outcome = try StudyRun(study).run(into: output)
/// ```
public struct Study: Sendable, Equatable {
  /// Its name.
  public internal(set) var name: String
  /// The seed of everything random.
  public internal(set) var seed: UInt64
  /// How many studies it stands for: with this seed and those that follow it.
  public internal(set) var seeds: Int
  /// How long it lasts, in learning steps.
  public internal(set) var duration: Double
  /// The number of synapse pairs.
  public internal(set) var synapseCount: Int
  /// Which rule.
  package var rule: RuleKind
  /// The rule's equations, if it is written in the study.
  package var equations: WrittenRule?
  /// The rule's constants and initial values.
  var synapse: SynapseDescription
  /// The gradient signals.
  var drive: DriveDescription
  /// How to integrate.
  package var integrator: IntegratorDescription
  /// What to record.
  package var record: RecordDescription
  /// Over what `compare` varies.
  package var comparison: ComparisonDescription
}

extension Study {
  /// Whether Euler's method with dt = 1 is the discrete algorithm of paper A.
  package var hasPaperAlgorithm: Bool { rule == BioAdam.kind && drive.isHeld }
}

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

/// The section `drive`.
enum DriveDescription: Sendable, Equatable {
  case constant(gradient: ValueSource)
  case steps(times: [Double], gradients: [ValueSource])
  case sines(
    amplitude: ValueSource, frequency: ValueSource, phase: ValueSource, harmonics: [Double])
  case heldNoise(window: Double, deviation: ValueSource)
  case ornsteinUhlenbeck(
    window: Double, mean: Double, deviation: Double, correlationTime: Double,
    interpolation: Interpolation)
  case csv(path: String, interpolation: Interpolation)
  case network(NetworkDescription)

  /// Whether the gradient is constant between its breakpoints.
  var isHeld: Bool {
    switch self {
    case .constant, .steps, .heldNoise: true
    case .sines: false
    case .ornsteinUhlenbeck(_, _, _, _, let interpolation), .csv(_, let interpolation):
      interpolation == .held
    case .network(let network): network.presentation == .held
    }
  }

  /// The network, if one supplies the gradient.
  var network: NetworkDescription? {
    if case .network(let network) = self { network } else { nil }
  }

  /// The length of the windows that are drawn at random, or in which examples are presented.
  var window: Double? {
    switch self {
    case .heldNoise(let window, _), .ornsteinUhlenbeck(let window, _, _, _, _): window
    case .network(let network): network.window
    default: nil
    }
  }

  enum Kind: String, CaseIterable {
    case constant, steps, sines, heldNoise, ornsteinUhlenbeck, csv, network
  }
}

/// The section `record`.
package struct RecordDescription: Sendable, Equatable {
  package enum Grid: Sendable, Equatable {
    case every(Double)
    case times([Double])
    case logarithmic(from: Double, to: Double, count: Int)
  }

  package enum Selection: Sendable, Equatable {
    case all
    case count(Int)
    case list([Int])
  }

  package var grid: Grid
  package var synapses: Selection
  package var contractionClock = false
}

/// The section `compare`.
package struct ComparisonDescription: Sendable, Equatable {
  package var stepSizes: [Double] = [20, 10, 5, 2, 1, 0.5, 0.2, 0.1]
  package var relativeTolerances: [Double] = [1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10]
}
