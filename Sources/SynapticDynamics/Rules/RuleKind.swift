/// A rule as study files know it: its name, its constants, and how it is made of their values.
///
/// Whatever reads, writes, checks or documents the constants of rules goes by ``all``:
///
/// ```swift
/// extension GradientFlow {
///   public static let kind = RuleKind(
///     "gradientFlow", constants: [.learningRate, .gradientGain], updateOrder: nil
///   ) {
///     GradientFlow(
///       learningRate: $0[.learningRate], gradientGain: $0[.gradientGain],
///       predisposition: $0.predisposition)
///   }
/// }
/// ```
public struct RuleKind: Sendable {
  /// In which order a step of Euler's method moves the substances and the weights.
  public enum UpdateOrder: String, Sendable, CaseIterable {
    /// All by the old state.
    case simultaneous
    /// The weights by the substances that the step has moved, as discrete optimisers do.
    case sequential
  }

  /// A second spelling of some constants.
  public struct Alternative: Sendable {
    /// All of these…
    public let constants: [RuleConstant]
    /// …in place of the constants with these keys.
    public let replaced: [String]
  }

  /// What study files call it, for example `bioAdam`.
  public let name: String
  /// Its constants, in the order in which they are written.
  public let constants: [RuleConstant]
  /// Other constants that may stand in place of some.
  public let alternative: Alternative?
  /// Its choices among words.
  public let choices: [RuleChoice]
  /// The order of an Euler step unless the study says otherwise: that of the textbook's optimiser. Nil where there is
  /// nothing to order.
  public let updateOrder: UpdateOrder?
  /// Whether it divides by the root of a second moment, so that its steps have the size of η.
  public let isNormalised: Bool
  /// What is known of its windows of held signals.
  package var windows = RuleWindows.law
  /// Makes the rule.
  public let make: @Sendable (RuleValues) -> any SynapticRule

  /// Creates a kind of rule.
  public init(
    _ name: String, constants: [RuleConstant], alternative: Alternative? = nil,
    choices: [RuleChoice] = [], updateOrder: UpdateOrder?, isNormalised: Bool = false,
    make: @escaping @Sendable (RuleValues) -> any SynapticRule
  ) {
    self.name = name
    self.constants = constants
    self.alternative = alternative
    self.choices = choices
    self.updateOrder = updateOrder
    self.isNormalised = isNormalised
    self.make = make
  }

  /// The rules that study files know.
  public static let all: [RuleKind] = [
    GradientFlow.kind, Momentum.kind, Momentum.nesterovKind, RMSProp.kind, AdaGrad.kind, Adam.kind,
    BioAdam.kind,
  ]

  /// The rule of a name.
  public static func named(_ name: String) -> RuleKind? { all.first { $0.name == name } }

  /// All keys of the section `synapse` that it has a use for, apart from those that every rule has.
  public var keys: [String] {
    constants.map(\.key) + (alternative?.constants.map(\.key) ?? []) + choices.map(\.key)
  }
}

/// Whether a rule's windows of held signals can be solved without an error of time stepping.
package enum RuleWindows: Sendable, Equatable {
  /// It is a law of the kernels: those of Bio-Adam can.
  case law
  case solved
  case refused(WindowRefusal)
}

extension RuleKind: Equatable {
  /// Kinds with one name are one.
  public static func == (one: RuleKind, other: RuleKind) -> Bool { one.name == other.name }
}

/// The values of a rule's constants and choices.
public struct RuleValues: Sendable, Equatable {
  private var numbers: [String: Double] = [:]
  private var words: [String: String] = [:]
  /// f, or none.
  public var predisposition: Predisposition?

  /// No values.
  public init() {}

  /// The values of a kind of rule by default.
  public init(defaultsOf kind: RuleKind) {
    for constant in kind.constants { self[constant] = constant.defaultValue }
    for choice in kind.choices { self[choice] = choice.words[0] }
  }

  /// The value of a constant; its default where nothing is said.
  public subscript(constant: RuleConstant) -> Double {
    get { numbers[constant.key] ?? constant.defaultValue }
    set { numbers[constant.key] = newValue }
  }

  /// The word that was chosen.
  public subscript(choice: RuleChoice) -> String {
    get { words[choice.key] ?? choice.words[0] }
    set { words[choice.key] = newValue }
  }

  /// Whether something is said of a constant.
  public func has(_ constant: RuleConstant) -> Bool { numbers[constant.key] != nil }

  /// Says no longer anything of the constants with some keys.
  public mutating func remove(_ keys: [String]) {
    for key in keys { numbers[key] = nil }
  }
}
