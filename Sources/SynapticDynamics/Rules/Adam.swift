import CKernels
import Foundation

/// Adam: τ_m dm/dt = g − m, τ_v dv/dt = g² − v, dw/dt = −η f m̂/(√v̂ + ε), with or without the bias
/// corrections m̂, v̂. (D. P. Kingma & J. Ba, arXiv:1412.6980.)
public struct Adam: SynapticRule, Equatable {
  /// How m̂ and v̂ come from m and v.
  public enum BiasCorrection: String, Sendable, CaseIterable {
    /// m̂ = m, v̂ = v.
    case none
    /// m̂ = m/(1 − e^(−t/τ_m)); at t = 0 the limit from m(0) = v(0) = 0, which is g and g².
    case continuous
    /// m̂ = m/(1 − β₁^(t+1)) with β₁ = 1 − 1/τ_m, for forward Euler with dt = 1 in sequential order,
    /// whose step from t uses the m and v of t + 1: exactly the published algorithm.
    case discrete
  }

  /// τ_m, in learning steps.
  public var tauM: Double
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
  /// How m̂ and v̂ come from m and v.
  public var biasCorrection: BiasCorrection

  /// Creates the rule.
  ///
  /// - Precondition: the time constants and ε are positive.
  public init(
    tauM: Double = RuleConstant.tauM.defaultValue, tauV: Double = RuleConstant.tauV.defaultValue,
    epsilon: Double = RuleConstant.epsilon.defaultValue,
    learningRate: Double = RuleConstant.learningRate.defaultValue,
    gradientGain: Double = RuleConstant.gradientGain.defaultValue,
    predisposition: Predisposition? = nil,
    biasCorrection: BiasCorrection = .none
  ) {
    precondition(tauM > 0 && tauV > 0 && epsilon > 0, "τ_m, τ_v and ε must be positive")
    self.tauM = tauM
    self.tauV = tauV
    self.epsilon = epsilon
    self.learningRate = learningRate
    self.gradientGain = gradientGain
    self.predisposition = predisposition
    self.biasCorrection = biasCorrection
  }

  /// `adam`.
  public var name: String { "adam" }
  /// m, v and the weights.
  public var components: [StateComponent] {
    [
      StateComponent("m", symbol: "m", group: .m),
      StateComponent("v", symbol: "v", group: .rho, isPositive: true),
      .forwardWeight, .backwardWeight,
    ]
  }

  /// m̂/m and v̂/v.
  private func corrections(at time: Double) -> (m: Double, v: Double) {
    switch biasCorrection {
    case .none: (1, 1)
    case .continuous: (-1 / expm1(-time / tauM), -1 / expm1(-time / tauV))
    case .discrete:
      (1 / discreteWeight(tauM, steps: time + 1), 1 / discreteWeight(tauV, steps: time + 1))
    }
  }

  /// 1 − (1 − 1/τ)^k, to all digits for large τ too.
  private func discreteWeight(_ tau: Double, steps k: Double) -> Double {
    tau > 2 ? -expm1(k * log1p(-1 / tau)) : 1 - pow(1 - 1 / tau, k)
  }
}

extension Adam {
  /// τ_m, τ_v, ε, η, K and the bias correction.
  public static let kind = RuleKind(
    "adam", constants: [.tauM, .tauV, .epsilon, .learningRate, .gradientGain],
    choices: [biasCorrections], updateOrder: .sequential, isNormalised: true
  ) {
    Adam(
      tauM: $0[.tauM], tauV: $0[.tauV], epsilon: $0[.epsilon], learningRate: $0[.learningRate],
      gradientGain: $0[.gradientGain], predisposition: $0.predisposition,
      biasCorrection: BiasCorrection(rawValue: $0[biasCorrections])!)
  }

  private static let biasCorrections = RuleChoice(
    "bias_correction", BiasCorrection.allCases.map(\.rawValue))
}

extension Adam: LawRule, OneRateRule {
  /// If its moments are corrected.
  package var goesWithTime: Bool { biasCorrection != .none }

  /// One law, which goes with time: where the corrections are infinite, both moments have just begun,
  /// and their limits stand.
  package func laws(at time: Double) -> Laws {
    let corrections = corrections(at: time)
    var law = law(
      LAW_ADAM, substances: 2, gradientGain: gradientGain, learningRate: learningRate,
      predisposition: predisposition)
    law.momentum_rate = 1 / tauM
    law.square_rate = 1 / tauV
    law.epsilon = epsilon
    law.momentum_correction = corrections.m
    law.square_correction = corrections.v
    return Laws(law)
  }
}

extension Adam: DifferentiableRule {
  /// The block of one pair. Where v = 0, or the moments have just begun, the derivatives by them are
  /// infinite or undefined; 0 stands for them.
  public func jacobianBlock(
    ofSynapse i: Int, at time: Double, gradient: Span<Double>, state: Span<Double>,
    block: inout MutableSpan<Double>
  ) {
    let n = gradient.count
    let (weightM, weightV) = corrections(at: time)
    let hasBegun = weightM.isFinite && weightV.isFinite
    let g = gradientGain * gradient[i]
    let mHat = weightM.isFinite ? weightM * state[i] : g
    let root = (weightV.isFinite ? weightV * max(state[n + i], 0) : g * g).squareRoot()
    let direction = mHat / (root + epsilon)
    let byM = hasBegun ? weightM / (root + epsilon) : 0
    let byV = hasBegun && root > 0 ? -direction * weightV / ((root + epsilon) * 2 * root) : 0
    block[0] = -1 / tauM
    block[5] = -1 / tauV
    for weight in 2..<4 {
      let slopes = predisposition.derivatives(direction, weight: state[weight * n + i])
      block[weight * 4] = -learningRate * slopes.byDirection * byM
      block[weight * 4 + 1] = -learningRate * slopes.byDirection * byV
      block[weight * 4 + weight] = -learningRate * slopes.byWeight
    }
  }
}
