/// How errors travel from the outputs to the hidden layers.
///
/// Layers without weights pass errors as they are, where the pathway goes through them.
public enum Feedback: Sendable, Equatable {
  /// Through the transposed forward weights: backpropagation.
  case transport
  /// Through the backward weights. What becomes of these makes the difference between predisposition,
  /// feedback alignment, Kolen–Pollack and weight mirrors.
  case backwardWeights
  /// From the outputs straight to each hidden layer with weights, through fixed random matrices. (A. Nøkland,
  /// arXiv:1609.01596.)
  case direct
  /// From the outputs to the first hidden layer through a fixed random matrix, and from there onwards through
  /// the forward weights. (A. Nøkland, arXiv:1609.01596.) In a graph every hidden layer is a first one that has weights
  /// and no other such layer below.
  case indirect
  /// Through the signs of the forward weights. (Q. Liao, J. Z. Leibo & T. Poggio, arXiv:1510.05067.)
  case signSymmetry(SignSizes)

  /// How large the weights are that have the signs of the forward weights.
  public enum SignSizes: Sendable, Equatable {
    /// All alike: s, or the standard deviation of the layer's weights at the start.
    case uniform(Double?)
    /// Drawn as the weights at the start, anew for each window.
    case batchwiseRandom
    /// The sizes of the backward weights.
    case frozenRandom
  }

  /// Whether the backward weights carry errors, or their sizes do.
  public var usesBackwardWeights: Bool {
    switch self {
    case .backwardWeights, .signSymmetry(.frozenRandom): true
    case .transport, .direct, .indirect, .signSymmetry: false
    }
  }
}
