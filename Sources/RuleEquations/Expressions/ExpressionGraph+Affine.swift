extension ExpressionGraph {
  /// How a node moves with some inputs.
  enum Degree: Comparable {
    case constant, affine, other
  }

  /// How every node moves with inputs, as its operations show it: what only cancels is not seen.
  ///
  /// - Parameter degree: how an input moves: it is one of those, or stays, or is in the way.
  func degrees(_ degree: (Input) -> Degree) -> [Degree] {
    var degrees: [Degree] = []
    degrees.reserveCapacity(nodes.count)
    for node in nodes {
      switch node {
      case .number: degrees.append(.constant)
      case .input(let input): degrees.append(degree(input))
      case .operation(let kind, let operands):
        degrees.append(Self.degree(kind, operands.map { degrees[$0] }))
      }
    }
    return degrees
  }

  private static func degree(_ kind: Operator, _ operands: [Degree]) -> Degree {
    let largest = operands.max()!
    guard largest == .affine else { return largest }
    switch kind {
    case .add, .subtract, .negate: return .affine
    case .multiply: return operands.contains(.constant) ? .affine : .other
    case .divide: return operands[1] == .constant ? .affine : .other
    case .select: return operands[0] == .constant ? .affine : .other
    default: return .other
    }
  }
}
