import CKernels

/// Gradient flow: dw/dt = −η f g. Its forward Euler with dt = 1 is stochastic gradient descent.
public struct GradientFlow: SynapticRule, Equatable {
  /// η.
  public var learningRate: Double
  /// K: the equations see K·g.
  public var gradientGain: Double
  /// f, or none.
  public var predisposition: Predisposition?

  /// Creates the rule.
  public init(
    learningRate: Double = RuleConstant.learningRate.defaultValue,
    gradientGain: Double = RuleConstant.gradientGain.defaultValue,
    predisposition: Predisposition? = nil
  ) {
    self.learningRate = learningRate
    self.gradientGain = gradientGain
    self.predisposition = predisposition
  }

  /// `gradientFlow`.
  public var name: String { "gradientFlow" }
  /// The two weights.
  public var components: [StateComponent] { [.forwardWeight, .backwardWeight] }
}

extension GradientFlow {
  /// η and K; there is nothing to order.
  public static let kind = RuleKind(
    "gradientFlow", constants: [.learningRate, .gradientGain], updateOrder: nil
  ) {
    GradientFlow(
      learningRate: $0[.learningRate], gradientGain: $0[.gradientGain],
      predisposition: $0.predisposition)
  }
}

extension GradientFlow: LawRule, OneRateRule {
  /// One law.
  package func laws(at time: Double) -> Laws {
    Laws(
      law(
        LAW_GRADIENT_FLOW, substances: 0, gradientGain: gradientGain, learningRate: learningRate,
        predisposition: predisposition))
  }
}

extension GradientFlow: DifferentiableRule {
  /// The block of one pair: diagonal.
  public func jacobianBlock(
    ofSynapse i: Int, at time: Double, gradient: Span<Double>, state: Span<Double>,
    block: inout MutableSpan<Double>
  ) {
    let n = gradient.count
    let g = gradientGain * gradient[i]
    for weight in 0..<2 {
      let slopes = predisposition.derivatives(g, weight: state[weight * n + i])
      block[weight * 2 + weight] = -learningRate * slopes.byWeight
    }
  }
}
