import GradientDrives
import RandomNumbers

/// The section `drive`.
package enum DriveDescription: Sendable, Equatable {
  case constant(gradient: ValueSource)
  case steps(times: [Double], gradients: [ValueSource])
  case sines(
    amplitude: ValueSource, frequency: ValueSource, phase: ValueSource, harmonics: [Double])
  case heldNoise(window: Double, deviation: ValueSource)
  case ornsteinUhlenbeck(
    window: Double, mean: Double, deviation: Double, correlationTime: Double,
    interpolation: Interpolation)
  case file(SignalFile, interpolation: Interpolation)
  case network(NetworkDescription)

  /// Whether the gradient is constant between its breakpoints.
  package var isHeld: Bool {
    switch self {
    case .constant, .steps, .heldNoise: true
    case .sines: false
    case .ornsteinUhlenbeck(_, _, _, _, let interpolation), .file(_, let interpolation):
      interpolation == .held
    case .network(let network): network.presentation == .held
    }
  }

  /// The network, if one supplies the gradient.
  package var network: NetworkDescription? {
    if case .network(let network) = self { network } else { nil }
  }

  /// The length of the windows that are drawn at random, or in which examples are presented.
  package var window: Double? {
    switch self {
    case .heldNoise(let window, _), .ornsteinUhlenbeck(let window, _, _, _, _): window
    case .network(let network): network.window
    default: nil
    }
  }

  package enum Kind: String, CaseIterable {
    case constant, steps, sines, heldNoise, ornsteinUhlenbeck, csv, npy, network, spikingNetwork
  }
}
