/// A constant of a rule: how study files spell it, how the model writes it, and which numbers it takes.
public struct RuleConstant: Sendable, Equatable {
  /// Which numbers a constant takes.
  public enum Domain: Sendable {
    /// Above 0.
    case positive
    /// At least 0.
    case notNegative
  }

  /// The key in the section `synapse` of a study, for example `tau_m`.
  public let key: String
  /// How the model writes it, for example `τ_m`.
  public let symbol: String
  /// Its value unless something else is said.
  public let defaultValue: Double
  /// Which numbers it takes.
  public let domain: Domain
  /// Whether it is a time, whose inverse must be a number too.
  public let isTime: Bool

  /// Creates a constant.
  public init(
    _ key: String, symbol: String, default value: Double, _ domain: Domain = .positive,
    isTime: Bool = false
  ) {
    self.key = key
    self.symbol = symbol
    defaultValue = value
    self.domain = domain
    self.isTime = isTime
  }
}

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

/// A rule's choice among words.
public struct RuleChoice: Sendable, Equatable {
  /// The key in the section `synapse` of a study.
  public let key: String
  /// The words, the first of which stands unless something else is said.
  public let words: [String]

  /// Creates a choice.
  ///
  /// - Precondition: there is a word.
  public init(_ key: String, _ words: [String]) {
    precondition(!words.isEmpty, "a choice needs a word")
    self.key = key
    self.words = words
  }
}
