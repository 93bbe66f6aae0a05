extension ExpressionGraph {
  /// What kinks hang on: functions whose signs choose between the smooth parts of some nodes, which meet where they change.
  ///
  /// Jumps are not among them: a solver that holds a sign of 1 where a function is 0 for a while makes no error in |x|, but a
  /// large one where x > 0 is asked.
  ///
  /// - Returns: for |x| it is x, for minima and maxima of a and b it is a − b; each once.
  mutating func switchingFunctions(of roots: [Index]) -> [Index] {
    functions(of: roots) { [.magnitude, .minimum, .maximum].contains($0) }
  }

  /// What jumps hang on: x for the sign of x, a − b for comparisons of a and b, and conditions that are numbers and no
  /// comparisons, which hold but where they are 0; each once.
  mutating func jumps(of roots: [Index]) -> [Index] {
    let functions = functions(of: roots) { [.sign, .less, .lessOrEqual].contains($0) }
    let needed = isNeeded(for: roots)
    var conditions: [Index] = []
    for k in nodes.indices where k < needed.count && needed[k] {
      guard case .operation(.select, let operands) = nodes[k], !isChoice(operands[0]),
        !functions.contains(operands[0]), !conditions.contains(operands[0])
      else { continue }
      conditions.append(operands[0])
    }
    return functions + conditions
  }

  /// Whether a node changes its value only where comparisons or signs do.
  private func isChoice(_ node: Index) -> Bool {
    let varies = depends { _ in true }
    var open = [node]
    var seen: Set<Index> = []
    while let one = open.popLast() {
      guard varies[one], seen.insert(one).inserted else { continue }
      guard case .operation(let kind, let operands) = nodes[one] else { return false }
      if ![.less, .lessOrEqual, .sign].contains(kind) { open += operands }
    }
    return true
  }

  private mutating func functions(of roots: [Index], where isWanted: (Operator) -> Bool) -> [Index]
  {
    let needed = isNeeded(for: roots)
    var found: [Index] = []
    for k in nodes.indices where k < needed.count && needed[k] {
      guard case .operation(let kind, _) = nodes[k], isWanted(kind),
        let function = switchingFunction(of: k)?.node, value(function) == nil,
        !found.contains(function)
      else { continue }
      found.append(function)
    }
    return found
  }

  /// Some nodes with signs in the place of what their kinks hang on, so that they go on smoothly beyond these.
  ///
  /// - Parameter functions: those of ``switchingFunctions(of:)``; the sign of the k-th is ``Input/side(_:)`` k.
  mutating func holdingSides(of functions: [Index], in roots: [Index]) -> [Index] {
    let needed = isNeeded(for: roots)
    var images = Array(nodes.indices)
    for k in images.indices where needed[k] {
      guard case .operation(let kind, let operands) = nodes[k] else { continue }
      let moved = operands.map { images[$0] }
      guard [.magnitude, .minimum, .maximum].contains(kind),
        let function = switchingFunction(of: k),
        let place = functions.firstIndex(of: function.node)
      else {
        if moved != operands { images[k] = again(kind, moved) }
        continue
      }
      let own = input(.side(place))
      let side = function.isNegative ? self(.negate, own) : own
      let isBelow = self(.less, side, number(0))
      images[k] =
        switch kind {
        case .magnitude: self(.multiply, side, moved[0])
        case .minimum: self(.select, isBelow, moved[0], moved[1])
        default: self(.select, isBelow, moved[1], moved[0])
        }
    }
    return roots.map { images[$0] }
  }

  /// What a node's kink hangs on: a function, or its negative, so that a − b and b − a are one.
  private mutating func switchingFunction(of node: Index) -> (node: Index, isNegative: Bool)? {
    guard case .operation(let kind, let operands) = nodes[node] else { return nil }
    let function: Index
    var isNegative = false
    switch kind {
    case .magnitude, .sign: function = operands[0]
    case .minimum, .maximum, .less, .lessOrEqual:
      isNegative = operands[0] > operands[1]
      function = self(.subtract, operands.min()!, operands.max()!)
    default: return nil
    }
    switch nodes[function] {
    case .operation(.negate, let inner): return (inner[0], !isNegative)
    case .operation(.subtract, let inner) where inner[0] > inner[1]:
      return (self(.subtract, inner[1], inner[0]), !isNegative)
    default: return (function, isNegative)
    }
  }
}
