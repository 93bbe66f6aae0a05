import DataFiles

/// Looks up the names of a rule's expressions, and puts these into one graph.
struct EquationReader {
  /// Whose equation an expression is a part of: `w` is another weight in each.
  private enum Owner: CaseIterable { case substance, forwardWeight, backwardWeight }

  private enum Meaning {
    case constant(Int), component(Int), auxiliary, signal(Int), time, ownWeight
  }

  private typealias Mistake = EquationSystem.Mistake

  private let text: RuleText
  private var meanings: [String: Meaning] = [:]
  private var parsed: [RuleText.Part: ParsedExpression] = [:]
  private var auxiliaries: [Owner: [String: ExpressionGraph.Index]] = [:]
  private(set) var graph = ExpressionGraph()
  /// What is divided by, and where.
  private(set) var divisors: [(node: ExpressionGraph.Index, part: RuleText.Part, column: Int)] = []
  private(set) var mistakes: [EquationSystem.Mistake] = []

  init(_ text: RuleText) {
    self.text = text
    for (k, constant) in text.constants.enumerated() { meanings[constant.name] = .constant(k) }
    for (k, substance) in text.substances.enumerated() { meanings[substance.name] = .component(k) }
    for auxiliary in text.auxiliaries { meanings[auxiliary.name] = .auxiliary }
    let weight = text.substances.count
    meanings["g"] = .signal(0)
    meanings["g_b"] = .signal(1)
    meanings["t"] = .time
    meanings["w"] = .ownWeight
    meanings["w_f"] = .component(weight)
    meanings["w_b"] = .component(weight + 1)
  }

  /// The derivatives of all components, or nil if there are mistakes.
  mutating func rates() -> [ExpressionGraph.Index]? {
    for auxiliary in text.auxiliaries { parse(auxiliary, .auxiliary(auxiliary.name)) }
    for equation in text.equations { parse(equation, .equation(equation.name)) }
    checkNames()
    checkEquations()
    guard mistakes.isEmpty, let order = auxiliaryOrder() else { return nil }
    checkUse()
    for owner in Owner.allCases {
      for name in order {
        let part = RuleText.Part.auxiliary(name)
        if owner == .substance, usesOwnWeight(part) { continue }
        auxiliaries[owner, default: [:]][name] = lower(part, owner)
      }
      // The mistakes of one owner are those of the others.
      guard mistakes.isEmpty else { return nil }
    }
    var rates = text.substances.map { lower(.equation($0.name), .substance) }
    for (name, owner) in [("w_f", Owner.forwardWeight), ("w_b", .backwardWeight)] {
      let own = RuleText.Part.equation(name)
      rates.append(lower(parsed[own] == nil ? .equation("w") : own, owner))
    }
    return mistakes.isEmpty ? rates.compactMap { $0 } : nil
  }

  // MARK: Checks

  private mutating func parse(_ equation: RuleText.Equation, _ part: RuleText.Part) {
    do { parsed[part] = try Parser.parse(equation.text) } catch let error as ExpressionError {
      mistakes.append(Mistake(part: part, column: error.column, message: error.message))
    } catch { preconditionFailure("a parser throws mistakes of expressions") }
  }

  /// Every name must be known.
  private mutating func checkNames() {
    for (part, expression) in ordered(parsed) {
      for (name, column) in expression.names where meanings[name] == nil {
        mistakes.append(
          Mistake(
            part: part, column: column,
            message: "unknown name \"\(name.excerpt)\"\(advice(on: name))"))
      }
    }
  }

  /// What may be meant by an unknown name.
  private func advice(on name: String) -> String {
    if name == "dt" { return ": an equation is a rate, which knows no step" }
    if ParsedExpression.Function(rawValue: name) != nil {
      return "; the function is written \(name)(…)"
    }
    let names = meanings.keys.sorted()
    // Of one letter every other one is the nearest.
    let near = name.count > 1 ? suggestion(for: name, among: names) : ""
    return near.isEmpty ? ", expected one of \(names.joined(separator: ", "))" : near
  }

  /// Every component must have one equation.
  private mutating func checkEquations() {
    let names = Set(text.equations.map(\.name))
    let substances = text.substances.map(\.name)
    for substance in substances where !names.contains(substance) {
      mistakes.append(
        Mistake(
          part: .substance(substance),
          message: "the substance has no equation, expected one under equations"))
    }
    let expected = substances + ["w", "w_f", "w_b"]
    for equation in text.equations where !expected.contains(equation.name) {
      let near = suggestion(for: equation.name, among: expected)
      mistakes.append(
        Mistake(
          part: .equation(equation.name),
          message: "there is no such substance"
            + (near.isEmpty ? ", expected one of \(expected.joined(separator: ", "))" : near)))
    }
    let weights = ["w", "w_f", "w_b"].filter(names.contains)
    guard weights != ["w"], weights != ["w_f", "w_b"] else { return }
    mistakes.append(
      Mistake(
        part: .equations,
        message:
          "found \(weights.isEmpty ? "no equation of a weight" : weights.joined(separator: " and ")),"
          + " expected w for both weights, or w_f and w_b"))
  }

  /// The names under `let` in an order in which each needs only earlier ones.
  private mutating func auxiliaryOrder() -> [String]? {
    let names = text.auxiliaries.map(\.name)
    var order: [String] = []
    var done: Set<String> = []
    var open = names
    while !open.isEmpty {
      let ready = open.filter { needs($0).allSatisfy(done.contains) }
      guard !ready.isEmpty else {
        let loop = loop(among: open)
        mistakes.append(
          Mistake(
            part: .auxiliary(loop[0]),
            message:
              "found the loop \(loop.joined(separator: " → ")), expected no name that needs itself")
        )
        return nil
      }
      order += ready
      done.formUnion(ready)
      open.removeAll(where: ready.contains)
    }
    return order
  }

  /// The names under `let` that one of them needs.
  private func needs(_ name: String) -> [String] {
    parsed[.auxiliary(name)]!.names.map(\.name).filter {
      if case .auxiliary = meanings[$0] { true } else { false }
    }
  }

  /// From a name that needs itself back to it.
  private func loop(among names: [String]) -> [String] {
    var path = [names[0]]
    while true {
      let next = needs(path.last!).first(where: names.contains)!
      path.append(next)
      if let start = path.dropLast().firstIndex(of: next) { return Array(path[start...]) }
    }
  }

  /// What no equation needs is a mistake: a sweep over it would look like a finding.
  private mutating func checkUse() {
    var used: Set<String> = []
    var open = text.equations.flatMap { parsed[.equation($0.name)]!.names.map(\.name) }
    while let name = open.popLast() {
      guard used.insert(name).inserted, case .auxiliary = meanings[name] else { continue }
      open += parsed[.auxiliary(name)]!.names.map(\.name)
    }
    let parts =
      text.constants.map { (RuleText.Part.constant($0.name), $0.name) }
      + text.auxiliaries.map { (.auxiliary($0.name), $0.name) }
    for (part, name) in parts where !used.contains(name) {
      let near = name.count > 1 ? nearest(to: name, among: used.sorted()) : nil
      mistakes.append(
        Mistake(
          part: part,
          message: "no equation uses it, expected only what has an effect"
            + (near.map { "; equations use \"\($0)\"" } ?? "")))
    }
  }

  private func usesOwnWeight(_ part: RuleText.Part) -> Bool {
    var open = [part]
    var seen = Set(open)
    while let part = open.popLast() {
      for name in parsed[part]!.names.map(\.name) {
        switch meanings[name] {
        case .ownWeight: return true
        case .auxiliary:
          if seen.insert(.auxiliary(name)).inserted { open.append(.auxiliary(name)) }
        default: break
        }
      }
    }
    return false
  }

  private func ordered(_ parsed: [RuleText.Part: ParsedExpression]) -> [(
    RuleText.Part, ParsedExpression
  )] {
    (text.auxiliaries.map { .auxiliary($0.name) } + text.equations.map { .equation($0.name) })
      .compactMap { part in parsed[part].map { (part, $0) } }
  }

  // MARK: Expressions

  private mutating func lower(_ part: RuleText.Part, _ owner: Owner) -> ExpressionGraph.Index? {
    var values: [ExpressionGraph.Index] = []
    for item in parsed[part]!.items {
      switch item.kind {
      case .number(let value): values.append(graph.number(value))
      case .name(let name):
        guard let value = value(of: name, owner) else {
          mistakes.append(
            Mistake(
              part: part, column: item.column,
              message: name == "w"
                ? "w has no meaning here, since the equation is not that of a weight, expected w_f or w_b"
                : "\(name) uses w, which has no meaning here, since the equation is not that of a weight"
            ))
          return nil
        }
        values.append(value)
      case .negative: values.append(graph(.negate, values.removeLast()))
      case .binary(let binary):
        let right = values.removeLast()
        let left = values.removeLast()
        if binary == .divide { divisors.append((right, part, item.column)) }
        values.append(graph.combined(binary, left, right))
      case .call(let function):
        let arguments = Array(values.suffix(function.argumentCount))
        values.removeLast(function.argumentCount)
        values.append(graph.called(function, arguments))
      }
    }
    return values[0]
  }

  private mutating func value(of name: String, _ owner: Owner) -> ExpressionGraph.Index? {
    switch meanings[name]! {
    case .constant(let k): graph.input(.constant(k))
    case .component(let k): graph.input(.component(k))
    case .signal(let k): graph.input(.signal(k))
    case .time: graph.input(.time)
    case .auxiliary: auxiliaries[owner]?[name]
    case .ownWeight:
      switch owner {
      case .substance: nil
      case .forwardWeight: graph.input(.component(text.substances.count))
      case .backwardWeight: graph.input(.component(text.substances.count + 1))
      }
    }
  }
}
