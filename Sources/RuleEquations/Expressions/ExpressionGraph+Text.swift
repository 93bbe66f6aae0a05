extension ExpressionGraph {
  /// An expression as people write it.
  ///
  /// - Parameter name: what an input is called.
  /// - Complexity: what stands in two places is written twice, so long texts end with `…`.
  func text(of node: Index, name: (Input) -> String) -> String {
    var left = Self.longestText
    let text = text(of: node, above: 0, left: &left, name: name)
    return text.count > Self.longestText ? "\(text.prefix(Self.longestText))…" : text
  }

  private static let longestText = 200

  /// - Parameters:
  ///   - strength: how strongly what stands around it binds: a weaker expression gets parentheses.
  ///   - left: how many more parts are written out; `…` stands for those that follow.
  private func text(of node: Index, above strength: Int, left: inout Int, name: (Input) -> String)
    -> String
  {
    guard left > 0 else { return "…" }
    left -= 1
    func part(_ operand: Index, _ strength: Int) -> String {
      text(of: operand, above: strength, left: &left, name: name)
    }
    func bound(_ text: String, _ own: Int) -> String { own < strength ? "(\(text))" : text }
    switch nodes[node] {
    case .number(let bits):
      let value = Double(bitPattern: bits)
      let text = value == value.rounded() && value.magnitude < 1e15 ? "\(Int(value))" : "\(value)"
      return value < 0 ? bound(text, 3) : text
    case .input(let input): return name(input)
    case .operation(let kind, let x):
      func call(_ function: String) -> String {
        "\(function)(\(x.map { part($0, 0) }.joined(separator: ", ")))"
      }
      switch kind {
      case .add: return bound("\(part(x[0], 1)) + \(part(x[1], 1))", 1)
      case .subtract: return bound("\(part(x[0], 1)) - \(part(x[1], 2))", 1)
      case .multiply: return bound("\(part(x[0], 2))*\(part(x[1], 3))", 2)
      case .divide: return bound("\(part(x[0], 2))/\(part(x[1], 3))", 2)
      case .negate: return bound("-\(part(x[0], 3))", 2)
      case .power: return bound("\(part(x[0], 5))^\(part(x[1], 4))", 4)
      case .less: return bound("\(part(x[0], 1)) < \(part(x[1], 1))", 0)
      case .lessOrEqual: return bound("\(part(x[0], 1)) <= \(part(x[1], 1))", 0)
      case .magnitude: return call("abs")
      case .sign: return call("sign")
      case .minimum: return call("min")
      case .maximum: return call("max")
      case .exponential: return call("exp")
      case .logarithm: return call("log")
      case .squareRoot: return call("sqrt")
      case .tanh: return call("tanh")
      case .sigmoid: return call("sigmoid")
      case .select: return call("if")
      }
    }
  }
}
