import SynapticDynamics

/// A rule's equations for a population: constants that all synapses share are put in, and what becomes of the weights besides
/// is added.
struct PopulationEquations: Sendable {
  /// What kinks of the rates hang on.
  struct Switch: Sendable {
    let function: ExpressionGraph.Index
    /// The component that it is, if it is one.
    let component: Int?
    /// Whether it moves between breakpoints though signals are held.
    let movesUnderHeldSignals: Bool
  }

  let graph: ExpressionGraph
  /// The derivative of each component by time.
  let rates: [ExpressionGraph.Index]
  /// The same with signs in the place of what kinks hang on.
  let heldRates: [ExpressionGraph.Index]
  let switches: [Switch]
  let layout: EquationLayout

  /// - Parameters:
  ///   - system: the equations.
  ///   - constants: those of the rule.
  ///   - weights: what becomes of the weights besides.
  init(_ system: EquationSystem, constants: [RuleText.Constant], weights: WeightLaw) {
    var graph = system.graph
    let values = graph.sharedConstants(constants)
    let varying = constants.indices.filter { values[.constant($0)] == nil }
    var rates = graph.replacing(values, in: system.rates)
    for weight in rates.indices.suffix(2) {
      let decay = graph(.multiply, graph.number(weights.decay), graph.input(.component(weight)))
      rates[weight] = graph(.subtract, rates[weight], decay)
    }
    if !weights.movesBackward { rates[rates.count - 1] = graph.number(0) }
    layout = EquationLayout(
      signals: system.signalCount, components: rates.count, constants: varying)
    let candidates = graph.switchingFunctions(of: rates)
    let varies = graph.depends { input in
      switch input {
      case .time, .component, .signal: true
      default: false
      }
    }
    let functions = candidates.filter { varies[$0] }
    heldRates = graph.holdingSides(of: functions, in: rates)
    let moves = graph.depends { input in
      switch input {
      case .time, .component: true
      default: false
      }
    }
    switches = functions.map { function in
      var component: Int?
      if case .input(.component(let k)) = graph.nodes[function] { component = k }
      return Switch(
        function: function, component: component, movesUnderHeldSignals: moves[function])
    }
    self.graph = graph
    self.rates = rates
  }
}

extension [PopulationEquations.Switch] {
  /// What solvers have to watch: all, if there are kinks between breakpoints.
  func watched(isHeld: Bool) -> [KernelSwitch] {
    guard contains(where: { !isHeld || $0.movesUnderHeldSignals }) else { return [] }
    return enumerated().map { KernelSwitch(row: $0, component: $1.component) }
  }
}
