import CKernels

/// Momentum: τ_m dm/dt = g − m, dw/dt = −η f m. Its forward Euler with dt = 1 is gradient descent
/// with momentum β = 1 − 1/τ_m in the averaging form.
///
/// Nesterov's momentum looks ahead: dw/dt = −η f u, where u = m + (g − m)/τ_m is where m will be one learning step
/// later if g stays. Forward Euler with dt = 1 in sequential order is then the textbook's v ← μ v + g,
/// w ← w − ε (g + μ v) with μ = 1 − 1/τ_m, v = τ_m m and ε = η/τ_m; in simultaneous order it is momentum in sequential
/// order. (I. Sutskever, J. Martens, G. Dahl & G. Hinton, ICML 2013, in the form of PyTorch's
/// `SGD(nesterov=True)`.)
public struct Momentum: SynapticRule, Equatable {
  /// τ_m, in learning steps.
  public var tauM: Double
  /// η.
  public var learningRate: Double
  /// K: the equations see K·g.
  public var gradientGain: Double
  /// f, or none.
  public var predisposition: Predisposition?
  /// Whether it is Nesterov's.
  public var looksAhead: Bool

  /// Creates the rule.
  ///
  /// - Precondition: τ_m is positive.
  public init(
    tauM: Double = RuleConstant.tauM.defaultValue,
    learningRate: Double = RuleConstant.learningRate.defaultValue,
    gradientGain: Double = RuleConstant.gradientGain.defaultValue,
    predisposition: Predisposition? = nil, looksAhead: Bool = false
  ) {
    precondition(tauM > 0, "τ_m must be positive")
    self.tauM = tauM
    self.learningRate = learningRate
    self.gradientGain = gradientGain
    self.predisposition = predisposition
    self.looksAhead = looksAhead
  }

  /// `momentum`, or `nesterov`.
  public var name: String { looksAhead ? "nesterov" : "momentum" }
  /// m and the weights.
  public var components: [StateComponent] {
    [StateComponent("m", symbol: "m", group: .m), .forwardWeight, .backwardWeight]
  }
}

extension Momentum {
  /// τ_m, η and K.
  public static let kind = kind("momentum", looksAhead: false)
  /// The same with Nesterov's direction.
  public static let nesterovKind = kind("nesterov", looksAhead: true)

  private static func kind(_ name: String, looksAhead: Bool) -> RuleKind {
    RuleKind(
      name, constants: [.tauM, .learningRate, .gradientGain], updateOrder: .sequential
    ) {
      Momentum(
        tauM: $0[.tauM], learningRate: $0[.learningRate], gradientGain: $0[.gradientGain],
        predisposition: $0.predisposition, looksAhead: looksAhead)
    }
  }
}

extension Momentum: LawRule, OneRateRule {
  /// One law.
  package func laws(at time: Double) -> Laws {
    var law = law(
      looksAhead ? LAW_NESTEROV : LAW_MOMENTUM, substances: 1, gradientGain: gradientGain,
      learningRate: learningRate, predisposition: predisposition)
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
    let share = looksAhead ? 1 / tauM : 0
    let direction = state[i] + share * (gradientGain * gradient[i] - state[i])
    block[0] = -1 / tauM
    for weight in 1..<3 {
      let slopes = predisposition.derivatives(direction, weight: state[weight * n + i])
      block[weight * 3] = -learningRate * slopes.byDirection * (1 - share)
      block[weight * 3 + weight] = -learningRate * slopes.byWeight
    }
  }
}
