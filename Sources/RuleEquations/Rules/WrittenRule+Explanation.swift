extension WrittenRule {
  /// The rule as it was understood, line by line: its equations with what they hang on, the structure of the Jacobian, and
  /// where there are kinks.
  package var explanation: [String] {
    var graph = system.graph
    let names = text.components.map(\.name)
    func name(_ input: Input) -> String {
      switch input {
      case .time: "t"
      case .constant(let k): text.constants[k].name
      case .signal(let k): k == 0 ? "g" : "g_b"
      case .component(let k): names[k]
      case .step, .vector, .side: ""
      }
    }
    let width = names.map(\.count).max()!
    func padded(_ text: String, _ width: Int) -> String {
      text + String(repeating: " ", count: max(0, width - text.count))
    }
    // As one line each.
    func line(_ text: String) -> String {
      text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
    let equations = Dictionary(
      uniqueKeysWithValues: text.equations.map { ($0.name, line($0.text)) })
    var lines = ["equations:"]
    lines += text.auxiliaries.map { "  \($0.name) = \(line($0.text))" }
    lines += names.map { name in
      "  \(padded("d\(name)/dt", width + 4)) = \(equations[name] ?? equations["w"]!)"
    }
    if !text.units.isEmpty {
      lines.append(
        "units: \(text.units.map { "\($0.name) in \($0.text)" }.joined(separator: ", "))")
    }
    let columns = names.indices.map { column in graph.depends { $0 == .component(column) } }
    let dependence = system.rates.map { rate in columns.map { $0[rate] } }
    lines.append("which component (row) hangs on which:")
    lines.append("  \(padded("", width)) \(names.joined(separator: " "))")
    for (k, row) in dependence.enumerated() {
      let marks = zip(row, names).map { padded($0 ? "x" : ".", $1.count) }.joined(separator: " ")
      let line = "  \(padded(names[k], width)) \(marks)"
      lines.append(String(line.reversed().drop { $0 == " " }.reversed()))
    }
    let structure = graph.jacobian(of: system.rates).map { row in row.map { graph.value($0) != 0 } }
    let order = ExpressionGraph.order(of: structure)
    let isTriangular = order.enumerated().allSatisfy { k, row in
      order[(k + 1)...].allSatisfy { !structure[row][$0] }
    }
    lines.append(
      isTriangular
        ? "Newton's systems: forward substitution, in the order \(order.map { names[$0] }.joined(separator: ", "))"
        : "Newton's systems: elimination, since components hang on each other")
    for (what, functions) in [
      ("kinks", graph.switchingFunctions(of: system.rates)),
      ("jumps", graph.jumps(of: system.rates)),
    ] {
      let texts = functions.map { graph.text(of: $0, name: name) }.joined(separator: ", ")
      lines.append(
        "\(what)\(functions.isEmpty ? ": none" : " where one of these changes its sign: \(texts)")")
    }
    return lines + [windowLine(names)]
  }

  /// How components go through windows of held signals.
  private func windowLine(_ names: [String]) -> String {
    func list(_ components: [Int]) -> String {
      components.map { names[$0] }.joined(separator: ", ")
    }
    switch windows {
    case .failure(let obstacle): return "held windows: exact \(obstacle.refusal(text).reason)"
    case .success(let programs):
      let parts = [
        (programs.plan.blocks.flatMap { $0 }.sorted(), "in closed form"),
        (programs.plan.levels.flatMap { $0 }, "by integrals to rounding"),
      ]
      return "held windows: "
        + parts.filter { !$0.0.isEmpty }.map { "\(list($0.0)) \($0.1)" }.joined(separator: "; ")
    }
  }
}
