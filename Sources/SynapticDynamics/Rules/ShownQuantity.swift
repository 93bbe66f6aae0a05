import CKernels

/// A quantity of a pair that people see: a component of its state, or a sum of components with factors.
public struct ShownQuantity: Sendable, Equatable {
  /// A component with its factor.
  public struct Term: Sendable, Equatable {
    /// Which component of the state.
    public var component: Int
    /// What it is multiplied by.
    public var factor: Double

    /// Creates a term.
    public init(_ component: Int, factor: Double) {
      self.component = component
      self.factor = factor
    }
  }

  /// The column's name in traces, for example `m_plus`.
  public var name: String
  /// How the model writes it, for example `m⁺`.
  public var symbol: String
  /// The group whose tolerance applies.
  public var group: StateComponent.Group
  /// Whether it is a concentration or a second moment, which cannot be negative.
  public var isPositive: Bool
  /// What it is the sum of.
  public var terms: [Term]

  /// Creates a quantity.
  ///
  /// - Precondition: it has a term.
  public init(
    _ name: String, symbol: String, group: StateComponent.Group, isPositive: Bool = false,
    terms: [Term]
  ) {
    precondition(!terms.isEmpty, "a quantity needs a term")
    self.name = name
    self.symbol = symbol
    self.group = group
    self.isPositive = isPositive
    self.terms = terms
  }

  /// A component as it is.
  public init(_ description: StateComponent, component: Int) {
    self.init(
      description.name, symbol: description.symbol, group: description.group,
      isPositive: description.isPositive, terms: [Term(component, factor: 1)])
  }

  /// The quantity of synapse i, one of `n` that the state is of.
  ///
  /// - Complexity: O(terms), without allocation.
  public func value(of i: Int, among n: Int, state: Span<Double>) -> Double {
    var value = terms[0].factor * state[terms[0].component * n + i]
    for term in terms.dropFirst() { value += term.factor * state[term.component * n + i] }
    return value
  }

  /// Writes the quantity of a block of synapses.
  ///
  /// - Parameters:
  ///   - block: which, of `n` that the state is of.
  ///   - state: component-major.
  ///   - values: receives them.
  /// - Complexity: O(block × terms), without allocation.
  package func write(
    _ block: Range<Int>, of n: Int, state: UnsafeBufferPointer<Double>,
    into values: UnsafeMutableBufferPointer<Double>
  ) {
    let first = values.baseAddress!
    for (number, term) in terms.enumerated() {
      let part = state.baseAddress! + term.component * n + block.lowerBound
      let write = number == 0 ? survey_scale : survey_add_scaled
      write(block.count, part, term.factor, first)
    }
  }
}
