/// How errors travel from the outputs to the hidden layers.
public enum Feedback: Sendable, Equatable {
  /// Through the transposed forward weights: backpropagation.
  case transport
  /// Through the backward weights. What becomes of these makes the difference between predisposition,
  /// feedback alignment, Kolen–Pollack and weight mirrors.
  case backwardWeights
  /// From the outputs straight to each hidden layer, through fixed random matrices. (A. Nøkland,
  /// arXiv:1609.01596.)
  case direct
  /// From the outputs to the first hidden layer through a fixed random matrix, and from there onwards through
  /// the forward weights. (A. Nøkland, arXiv:1609.01596.)
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

extension NetworkWorkspace {
  /// Brings the error of the outputs to all hidden layers, from which Δ of the last layer is known.
  func deliverErrors(through feedback: Feedback, forward: Numbers, backward: Numbers) {
    let last = layers.count - 1
    switch feedback {
    case .transport:
      for l in stride(from: last, to: 0, by: -1) {
        deliver(from: l, to: l - 1, through: forward + layers[l].weights.lowerBound)
      }
    case .backwardWeights, .signSymmetry:
      for l in stride(from: last, to: 0, by: -1) {
        let matrix = returnWeights(ofLayer: l, forward: forward, backward: backward)!
        deliver(from: l, to: l - 1, through: matrix)
      }
    case .direct:
      for l in 0..<last { deliver(from: last, to: l, through: fixedMatrix(to: l)) }
    case .indirect:
      guard last > 0 else { return }
      deliver(from: last, to: 0, through: fixedMatrix(to: 0))
      for l in 0..<(last - 1) {
        deliverOnwards(from: l, to: l + 1, through: forward + layers[l + 1].weights.lowerBound)
      }
    }
  }

  /// The weights through which errors come back through a layer, in the orientation of its forward weights.
  ///
  /// - Parameters:
  ///   - l: the layer, from 0.
  ///   - forward: the forward weights of all synapses.
  ///   - backward: the backward weights.
  /// - Returns: nil where no error comes through: through the first layer; and where there is nothing to hold against
  ///   the forward weights: these themselves carry the errors, or a matrix does that spans several layers.
  func returnWeights(ofLayer l: Int, forward: Numbers, backward: Numbers) -> Numbers? {
    guard l > 0 else { return nil }
    let isLast = l == layers.count - 1
    switch feedback {
    case .transport: return nil
    case .backwardWeights: return backward + layers[l].weights.lowerBound
    case .direct: return isLast ? fixedMatrix(to: l - 1) : nil
    case .indirect: return isLast && l == 1 ? fixedMatrix(to: 0) : nil
    case .signSymmetry(let sizes):
      return signs(of: forward, sizes: sizes, backward: backward, layer: l)
    }
  }
}
