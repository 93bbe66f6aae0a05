import ODESolvers

/// A rule by which a population of synapse pairs changes: substances and two weights for each pair.
///
/// The state of n pairs is one flat vector, one component after the other, each n long:
/// the substances first, then the forward weights, then the backward weights. Component k of synapse
/// i is element `k * n + i`. Bio-Adam's is [m | m⁺ + m⁻ | ρ | w_f | w_b].
///
/// A rule of your own needs a name, its components and their rates:
///
/// ```swift
/// struct LeakyFlow: SynapticRule {
///   let name = "leakyFlow"
///   let components = [StateComponent.forwardWeight, .backwardWeight]
///
///   func rates(
///     at time: Double, gradient: Span<Double>, state: Span<Double>,
///     rates: inout MutableSpan<Double>
///   ) {
///     for i in state.indices { rates[i] = -gradient[i % gradient.count] - state[i] }
///   }
/// }
/// ```
public protocol SynapticRule: Sendable {
  /// What the rule is called in study files, for example `bioAdam`.
  var name: String { get }
  /// The components of a pair's state in order, ``StateComponent/forwardWeight`` and
  /// ``StateComponent/backwardWeight`` last.
  var components: [StateComponent] { get }
  /// How the state is shown to people, in traces, comparisons and certificates: by default component by component.
  var shownQuantities: [ShownQuantity] { get }
  /// How many signals each pair receives: 1, or 2 if the backward partner has one of its own.
  var signalsPerSynapse: Int { get }

  /// Writes the derivative of every component of every pair.
  ///
  /// - Parameters:
  ///   - time: in learning steps.
  ///   - gradient: g = ∂L/∂w of each pair; with two signals per synapse those of the backward
  ///     partners follow.
  ///   - state: the state, laid out as above.
  ///   - rates: receives the derivatives, laid out as the state.
  func rates(
    at time: Double, gradient: Span<Double>, state: Span<Double>,
    rates: inout MutableSpan<Double>)

  /// The rule of some of the synapses, for rules whose constants differ from one to another.
  func selecting(_ synapses: [Int]) -> any SynapticRule
}

extension SynapticRule {
  /// One signal for both partners.
  public var signalsPerSynapse: Int { 1 }

  /// The same for all synapses.
  public func selecting(_ synapses: [Int]) -> any SynapticRule { self }

  /// Each component as it is.
  public var shownQuantities: [ShownQuantity] {
    let components = components
    return components.indices.map { ShownQuantity(components[$0], component: $0) }
  }
}

extension SynapticRule {
  /// The absolute tolerance of each component: that of its group, infinity where no error is controlled.
  package func absoluteTolerances(
    _ groups: [StateComponent.Group: Double], otherwise: Double = Tolerances.standardAbsolute
  ) -> [Double] {
    components.map { $0.isErrorControlled ? groups[$0.group] ?? otherwise : .infinity }
  }
}

/// One component of a pair's state.
public struct StateComponent: Sendable, Equatable {
  /// Components that share an absolute tolerance.
  public enum Group: String, Sendable, CaseIterable {
    /// Concentrations and moments that follow the gradient.
    case m
    /// Concentrations and moments that set the step's scale.
    case rho
    /// Weights.
    case w
  }

  /// What it is called, in traces too if it is shown as it is: for example `rho`.
  public var name: String
  /// How the model writes it, for example `ρ`.
  public var symbol: String
  /// The group whose tolerance applies.
  public var group: Group
  /// Whether it is a concentration or a second moment, which cannot be negative.
  public var isPositive: Bool
  /// Whether its error has a say in the steps of adaptive methods. Not so an integral along the solution on which nothing
  /// depends: the other components are then those of a rule without it, to the last bit.
  public var isErrorControlled: Bool

  /// Creates a component.
  public init(
    _ name: String, symbol: String, group: Group, isPositive: Bool = false,
    isErrorControlled: Bool = true
  ) {
    self.name = name
    self.symbol = symbol
    self.group = group
    self.isPositive = isPositive
    self.isErrorControlled = isErrorControlled
  }

  /// w_f.
  public static let forwardWeight = StateComponent("w_f", symbol: "w_f", group: .w)
  /// w_b.
  public static let backwardWeight = StateComponent("w_b", symbol: "w_b", group: .w)
}
