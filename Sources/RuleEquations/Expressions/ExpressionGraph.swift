/// Expressions as one graph in which nothing stands twice: what two of them have in common is one node.
///
/// A node's operands have smaller numbers than itself, so whoever goes through the numbers in order meets operands first.
/// What can be said without rounding is simplified as it is added: operations among numbers, sums with 0, products with 1
/// and 0.
struct ExpressionGraph: Sendable {
  /// A node, by its number.
  typealias Index = Int

  enum Node: Hashable, Sendable {
    case number(bits: UInt64)
    case input(Input)
    case operation(Operator, [Index])
  }

  private(set) var nodes: [Node] = []
  private var numbers: [Node: Index] = [:]

  private mutating func add(_ node: Node) -> Index {
    if let known = numbers[node] { return known }
    numbers[node] = nodes.count
    nodes.append(node)
    return nodes.count - 1
  }

  mutating func number(_ value: Double) -> Index {
    // −0 and 0 are one number.
    add(.number(bits: (value == 0 ? 0 : value).bitPattern))
  }

  mutating func input(_ input: Input) -> Index { add(.input(input)) }

  /// The value of a node that is a number.
  func value(_ node: Index) -> Double? {
    if case .number(let bits) = nodes[node] { Double(bitPattern: bits) } else { nil }
  }

  func operands(_ node: Index) -> [Index] {
    if case .operation(_, let operands) = nodes[node] { operands } else { [] }
  }

  // MARK: Operations

  mutating func callAsFunction(_ kind: Operator, _ operands: Index...) -> Index {
    let operands = kind.isCommutative ? operands.sorted() : operands
    return simplified(kind, operands) ?? add(.operation(kind, operands))
  }

  /// What an operation comes to if that can be said at once.
  private mutating func simplified(_ kind: Operator, _ operands: [Index]) -> Index? {
    let values = operands.map(value)
    if let folded = Self.folded(kind, values), folded.isFinite { return number(folded) }
    let (a, b) = (operands[0], operands.count > 1 ? operands[1] : operands[0])
    let (x, y) = (values[0], values.count > 1 ? values[1] : nil)
    switch kind {
    case .add:
      if x == 0 { return b }
      if y == 0 { return a }
      if case .operation(.negate, let inner) = nodes[b] { return self(.subtract, a, inner[0]) }
      if case .operation(.negate, let inner) = nodes[a] { return self(.subtract, b, inner[0]) }
    case .subtract:
      if y == 0 { return a }
      if x == 0 { return self(.negate, b) }
      if case .operation(.negate, let inner) = nodes[b] { return self(.add, a, inner[0]) }
    case .multiply:
      if x == 0 || y == 0 { return number(0) }
      if x == 1 { return b }
      if y == 1 { return a }
      if x == -1 { return self(.negate, b) }
      if y == -1 { return self(.negate, a) }
    case .divide:
      if y == 1 { return a }
      if x == 0 { return number(0) }
    case .negate:
      if case .operation(.negate, let inner) = nodes[a] { return inner[0] }
    case .select:
      if let x { return x != 0 ? operands[1] : operands[2] }
      if operands[1] == operands[2] { return operands[1] }
    case .minimum, .maximum:
      if a == b { return a }
    default: break
    }
    return nil
  }

  /// An operation among numbers, if its result is the same on every machine.
  static func folded(_ kind: Operator, _ values: [Double?]) -> Double? {
    guard let x = values[0] else { return nil }
    switch kind {
    case .negate: return -x
    case .magnitude: return x.magnitude
    case .sign: return x > 0 ? 1 : x < 0 ? -1 : 0
    case .squareRoot: return x.squareRoot()
    default: break
    }
    guard values.count == 2, let y = values[1] else { return nil }
    switch kind {
    case .add: return x + y
    case .subtract: return x - y
    case .multiply: return x * y
    case .divide: return x / y
    case .minimum: return Swift.min(x, y)
    case .maximum: return Swift.max(x, y)
    case .less: return x < y ? 1 : 0
    case .lessOrEqual: return x <= y ? 1 : 0
    default: return nil
    }
  }

  /// A power: products where the exponent is a small whole number, a root where it is one half.
  mutating func power(_ base: Index, _ exponent: Index) -> Index {
    guard let value = value(exponent) else { return self(.power, base, exponent) }
    if value == 0.5 { return self(.squareRoot, base) }
    guard value == value.rounded(), value.magnitude <= 1024 else {
      return self(.power, base, exponent)
    }
    let product = product(of: base, times: Int(value.magnitude))
    return value < 0 ? self(.divide, number(1), product) : product
  }

  private mutating func product(of base: Index, times count: Int) -> Index {
    guard count > 1 else { return count == 1 ? base : number(1) }
    let half = product(of: base, times: count / 2)
    let even = self(.multiply, half, half)
    return count % 2 == 0 ? even : self(.multiply, even, base)
  }
}

// MARK: What nodes hang on

extension ExpressionGraph {
  /// Of every node whether it hangs on an input that a condition holds of.
  func depends(on condition: (Input) -> Bool) -> [Bool] {
    var result = [Bool](repeating: false, count: nodes.count)
    for (k, node) in nodes.enumerated() {
      switch node {
      case .number: break
      case .input(let input): result[k] = condition(input)
      case .operation(_, let operands): result[k] = operands.contains { result[$0] }
      }
    }
    return result
  }

  /// Of every node whether some nodes hang on it, themselves included.
  func isNeeded(for roots: [Index]) -> [Bool] {
    var result = [Bool](repeating: false, count: nodes.count)
    for root in roots { result[root] = true }
    for k in nodes.indices.reversed() where result[k] {
      for operand in operands(k) { result[operand] = true }
    }
    return result
  }

  /// Nodes with other nodes in the place of inputs.
  mutating func replacing(_ replacements: [Input: Index], in roots: [Index]) -> [Index] {
    let needed = isNeeded(for: roots)
    let count = (roots.max() ?? -1) + 1
    var images = Array(0..<count)
    for k in 0..<count where needed[k] {
      switch nodes[k] {
      case .number: break
      case .input(let input): images[k] = replacements[input] ?? k
      case .operation(let kind, let operands):
        if operands.contains(where: { images[$0] != $0 }) {
          images[k] = again(kind, operands.map { images[$0] })
        }
      }
    }
    return roots.map { images[$0] }
  }

  mutating func again(_ kind: Operator, _ operands: [Index]) -> Index {
    switch operands.count {
    case _ where kind == .power: power(operands[0], operands[1])
    case 1: self(kind, operands[0])
    case 2: self(kind, operands[0], operands[1])
    default: self(kind, operands[0], operands[1], operands[2])
    }
  }
}
