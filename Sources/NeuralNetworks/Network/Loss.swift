import Foundation

/// What is averaged over examples and made small.
public enum Loss: String, Sendable, CaseIterable {
  /// −log of the softmax of the outputs at the label.
  case softmaxCrossEntropy
  /// ½ Σ (y − t)² with t = 1 at the label and 0 elsewhere.
  case squaredError

  /// The loss of a network that holds all classes for equally likely.
  public func ofChance(classCount: Int) -> Double {
    let share = 1 / Double(classCount)
    return switch self {
    case .softmaxCrossEntropy: -log(share)
    case .squaredError: 0.5 * (1 - share)
    }
  }
}
