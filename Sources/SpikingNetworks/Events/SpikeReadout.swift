import Foundation

/// What the output neurons say, and the loss of it.
public enum SpikeReadout: Sendable, Equatable {
  /// Which of them fires first: −ln softmax(−t/τ₀) at the label, and α (e^(t/τ₁) − 1) of the label's time. What does not fire is
  /// taken to fire at the end of the trial.
  ///
  /// If a label's output is silent, the gradient of that loss makes all others silent too, since it has nothing else to change: an
  /// example may be ignored then, as published trainings do.
  case firstSpike(alpha: Double, tau0: Double, tau1: Double, ignoresSilentLabels: Bool = false)
  /// The largest V of neurons that do not fire: cross entropy.
  case maximumVoltage
  /// The mean of V over the trial of neurons that do not fire: cross entropy.
  case integratedVoltage

  /// First spikes with the constants of the published training of the Yin-Yang task, for times in ms.
  public static let standard = firstSpike(alpha: 3e-3, tau0: 0.5, tau1: 6.4)

  /// Whether the output neurons fire.
  public var fires: Bool { if case .firstSpike = self { true } else { false } }
}

/// What an example's outputs are worth, and which way they should go.
struct ReadoutErrors {
  /// By these the class is told: the largest one's.
  private(set) var scores: [Double]
  /// ∂L/∂ of the outputs: the first times, or voltages.
  private(set) var errors: [Double]
  private(set) var loss = 0.0
  /// Whether it has a gradient.
  private(set) var isTaught = true

  init(classes: Int) {
    scores = Array(repeating: 0, count: classes)
    errors = scores
  }

  /// The first of the classes with the largest score.
  var prediction: Int { scores.firstIndex(of: scores.max()!)! }

  /// Takes in the outputs of an example: the times of first spikes, or voltages.
  ///
  /// - Parameters:
  ///   - outputs: a number for each class.
  ///   - readout: what they are.
  ///   - label: the class.
  ///   - duration: of the trial: the time of what does not fire.
  mutating func take(
    _ outputs: [Double], _ readout: SpikeReadout, label: Int, duration: Double
  ) {
    isTaught = true
    var slope = 1.0
    if case .firstSpike(_, let tau0, _, _) = readout { slope = -1 / tau0 }
    for k in outputs.indices { scores[k] = slope * outputs[k] }
    let largest = scores.max()!
    var sum = 0.0
    for k in outputs.indices {
      errors[k] = exp(scores[k] - largest)
      sum += errors[k]
    }
    loss = log(sum) + largest - scores[label]
    for k in outputs.indices { errors[k] = slope * (errors[k] / sum - (k == label ? 1 : 0)) }
    if case .firstSpike(let alpha, _, let tau1, let ignoresSilentLabels) = readout {
      loss += alpha * expm1(outputs[label] / tau1)
      errors[label] += alpha / tau1 * exp(outputs[label] / tau1)
      if ignoresSilentLabels, outputs[label] == duration {
        for k in errors.indices { errors[k] = 0 }
        isTaught = false
      }
    }
  }
}
