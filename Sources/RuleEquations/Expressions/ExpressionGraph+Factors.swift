extension ExpressionGraph {
  /// Some nodes with what all synapses share drawn out of products and quotients: −η m ρ/τ becomes (−η/τ)(m ρ), whose factor
  /// is computed once for all.
  ///
  /// Products are rounded in another order then.
  ///
  /// - Parameter isShared: which inputs are the same for all synapses.
  mutating func gatheringFactors(in roots: [Index], isShared: (Input) -> Bool) -> [Index] {
    let varies = depends { !isShared($0) }
    let needed = isNeeded(for: roots)
    // Of every node a shared factor and the rest; where there is no rest, all is shared.
    var parts = [(factor: Index, rest: Index?)](repeating: (0, nil), count: nodes.count)
    let one = number(1)
    for k in parts.indices where needed[k] {
      guard varies[k] else {
        parts[k] = (k, nil)
        continue
      }
      guard case .operation(let kind, let operands) = nodes[k] else {
        parts[k] = (one, k)
        continue
      }
      let (a, b) = (parts[operands[0]], parts[operands.last!])
      if kind == .multiply || kind == .divide, isLost(kind, a.factor, b.factor) {
        parts[k] = (one, again(kind, operands.map { joined(parts[$0]) }))
        continue
      }
      switch kind {
      case .negate: parts[k] = (self(.negate, a.factor), a.rest)
      case .multiply:
        let rests = [a.rest, b.rest].compactMap { $0 }
        parts[k] = (
          self(.multiply, a.factor, b.factor),
          rests.count == 1 ? rests[0] : self(.multiply, rests[0], rests[1])
        )
      case .divide:
        let factor = self(.divide, a.factor, b.factor)
        if let divisor = b.rest {
          parts[k] =
            a.rest.map { (factor, self(.divide, $0, divisor)) } ?? (
              one, self(.divide, factor, divisor)
            )
        } else {
          parts[k] = (factor, a.rest)
        }
      default:
        parts[k] = (one, again(kind, operands.map { joined(parts[$0]) }))
      }
    }
    return roots.map { joined(parts[$0]) }
  }

  /// Whether factors that are numbers come to what is too large or too small for one.
  private func isLost(_ kind: Operator, _ a: Index, _ b: Index) -> Bool {
    guard let x = value(a), let y = value(b), x != 0, y != 0 else { return false }
    return !(kind == .multiply ? x * y : x / y).isNormal
  }

  private mutating func joined(_ part: (factor: Index, rest: Index?)) -> Index {
    part.rest.map { self(.multiply, part.factor, $0) } ?? part.factor
  }
}
