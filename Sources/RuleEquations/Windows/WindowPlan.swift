import SynapticDynamics

/// How a pair's components move while its signals are held: which are linear among themselves, with coefficients that stay,
/// and in which order the others follow by integrals.
struct WindowPlan: Sendable {
  /// Linear components that hang together, ascending.
  let blocks: [[Int]]
  /// The others, level by level: each is linear in itself, with coefficients that go by the linear ones, by those of earlier
  /// levels and by the time.
  let levels: [[Int]]

  /// Why there is none: equations that are not linear in what they feed back on.
  enum Obstacle: Error, Equatable {
    /// A component's in itself.
    case itself(Int)
    /// Those of components that hang on each other.
    case eachOther([Int])
    case tooLarge
  }

  /// Looks at the equations.
  ///
  /// - Throws: ``Obstacle``.
  init(_ equations: PopulationEquations) throws(Obstacle) {
    let (graph, rates) = (equations.graph, equations.rates)
    let linear = Self.linear(graph, rates)
    let others = rates.indices.filter { !linear.contains($0) }
    for one in others {
      let degrees = graph.degrees { $0 == .component(one) ? .affine : .constant }
      guard degrees[rates[one]] != .other else { throw .itself(one) }
    }
    let hangsOn = rates.indices.map { column in graph.depends { $0 == .component(column) } }
    func needs(_ row: Int, _ column: Int) -> Bool { hangsOn[column][rates[row]] }
    blocks = Self.connected(linear.sorted(), needs)
    var (levels, open) = ([[Int]](), others)
    while !open.isEmpty {
      let level = open.filter { row in !open.contains { $0 != row && needs(row, $0) } }
      guard !level.isEmpty else { throw .eachOther(Self.circle(open, needs)) }
      levels.append(level)
      open.removeAll(where: level.contains)
    }
    self.levels = levels
  }

  /// The most components of which each equation is affine in all of them and hangs on nothing else that moves.
  private static func linear(_ graph: ExpressionGraph, _ rates: [ExpressionGraph.Index]) -> Set<
    Int
  > {
    var linear = Set(rates.indices)
    while true {
      let degrees = graph.degrees { input in
        switch input {
        case .component(let k): linear.contains(k) ? .affine : .other
        case .time: .other
        default: .constant
        }
      }
      let left = linear.filter { degrees[rates[$0]] != .other }
      if left.count == linear.count { return linear }
      linear = left
    }
  }

  /// Sets of components of which none hangs on another set.
  private static func connected(_ components: [Int], _ needs: (Int, Int) -> Bool) -> [[Int]] {
    var blocks: [[Int]] = []
    for one in components {
      let touched = blocks.indices.filter { k in
        blocks[k].contains { needs(one, $0) || needs($0, one) }
      }
      let joined = touched.flatMap { blocks[$0] } + [one]
      for k in touched.reversed() { blocks.remove(at: k) }
      blocks.append(joined.sorted())
    }
    return blocks
  }

  /// The components that hang on themselves by way of others.
  private static func circle(_ open: [Int], _ needs: (Int, Int) -> Bool) -> [Int] {
    func reached(from start: Int) -> Set<Int> {
      var (seen, front) = (Set<Int>(), [start])
      while let one = front.popLast() {
        for other in open where other != one && needs(one, other) {
          if seen.insert(other).inserted { front.append(other) }
        }
      }
      return seen
    }
    let all = open.filter { reached(from: $0).contains($0) }
    let first = reached(from: all[0])
    return all.filter { first.contains($0) && reached(from: $0).contains(all[0]) }
  }
}

extension WindowPlan.Obstacle {
  /// In the words of a rule.
  func refusal(_ text: RuleText) -> WindowRefusal {
    let names = text.components.map(\.name)
    func equation(_ component: Int) -> String {
      let name = names[component]
      let found =
        text.equations.first { $0.name == name } ?? text.equations.first { $0.name == "w" }
      let line = found?.text.split(whereSeparator: \.isWhitespace).joined(separator: " ") ?? ""
      let shown = line.count > 80 ? "\(line.prefix(80))…" : line
      return "d\(name)/dt = \(shown)"
    }
    let advice = "Use another method, for example dormandPrince."
    switch self {
    case .itself(let one):
      return WindowRefusal(
        "needs equations that are linear in what they feed back on, and \(equation(one)) is not linear in \(names[one])",
        advice: advice)
    case .eachOther(let several):
      let list = several.map { names[$0] }
      return WindowRefusal(
        "needs components that hang on each other to be linear with constant coefficients, and"
          + " \(list.dropLast().joined(separator: ", ")) and \(list.last!) are not (\(equation(several[0])))",
        advice: advice)
    case .tooLarge:
      return WindowRefusal("has no room for equations as large as these", advice: advice)
    }
  }
}
