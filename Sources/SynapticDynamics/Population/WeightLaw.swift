import CKernels
import Foundation
import GradientDrives

/// What becomes of a population's weights, besides what the rule says.
public struct WeightLaw: Sendable, Equatable {
  /// Whether the backward weights follow the rule as the forward weights do, or stay as they are.
  public var movesBackward: Bool
  /// λ: both weights decay by −λw, at least 0.
  public var decay: Double
  /// What shrinks weights where a window ends; nil for nothing.
  public var shrinkage: Shrinkage?

  /// Creates a law; by default both weights follow the rule and nothing decays.
  ///
  /// - Precondition: λ is finite and not negative.
  public init(movesBackward: Bool = true, decay: Double = 0, shrinkage: Shrinkage? = nil) {
    precondition(decay >= 0 && decay.isFinite, "a decay must not be negative")
    self.movesBackward = movesBackward
    self.decay = decay
    self.shrinkage = shrinkage
  }

  /// Decay apart from the rule: where a window ends some weights shrink by e^(−κ·window), which is what dw/dt = −κw does
  /// in a whole window. For κ = ηλ this is the decoupled weight decay of I. Loshchilov & F. Hutter (arXiv:1711.05101), and what the rule
  /// does is still solved in closed form. A window that the end of a run cuts short is not over.
  public struct Shrinkage: Sendable, Equatable {
    /// κ, at least 0; it follows the learning rate, if that is scheduled.
    public var rate: Double
    /// How long a window is.
    public var window: Double
    /// Which synapses, in ascending ranges; their backward weights shrink too if they move.
    public var synapses: [Range<Int>]

    /// A shrinkage.
    ///
    /// - Precondition: the rate is finite and not negative, and a window is longer than 0.
    public init(rate: Double, window: Double, synapses: [Range<Int>]) {
      precondition(rate >= 0 && rate.isFinite, "a decay must not be negative")
      precondition(window > 0, "a window must last")
      self.rate = rate
      self.window = window
      self.synapses = synapses
    }
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

extension WeightLaw.Shrinkage {
  /// Whether a window ends with a piece.
  func isDue(after piece: ClosedRange<Double>) -> Bool {
    WindowGrid(length: window).ends(with: piece)
  }

  /// Shrinks weights.
  ///
  /// - Parameters:
  ///   - factor: what multiplies κ in the window.
  ///   - forward: the forward weights of all synapses; the backward ones follow them.
  ///   - n: how many there are.
  ///   - includesBackward: whether the backward ones shrink too.
  func apply<Scalar: BinaryFloatingPoint>(
    _ factor: Double, to forward: UnsafeMutablePointer<Scalar>, of n: Int, includesBackward: Bool
  ) {
    let factor = Scalar(exp(-rate * factor * window))
    for range in synapses {
      for i in range { forward[i] *= factor }
      if includesBackward { for i in range { forward[n + i] *= factor } }
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
  /// These laws with what becomes of the weights besides; where they are frozen, nothing decays.
  ///
  /// - Precondition: backward weights that stay have no law of their own.
  package func with(_ weights: WeightLaw, isFrozen: Bool = false) -> Laws {
    precondition(weights.movesBackward || isOne, "backward weights that stay have no substances")
    return map { law in
      var law = law
      if !weights.movesBackward { law.weight_count = 1 }
      law.weight_decay = isFrozen ? 0 : weights.decay
      return law
    }
  }
}
