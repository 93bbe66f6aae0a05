/// The constants that several rules have, each with the one default of them all.
///
/// A rule that is to have another default states a constant of its own, as `BioAdam+Constants.swift` does.
extension RuleConstant {
  /// η, the learning rate.
  public static let learningRate = RuleConstant(
    "learning_rate", symbol: "η", default: 1e-3, .notNegative)
  /// K: the equations see K·g.
  public static let gradientGain = RuleConstant(
    "gradient_gain", symbol: "K", default: 1, .notNegative)
  /// τ_m, in learning steps.
  public static let tauM = RuleConstant("tau_m", symbol: "τ_m", default: 10, isTime: true)
  /// τ_v, in learning steps; it has the key of Bio-Adam's τ_ρ, which does the same.
  public static let tauV = RuleConstant("tau_rho", symbol: "τ_v", default: 1000, isTime: true)
  /// ε.
  public static let epsilon = RuleConstant("epsilon", symbol: "ε", default: 1e-8)
}
