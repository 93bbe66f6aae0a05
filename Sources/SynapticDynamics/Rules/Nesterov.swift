import CKernels

/// Nesterov's momentum: τ_m dm/dt = g − m, dw/dt = −η f u with u = m + (g − m)/τ_m.
///
/// u is where m will be one learning step later if g stays: the momentum looks ahead. Forward Euler with
/// dt = 1 in sequential order is the textbook's v ← μ v + g, w ← w − ε (g + μ v) with μ = 1 − 1/τ_m,
/// v = τ_m m and ε = η/τ_m; in simultaneous order it is ``Momentum`` in sequential order.
/// (I. Sutskever, J. Martens, G. Dahl & G. Hinton, ICML 2013, in the form of PyTorch's `SGD(nesterov=True)`.)
public struct Nesterov: SynapticRule, Equatable {
  /// τ_m, in learning steps.
  public var tauM: Double
  /// η.
  public var learningRate: Double
  /// K: the equations see K·g.
  public var gradientGain: Double
  /// f, or none.
  public var predisposition: Predisposition?

  /// Creates the rule.
  ///
  /// - Precondition: τ_m is positive.
  public init(
    tauM: Double = 10, learningRate: Double = 1e-3, gradientGain: Double = 1,
    predisposition: Predisposition? = nil
  ) {
    precondition(tauM > 0, "τ_m must be positive")
    self.tauM = tauM
    self.learningRate = learningRate
    self.gradientGain = gradientGain
    self.predisposition = predisposition
  }

  /// `nesterov`.
  public var name: String { "nesterov" }
  /// m and the weights.
  public var components: [StateComponent] {
    [StateComponent("m", symbol: "m", group: .m), .forwardWeight, .backwardWeight]
  }
}

extension Nesterov: KernelRule {
  /// One law.
  package func laws(at time: Double) -> Laws {
    var law = law(
      LAW_NESTEROV, substances: 1, gradientGain: gradientGain, learningRate: learningRate,
      predisposition: predisposition)
    law.momentum_rate = 1 / tauM
    return Laws(law)
  }
}

extension Nesterov: DifferentiableRule {
  /// The block of one pair.
  public func jacobianBlock(
    ofSynapse i: Int, at time: Double, gradient: Span<Double>, state: Span<Double>,
    block: inout MutableSpan<Double>
  ) {
    let n = gradient.count
    let ahead = state[i] + (gradientGain * gradient[i] - state[i]) / tauM
    block[0] = -1 / tauM
    for weight in 1..<3 {
      let slopes = predisposition.derivatives(ahead, weight: state[weight * n + i])
      block[weight * 3] = -learningRate * slopes.byDirection * (1 - 1 / tauM)
      block[weight * 3 + weight] = -learningRate * slopes.byWeight
    }
  }
}
