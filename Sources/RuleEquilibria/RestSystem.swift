import RuleEquations
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
