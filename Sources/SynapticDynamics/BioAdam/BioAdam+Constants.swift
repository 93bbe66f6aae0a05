extension BioAdam {
  /// τ_m, τ_ρ and ε, or α, γ and ρ₀ in their place, η, m₀ and K. Paper A leaves the order of its step open.
  public static let kind = RuleKind(
    "bioAdam",
    constants: [.tauM, tauRho, .epsilon, .learningRate, restConcentration, .gradientGain],
    alternative: RuleKind.Alternative(
      constants: [alpha, gamma, saturation], replaced: [tauRho.key, RuleConstant.epsilon.key]),
    updateOrder: .simultaneous
  ) {
    BioAdam(
      Kinetics(
        tauM: $0[.tauM], coConsumption: coConsumption($0), learningRate: $0[.learningRate],
        restConcentration: $0[restConcentration], gradientGain: $0[.gradientGain],
        predisposition: $0.predisposition))
  }

  private static func coConsumption(_ values: RuleValues) -> CoConsumption {
    values.has(alpha)
      ? CoConsumption(alpha: values[alpha], gamma: values[gamma], saturation: values[saturation])
      : CoConsumption(tauRho: values[tauRho], epsilon: values[.epsilon])
  }

  /// τ_ρ, in learning steps.
  public static let tauRho = RuleConstant("tau_rho", symbol: "τ_ρ", default: 1000, isTime: true)
  /// m₀, the rest value of m⁺ and m⁻.
  public static let restConcentration = RuleConstant(
    "m0", symbol: "m₀", default: 1, .notNegative)
  private static let alpha = RuleConstant("alpha", symbol: "α", default: 1e-11)
  private static let gamma = RuleConstant("gamma", symbol: "γ", default: 1e-3)
  private static let saturation = RuleConstant("rho_0", symbol: "ρ₀", default: 1e8)
}
