import RandomNumbers
import SynapticDynamics

/// A rule as it is written in a study: substances, constants, and equations as texts.
///
/// ```yaml
/// rule:
///   name: leakyMomentum
///   constants: {tau: 10, eta: 0.01}
///   substances: {m: {initial: 0}}
///   let: {pull: "g - m"}
///   equations: {m: "pull/tau", w: "-eta*m"}
/// ```
package struct RuleText: Sendable, Equatable {
  /// A number, or one for each synapse.
  package struct Constant: Sendable, Equatable {
    package var name: String
    package var values: ValueSource
  }

  /// A component of a pair's state besides its weights.
  package struct Substance: Sendable, Equatable {
    package var name: String
    package var initial: ValueSource
    /// Whether it cannot be negative.
    package var isPositive: Bool
    /// The group whose tolerance applies.
    package var group: StateComponent.Group
  }

  /// An expression under its name: a part of other expressions, or a derivative by time.
  package struct Equation: Sendable, Equatable {
    package var name: String
    package var text: String
  }

  /// A place in the text.
  package enum Part: Hashable {
    case constant(String), substance(String), auxiliary(String), equation(String)
    case equations
  }

  package var name: String
  package var constants: [Constant] = []
  package var substances: [Substance] = []
  /// What stands under `let`.
  package var auxiliaries: [Equation] = []
  package var equations: [Equation] = []
  package var units: [Unit] = []

  /// Creates a rule without anything in it.
  package init(name: String) { self.name = name }

  /// The components of a pair's state: the substances and the weights.
  package var components: [StateComponent] {
    substances.map {
      StateComponent(
        $0.name, symbol: $0.name, group: $0.group, isPositive: $0.isPositive)
    } + [.forwardWeight, .backwardWeight]
  }

  /// The names that the language has already, and those of the trace's other columns.
  package static let reservedNames: Set<String> = Set(
    ["g", "g_b", "t", "w", "w_f", "w_b", "time", "synapse"]
      + ParsedExpression.Function.allCases.map(\.rawValue))
}
