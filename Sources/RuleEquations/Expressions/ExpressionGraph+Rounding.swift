extension ExpressionGraph {
  /// Bounds for what rounding makes of some nodes, in units of 2⁻⁵³ and to first order: that of an operation is its own and
  /// those of its operands, each times the derivative by it. Where sums cancel it is far above the node itself.
  ///
  /// - Parameter own: what an input is off by, in these units.
  mutating func roundings(of roots: [Index], own: (Input) -> Input?) -> [Index] {
    let needed = isNeeded(for: roots)
    let count = (roots.max() ?? -1) + 1
    let zero = number(0)
    var bounds = [Index](repeating: zero, count: count)
    for k in 0..<count where needed[k] {
      switch nodes[k] {
      case .number: break
      case .input(let input):
        if let own = own(input) { bounds[k] = self.input(own) }
      case .operation(let kind, let operands):
        bounds[k] = rounding(k, kind, operands, operands.map { bounds[$0] })
      }
    }
    return roots.map { bounds[$0] }
  }

  private mutating func rounding(
    _ node: Index, _ kind: Operator, _ operands: [Index], _ bounds: [Index]
  ) -> Index {
    var passed = number(0)
    switch kind {
    case .sign, .less, .lessOrEqual: return passed
    case .select: return self(.select, operands[0], bounds[1], bounds[2])
    case .minimum, .maximum: return self(.maximum, bounds[0], bounds[1])
    case .negate, .magnitude: return bounds[0]
    case .add, .subtract: passed = self(.add, bounds[0], bounds[1])
    case .multiply, .divide, .exponential, .logarithm, .squareRoot, .tanh, .sigmoid, .power:
      for (k, bound) in bounds.enumerated() where value(bound) != 0 {
        let slope = self(.magnitude, slope(of: node, kind, operands, by: k))
        passed = self(.add, passed, self(.multiply, slope, bound))
      }
    }
    // Functions are right to a few units.
    let units: Double = [.add, .subtract, .multiply, .divide, .squareRoot].contains(kind) ? 1 : 4
    let own = self(.multiply, number(units), self(.magnitude, node))
    return self(.add, own, passed)
  }

  /// ∂node/∂operand.
  private mutating func slope(
    of node: Index, _ kind: Operator, _ operands: [Index], by place: Int
  ) -> Index {
    let a = operands[0]
    let b = operands.last!
    switch kind {
    case .multiply: return place == 0 ? b : a
    case .divide:
      return place == 0 ? self(.divide, number(1), b) : self(.divide, node, b)
    case .exponential: return node
    case .logarithm: return self(.divide, number(1), a)
    case .squareRoot: return self(.divide, number(0.5), node)
    case .power:
      return place == 0
        ? self(.divide, self(.multiply, b, node), a) : self(.multiply, node, self(.logarithm, a))
    // tanh and the logistic function are never steeper than that.
    default: return number(1)
    }
  }
}
