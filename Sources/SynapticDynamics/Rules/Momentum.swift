import CKernels

/// Momentum: τ_m dm/dt = g − m, dw/dt = −η f m. Its forward Euler with dt = 1 is gradient descent
/// with momentum β = 1 − 1/τ_m in the averaging form.
public struct Momentum: SynapticRule, Equatable {
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

  /// `momentum`.
  public var name: String { "momentum" }
  /// m and the weights.
  public var components: [StateComponent] {
    [StateComponent("m", symbol: "m", group: .m), .forwardWeight, .backwardWeight]
  }
}

extension Momentum: KernelRule {
  /// One law.
  package func laws(at time: Double) -> Laws {
    var law = law(
      LAW_MOMENTUM, substances: 1, gradientGain: gradientGain, learningRate: learningRate,
      predisposition: predisposition)
    law.momentum_rate = 1 / tauM
    return Laws(law)
  }
}

extension Momentum: DifferentiableRule {
  /// The block of one pair.
  public func jacobianBlock(
    ofSynapse i: Int, at time: Double, gradient: Span<Double>, state: Span<Double>,
    block: inout MutableSpan<Double>
  ) {
    let n = gradient.count
    block[0] = -1 / tauM
    for weight in 1..<3 {
      let slopes = predisposition.derivatives(state[i], weight: state[weight * n + i])
      block[weight * 3] = -learningRate * slopes.byDirection
      block[weight * 3 + weight] = -learningRate * slopes.byWeight
    }
  }
}
