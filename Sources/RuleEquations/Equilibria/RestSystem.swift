import SynapticDynamics

/// What is to be 0 where a pair rests: the rates of some components, as functions of those on which any of them hangs.
struct RestSystem {
  let rule: EquationRule
  let signals: [Double]
  /// A state whose other components are as they stay.
  let base: [Double]
  /// The components that are looked for.
  let unknowns: [Int]
  /// Whether rates may come so near to a level that numbers cannot tell them from it.
  let levelsOff: Bool
  /// Components on which no rate hangs: they rest if their rates are 0, wherever they are.
  let free: [Int]

  var isPositive: [Bool] { unknowns.map { rule.components[$0].isPositive } }

  private func state(_ x: [Double]) -> [Double] {
    var state = base
    for (k, unknown) in unknowns.enumerated() { state[unknown] = x[k] }
    return state
  }

  /// The rates of all components.
  func allRates(_ x: [Double]) -> [Double] {
    let state = state(x)
    var rates = [Double](repeating: 0, count: state.count)
    var span = rates.mutableSpan
    rule.rates(at: 0, gradient: signals.span, state: state.span, rates: &span)
    return rates
  }

  /// The rates of the unknowns.
  func rates(_ x: [Double]) -> [Double] {
    let all = allRates(x)
    return unknowns.map { all[$0] }
  }

  /// The derivatives of all rates by all components.
  private func wholeJacobian(_ x: [Double]) -> [[Double]] {
    let state = state(x)
    let count = state.count
    var block = [Double](repeating: 0, count: count * count)
    var span = block.mutableSpan
    rule.jacobianBlock(
      ofSynapse: 0, at: 0, gradient: signals.span, state: state.span, block: &span)
    return (0..<count).map { Array(block[($0 * count)..<(($0 + 1) * count)]) }
  }

  /// The derivatives of the unknowns' rates by the unknowns, row by row.
  func jacobian(_ x: [Double]) -> [[Double]] { jacobian(x, of: unknowns) }

  /// The derivatives of some rates by the unknowns.
  func jacobian(_ x: [Double], of components: [Int]) -> [[Double]] {
    let whole = wholeJacobian(x)
    return components.map { row in unknowns.map { whole[row][$0] } }
  }
}

extension WrittenRule {
  /// How the components of a pair hang on each other, whatever their values.
  struct Dependence {
    /// The components whose rates hang on t.
    var movesWithTime: [Int]
    /// Which rate (row) hangs on which component.
    var hangsOn: [[Bool]]
    /// Whether there are functions that come ever nearer to a level, as tanh does.
    var levelsOff: Bool
    /// Whether the backward weight has the forward one's equation and lives by itself, as the forward one does: what is
    /// true of one is true of the other.
    var isMirrored: Bool
  }

  var dependence: Dependence {
    var graph = system.graph
    let rates = graph.replacing(graph.sharedConstants(text.constants), in: system.rates)
    let onTime = graph.depends { $0 == .time }
    let columns = rates.indices.map { column in graph.depends { $0 == .component(column) } }
    let hangsOn = rates.map { rate in columns.map { $0[rate] } }
    let (forward, backward) = (rates.count - 2, rates.count - 1)
    let image = graph.replacing(
      [.component(forward): graph.input(.component(backward))], in: [rates[forward]])[0]
    let isAlone = rates.indices.allSatisfy { row in
      (row == backward || !hangsOn[row][backward]) && (row == forward || !hangsOn[row][forward])
    }
    let needed = graph.isNeeded(for: rates)
    let levelsOff = graph.nodes.indices.contains {
      guard $0 < needed.count, needed[$0], case .operation(let kind, _) = graph.nodes[$0] else {
        return false
      }
      return [.exponential, .tanh, .sigmoid, .power, .divide].contains(kind)
    }
    return Dependence(
      movesWithTime: rates.indices.filter { onTime[rates[$0]] }, hangsOn: hangsOn,
      levelsOff: levelsOff,
      isMirrored: isAlone && image == rates[backward])
  }
}
