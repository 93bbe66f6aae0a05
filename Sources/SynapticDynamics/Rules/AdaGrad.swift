import CKernels

/// AdaGrad: dv/dt = g², dw/dt = −η f g/(√v + ε). v sums the squares of all gradients, so the weights slow down as
/// they learn. Its forward Euler with dt = 1 is the textbook optimiser. (J. Duchi, E. Hazan & Y. Singer, J. Mach.
/// Learn. Res. 12 (2011) 2121, with a diagonal matrix.)
public struct AdaGrad: SynapticRule, Equatable {
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
  /// - Precondition: ε is positive.
  public init(
    epsilon: Double = RuleConstant.epsilon.defaultValue,
    learningRate: Double = RuleConstant.learningRate.defaultValue,
    gradientGain: Double = RuleConstant.gradientGain.defaultValue,
    predisposition: Predisposition? = nil
  ) {
    precondition(epsilon > 0, "ε must be positive")
    self.epsilon = epsilon
    self.learningRate = learningRate
    self.gradientGain = gradientGain
    self.predisposition = predisposition
  }

  /// `adaGrad`.
  public var name: String { "adaGrad" }
  /// v and the weights.
  public var components: [StateComponent] {
    [
      StateComponent("v", symbol: "v", group: .rho, isPositive: true), .forwardWeight,
      .backwardWeight,
    ]
  }
}

extension AdaGrad {
  /// ε, η and K.
  public static let kind = RuleKind(
    "adaGrad", constants: [.epsilon, .learningRate, .gradientGain], updateOrder: .sequential,
    isNormalised: true
  ) {
    AdaGrad(
      epsilon: $0[.epsilon], learningRate: $0[.learningRate], gradientGain: $0[.gradientGain],
      predisposition: $0.predisposition)
  }
}

extension AdaGrad: LawRule, OneRateRule {
  /// One law.
  package func laws(at time: Double) -> Laws {
    var law = law(
      LAW_ADA_GRAD, substances: 1, gradientGain: gradientGain, learningRate: learningRate,
      predisposition: predisposition)
    law.square_rate = 1
    law.epsilon = epsilon
    return Laws(law)
  }
}

extension AdaGrad: DifferentiableRule {
  /// The block of one pair. At v = 0 the derivative by v is infinite; 0 stands for it.
  public func jacobianBlock(
    ofSynapse i: Int, at time: Double, gradient: Span<Double>, state: Span<Double>,
    block: inout MutableSpan<Double>
  ) {
    let n = gradient.count
    let root = max(state[i], 0).squareRoot()
    let direction = gradientGain * gradient[i] / (root + epsilon)
    let directionByV = root > 0 ? -direction / ((root + epsilon) * 2 * root) : 0
    for weight in 1..<3 {
      let slopes = predisposition.derivatives(direction, weight: state[weight * n + i])
      block[weight * 3] = -learningRate * slopes.byDirection * directionByV
      block[weight * 3 + weight] = -learningRate * slopes.byWeight
    }
  }
}
