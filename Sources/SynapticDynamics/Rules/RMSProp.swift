import CKernels

/// RMSProp: τ_v dv/dt = g² − v, dw/dt = −η f g/(√v + ε). Its forward Euler with dt = 1 is the
/// textbook optimiser with β₂ = 1 − 1/τ_v.
public struct RMSProp: SynapticRule, Equatable {
  /// τ_v, in learning steps.
  public var tauV: Double
  /// ε > 0.
  public var epsilon: Double
  /// η.
  public var learningRate: Double
  /// K: the equations see K·g.
  public var gradientGain: Double
  /// f, or none.
  public var predisposition: Predisposition?

  /// Creates the rule.
  ///
  /// - Precondition: τ_v and ε are positive.
  public init(
    tauV: Double = RuleConstant.tauV.defaultValue,
    epsilon: Double = RuleConstant.epsilon.defaultValue,
    learningRate: Double = RuleConstant.learningRate.defaultValue,
    gradientGain: Double = RuleConstant.gradientGain.defaultValue,
    predisposition: Predisposition? = nil
  ) {
    precondition(tauV > 0 && epsilon > 0, "τ_v and ε must be positive")
    self.tauV = tauV
    self.epsilon = epsilon
    self.learningRate = learningRate
    self.gradientGain = gradientGain
    self.predisposition = predisposition
  }

  /// `rmsProp`.
  public var name: String { "rmsProp" }
  /// v and the weights.
  public var components: [StateComponent] {
    [
      StateComponent("v", symbol: "v", group: .rho, isPositive: true), .forwardWeight,
      .backwardWeight,
    ]
  }
}

extension RMSProp {
  /// τ_v, ε, η and K.
  public static let kind = RuleKind(
    "rmsProp", constants: [.tauV, .epsilon, .learningRate, .gradientGain],
    updateOrder: .sequential, isNormalised: true
  ) {
    RMSProp(
      tauV: $0[.tauV], epsilon: $0[.epsilon], learningRate: $0[.learningRate],
      gradientGain: $0[.gradientGain], predisposition: $0.predisposition)
  }
}

extension RMSProp: LawRule, OneRateRule {
  /// One law.
  package func laws(at time: Double) -> Laws {
    var law = law(
      LAW_RMS_PROP, substances: 1, gradientGain: gradientGain, learningRate: learningRate,
      predisposition: predisposition)
    law.square_rate = 1 / tauV
    law.epsilon = epsilon
    return Laws(law)
  }
}

extension RMSProp: DifferentiableRule {
  /// The block of one pair. At v = 0 the derivative by v is infinite; 0 stands for it.
  public func jacobianBlock(
    ofSynapse i: Int, at time: Double, gradient: Span<Double>, state: Span<Double>,
    block: inout MutableSpan<Double>
  ) {
    let n = gradient.count
    let g = gradientGain * gradient[i]
    let root = max(state[i], 0).squareRoot()
    let direction = g / (root + epsilon)
    let directionByV = root > 0 ? -direction / ((root + epsilon) * 2 * root) : 0
    block[0] = -1 / tauV
    for weight in 1..<3 {
      let slopes = predisposition.derivatives(direction, weight: state[weight * n + i])
      block[weight * 3] = -learningRate * slopes.byDirection * directionByV
      block[weight * 3 + weight] = -learningRate * slopes.byWeight
    }
  }
}
