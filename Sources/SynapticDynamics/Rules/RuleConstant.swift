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
