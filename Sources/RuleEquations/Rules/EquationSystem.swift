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

  /// The divisions by what constants make 0.
  func zeroDivisors(_ text: RuleText) -> [Mistake] {
    var graph = graph
    let values = graph.sharedConstants(text.constants)
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
        message: "found a division by what the constants make 0, expected another divisor")
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
