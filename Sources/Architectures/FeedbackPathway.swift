import NeuralNetworks

/// How errors get to the hidden layers, by the names of the papers: how they travel (``Feedback``), and what becomes of the
/// backward weights.
package enum FeedbackPathway: Sendable, Equatable {
  case transport
  case predisposition
  case gradientTransport
  case feedbackAlignment
  case direct
  case indirect
  case signSymmetry(Signs, scale: Double?)
  case kolenPollack(decay: Double)
  case weightMirror(rate: Double, decay: Double, batch: Int)

  /// What study files call them.
  package enum Name: String, CaseIterable {
    case transport, predisposition, gradientTransport, feedbackAlignment, direct, indirect
    case signSymmetry, kolenPollack, weightMirror
  }

  /// The sizes of weights that have the signs of the forward weights.
  package enum Signs: String, CaseIterable, Sendable {
    /// All of one size.
    case uniform
    /// Of sizes drawn for each window.
    case batchwiseRandom
    /// Of sizes drawn once.
    case frozenRandom
  }

  package var name: Name {
    switch self {
    case .transport: .transport
    case .predisposition: .predisposition
    case .gradientTransport: .gradientTransport
    case .feedbackAlignment: .feedbackAlignment
    case .direct: .direct
    case .indirect: .indirect
    case .signSymmetry: .signSymmetry
    case .kolenPollack: .kolenPollack
    case .weightMirror: .weightMirror
    }
  }
}

extension FeedbackPathway {
  /// How errors travel.
  package var feedback: Feedback {
    switch self {
    case .transport: .transport
    case .predisposition, .gradientTransport, .feedbackAlignment, .kolenPollack, .weightMirror:
      .backwardWeights
    case .direct: .direct
    case .indirect: .indirect
    case .signSymmetry(.uniform, let scale): .signSymmetry(.uniform(scale))
    case .signSymmetry(.batchwiseRandom, _): .signSymmetry(.batchwiseRandom)
    case .signSymmetry(.frozenRandom, _): .signSymmetry(.frozenRandom)
    }
  }

  /// Whether the backward weights follow the rule.
  package var movesBackwardWeights: Bool {
    switch self {
    case .predisposition, .gradientTransport, .kolenPollack: true
    case .transport, .feedbackAlignment, .direct, .indirect, .signSymmetry, .weightMirror: false
    }
  }

  /// How mirrors learn the forward weights, if they do.
  package var mirror: NetworkDrive.Mirror? {
    if case .weightMirror(let rate, let decay, let batch) = self {
      NetworkDrive.Mirror(rate: rate, decay: decay, batch: batch)
    } else {
      nil
    }
  }

  /// λ of the weights' decay.
  package var decay: Double {
    if case .kolenPollack(let decay) = self { decay } else { 0 }
  }
}
