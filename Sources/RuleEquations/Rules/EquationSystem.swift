import SynapticDynamics

/// The equations of a rule as one graph.
package struct EquationSystem: Sendable {
  let graph: ExpressionGraph
  /// The derivative of each component by time.
  let rates: [ExpressionGraph.Index]
  /// How many signals a pair receives: 2 if the backward partner's own is used.
  package let signalCount: Int

  /// What is divided by, and where.
  let divisors: [(node: ExpressionGraph.Index, part: RuleText.Part, column: Int)]

  /// A mistake in a rule's text.
  package struct Mistake {
    package var part: RuleText.Part
    /// The character of the expression at which it is, from 1, if it is in one.
    package var column: Int?
    package var message: String
  }

  /// Reads a rule's equations.
  ///
  /// - Parameter report: is told every mistake.
  /// - Returns: nil if there are mistakes.
  package init?(_ text: RuleText, report: (Mistake) -> Void) {
    var reader = EquationReader(text)
    let rates = reader.rates()
    for mistake in reader.mistakes { report(mistake) }
    guard let rates, reader.mistakes.isEmpty else { return nil }
    let (graph, uses) = (reader.graph, reader.graph.isNeeded(for: rates))
    let hasBackwardSignal = graph.nodes.indices.contains {
      uses[$0] && graph.nodes[$0] == .input(.signal(1))
    }
    signalCount = hasBackwardSignal ? 2 : 1
    self.graph = graph
    self.rates = rates
    divisors = reader.divisors
  }

  /// The divisions by what constants make 0: those of all synapses, or those of the first synapse of which its own do.
  func zeroDivisors(_ text: RuleText) -> [Mistake] {
    let shared = zeroDivisors(text.constants, whose: "the constants")
    guard shared.isEmpty else { return shared }
    for synapse in suspects(text.constants).prefix(Self.mostSuspects) {
      let found = zeroDivisors(
        Self.constants(text.constants, of: synapse), whose: "the constants of synapse \(synapse)")
      guard found.isEmpty else { return found }
    }
    return []
  }

  /// So many synapses are looked at closely.
  private static let mostSuspects = 100

  /// The constants of a synapse, those that are listed as its own.
  private static func constants(_ constants: [RuleText.Constant], of synapse: Int)
    -> [RuleText.Constant]
  {
    constants.map { one in
      guard case .list(let values) = one.values else { return one }
      return RuleText.Constant(name: one.name, values: .constant(values[synapse]))
    }
  }

  /// The synapses whose listed constants make a divisor 0, whether or not a condition leaves it out.
  private func suspects(_ constants: [RuleText.Constant]) -> [Int] {
    let count = constants.compactMap(\.values.impliedCount).min() ?? 0
    let needed = graph.isNeeded(for: divisors.map(\.node))
    let nodes = graph.nodes.indices.filter { $0 < needed.count && needed[$0] }
    var values = [Double?](repeating: nil, count: graph.nodes.count)
    return (0..<count).filter { synapse in
      for k in nodes {
        switch graph.nodes[k] {
        case .number(let bits): values[k] = Double(bitPattern: bits)
        case .input(.constant(let constant)):
          switch constants[constant].values {
          case .constant(let value): values[k] = value
          case .list(let list): values[k] = list[synapse]
          default: values[k] = nil
          }
        case .input: values[k] = nil
        case .operation(let kind, let operands):
          values[k] = ExpressionGraph.folded(kind, operands.map { values[$0] })
        }
      }
      return divisors.contains { values[$0.node] == 0 }
    }
  }

  private func zeroDivisors(_ constants: [RuleText.Constant], whose: String) -> [Mistake] {
    var graph = graph
    let values = graph.sharedConstants(constants)
    let nodes = graph.replacing(values, in: rates + divisors.map(\.node))
    // A division that a condition leaves out harms nobody.
    let needed = graph.isNeeded(for: Array(nodes.prefix(rates.count)))
    let isLeft = graph.nodes.indices.contains {
      guard $0 < needed.count, needed[$0], case .operation(.divide, let operands) = graph.nodes[$0]
      else { return false }
      return graph.value(operands[1]) == 0
    }
    guard isLeft else { return [] }
    return zip(divisors, nodes.dropFirst(rates.count)).compactMap { divisor, node in
      guard graph.value(node) == 0 else { return nil }
      return Mistake(
        part: divisor.part, column: divisor.column,
        message: "found a division by what \(whose) make 0, expected another divisor")
    }
  }
}

extension ExpressionGraph {
  /// The numbers that stand for constants which are the same for all synapses.
  mutating func sharedConstants(_ constants: [RuleText.Constant]) -> [Input: Index] {
    var values: [Input: Index] = [:]
    for (k, constant) in constants.enumerated() {
      if case .constant(let value) = constant.values { values[.constant(k)] = number(value) }
    }
    return values
  }
}
