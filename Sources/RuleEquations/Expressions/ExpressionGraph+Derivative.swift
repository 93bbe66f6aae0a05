extension ExpressionGraph {
  /// The derivatives of nodes by an input, as nodes of the same graph. At kinks they are those of the side on which the
  /// function is taken.
  ///
  /// - Complexity: O(n) for n nodes that the roots hang on.
  mutating func derivatives(of roots: [Index], by input: Input) -> [Index] {
    let needed = isNeeded(for: roots)
    let depends = depends { $0 == input }
    let zero = number(0)
    let count = (roots.max() ?? -1) + 1
    var derivatives = [Index](repeating: zero, count: count)
    for k in 0..<count where needed[k] && depends[k] {
      switch nodes[k] {
      case .number: break
      case .input: derivatives[k] = number(1)
      case .operation(let kind, let operands):
        derivatives[k] = derivative(k, kind, operands, operands.map { derivatives[$0] })
      }
    }
    return roots.map { derivatives[$0] }
  }

  /// The derivative of a node by those of its operands.
  private mutating func derivative(
    _ node: Index, _ kind: Operator, _ operands: [Index], _ changes: [Index]
  ) -> Index {
    let (a, da) = (operands[0], changes[0])
    let (b, db) = operands.count > 1 ? (operands[1], changes[1]) : (a, da)
    switch kind {
    case .add: return self(.add, da, db)
    case .subtract: return self(.subtract, da, db)
    case .multiply: return self(.add, self(.multiply, da, b), self(.multiply, a, db))
    case .divide:
      // (da − q db)/b
      return self(.divide, self(.subtract, da, self(.multiply, node, db)), b)
    case .negate: return self(.negate, da)
    case .magnitude: return self(.multiply, self(.sign, a), da)
    case .sign, .less, .lessOrEqual: return number(0)
    case .minimum: return self(.select, self(.less, a, b), da, db)
    case .maximum: return self(.select, self(.less, b, a), da, db)
    case .exponential: return self(.multiply, node, da)
    case .logarithm: return self(.divide, da, a)
    case .squareRoot: return self(.divide, self(.multiply, number(0.5), da), node)
    case .tanh:
      // 1 − tanh² x = 4 σ(2x) σ(−2x), of which nothing cancels.
      let double = self(.multiply, number(2), a)
      return self(.multiply, self(.multiply, number(4), slopeOfSigmoid(double)), da)
    case .sigmoid: return self(.multiply, slopeOfSigmoid(a), da)
    case .power:
      var sum = self(.multiply, self(.multiply, b, power(a, self(.subtract, b, number(1)))), da)
      if value(db) != 0 {
        sum = self(.add, sum, self(.multiply, self(.multiply, node, self(.logarithm, a)), db))
      }
      return sum
    case .select: return self(.select, a, changes[1], changes[2])
    }
  }

  private mutating func slopeOfSigmoid(_ x: Index) -> Index {
    self(.multiply, self(.sigmoid, x), self(.sigmoid, self(.negate, x)))
  }
}
