import CKernels

/// What becomes of a population's weights, besides what the rule says.
public struct WeightLaw: Sendable, Equatable {
  /// Whether the backward weights follow the rule as the forward weights do, or stay as they are.
  public var movesBackward: Bool
  /// λ: both weights decay by −λw, at least 0.
  public var decay: Double

  /// Creates a law; by default both weights follow the rule and nothing decays.
  ///
  /// - Precondition: λ is finite and not negative.
  public init(movesBackward: Bool = true, decay: Double = 0) {
    precondition(decay >= 0 && decay.isFinite, "a decay must not be negative")
    self.movesBackward = movesBackward
    self.decay = decay
  }

  /// Adds −λw to the rates that a rule gave, and takes those of backward weights that stay.
  func complete(
    _ rates: inout MutableSpan<Double>, state: Span<Double>, synapseCount n: Int
  ) {
    let forward = state.count - 2 * n
    if decay > 0 {
      for i in forward..<state.count { rates[i] -= decay * state[i] }
    }
    if !movesBackward {
      for i in (forward + n)..<state.count { rates[i] = 0 }
    }
  }
}

extension WeightLaw {
  /// Adds what a rule does not know of to one pair's block of the Jacobian, element
  /// `row * componentCount + column`.
  func complete(block: inout MutableSpan<Double>, componentCount count: Int) {
    for weight in (count - 2)..<count { block[weight * count + weight] -= decay }
    if !movesBackward {
      for column in 0..<count { block[(count - 1) * count + column] = 0 }
    }
  }
}

extension Laws {
  /// These laws with what becomes of the weights besides.
  ///
  /// - Precondition: backward weights that stay have no law of their own.
  package func with(_ weights: WeightLaw) -> Laws {
    precondition(weights.movesBackward || isOne, "backward weights that stay have no substances")
    return map { law in
      var law = law
      if !weights.movesBackward { law.weight_count = 1 }
      law.weight_decay = weights.decay
      return law
    }
  }
}
