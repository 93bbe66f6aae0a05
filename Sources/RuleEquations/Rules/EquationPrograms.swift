import SynapticDynamics

/// What a rule's equations become: programs for its rates, for Euler's steps, for Newton's systems.
struct EquationPrograms: Sendable {
  /// Where the arrays of a call stand: signals, components, constants of each synapse's own, signs, and what is written.
  struct Layout: Sendable {
    let signals: Int
    let components: Int
    let constants: [Int]

    var firstComponent: Int { signals }
    var firstConstant: Int { signals + components }
    /// Where what hangs on the program begins.
    var count: Int { signals + components + constants.count }

    func streams(sides: Int = 0, vectors: Int = 0) -> [Input: Int] {
      var streams: [Input: Int] = [:]
      for k in 0..<signals { streams[.signal(k)] = k }
      for k in 0..<components { streams[.component(k)] = firstComponent + k }
      for (k, constant) in constants.enumerated() {
        streams[.constant(constant)] = firstConstant + k
      }
      for k in 0..<sides { streams[.side(k)] = count + k }
      for k in 0..<vectors { streams[.vector(k)] = count + sides + k }
      return streams
    }
  }

  /// A switching function of the rates.
  struct Switch: Sendable {
    /// The component that it is, if it is one.
    let component: Int?
    /// Whether it moves between breakpoints though signals are held.
    let movesUnderHeldSignals: Bool
    /// Its values; they are written behind the layout's arrays.
    let program: Program
  }

  let layout: Layout
  let rates: Program
  let simultaneous: Program
  let sequential: Program
  let newton: Program
  /// The same with signs in the place of what kinks hang on; these stand behind the layout's arrays.
  let heldRates: Program
  let heldNewton: Program
  /// The entries of the Jacobian that are not 0, and their values.
  let entries: [(row: Int, column: Int)]
  let jacobian: Program
  let switches: [Switch]

  /// Makes the programs.
  ///
  /// - Parameters:
  ///   - system: the equations.
  ///   - constants: those of the rule; what is the same for all synapses is put in.
  ///   - weights: what becomes of the weights besides.
  /// - Throws: ``ProgramTooLarge``.
  init(_ system: EquationSystem, constants: [RuleText.Constant], weights: WeightLaw) throws {
    var graph = system.graph
    let values = graph.sharedConstants(constants)
    let varying = constants.indices.filter { values[.constant($0)] == nil }
    var rates = graph.replacing(values, in: system.rates)
    for weight in rates.indices.suffix(2) {
      let decay = graph(.multiply, graph.number(weights.decay), graph.input(.component(weight)))
      rates[weight] = graph(.subtract, rates[weight], decay)
    }
    if !weights.movesBackward { rates[rates.count - 1] = graph.number(0) }
    let layout = Layout(signals: system.signalCount, components: rates.count, constants: varying)
    self.layout = layout
    let candidates = graph.switchingFunctions(of: rates)
    let varies = graph.depends { input in
      switch input {
      case .time, .component, .signal: true
      default: false
      }
    }
    let functions = candidates.filter { varies[$0] }
    let held = graph.holdingSides(of: functions, in: rates)
    let components = rates.indices
    let outputs = layout.count
    let sides = functions.count

    func program(
      _ graph: ExpressionGraph, _ roots: [ExpressionGraph.Index], from first: Int, sides: Int = 0,
      vectors: Int = 0,
      streams: Int, watching: Bool = false
    ) throws -> Program {
      try Program(
        graph, roots: roots.enumerated().map { ProgramRoot(node: $1, stream: first + $0) },
        streams: layout.streams(sides: sides, vectors: vectors), given: [.time, .step],
        streamCount: streams,
        isWatching: watching)
    }

    self.rates = try program(graph, rates, from: outputs, streams: outputs + rates.count)
    heldRates = try program(
      graph, held, from: outputs + sides, sides: sides, streams: outputs + sides + rates.count)

    let step = graph.input(.step)
    func moved(_ graph: inout ExpressionGraph, _ rates: [ExpressionGraph.Index]) -> [ExpressionGraph
      .Index]
    {
      components.map { graph(.add, graph.input(.component($0)), graph(.multiply, step, rates[$0])) }
    }
    let simultaneous = moved(&graph, rates)
    self.simultaneous = try program(
      graph, simultaneous, from: layout.firstComponent, streams: outputs, watching: true)
    // The weights go by the substances that the step has moved.
    let substances = components.dropLast(2)
    let newSubstances = Dictionary(
      uniqueKeysWithValues: substances.map { (Input.component($0), simultaneous[$0]) })
    let weightRates = graph.replacing(newSubstances, in: Array(rates.suffix(2)))
    let sequential = moved(&graph, Array(rates.dropLast(2)) + weightRates)
    self.sequential = try program(
      graph, sequential, from: layout.firstComponent, streams: outputs, watching: true)

    let matrix = graph.jacobian(of: rates)
    let found = components.flatMap { row in
      components.compactMap { graph.value(matrix[row][$0]) == 0 ? nil : (row: row, column: $0) }
    }
    entries = found
    jacobian = try program(
      graph, found.map { matrix[$0.row][$0.column] }, from: outputs, streams: outputs + found.count)
    let solution = graph.newtonSolution(jacobian: matrix)
    newton = try program(
      graph, solution, from: outputs, vectors: rates.count, streams: outputs + rates.count)
    let heldMatrix = graph.jacobian(of: held)
    let heldSolution = graph.newtonSolution(jacobian: heldMatrix)
    heldNewton = try program(
      graph, heldSolution, from: outputs + sides, sides: sides, vectors: rates.count,
      streams: outputs + sides + rates.count)

    let moves = graph.depends { input in
      switch input {
      case .time, .component: true
      default: false
      }
    }
    switches = try functions.map { function in
      var component: Int?
      if case .input(.component(let k)) = graph.nodes[function] { component = k }
      return Switch(
        component: component, movesUnderHeldSignals: moves[function],
        program: try program(graph, [function], from: outputs, streams: outputs + 1))
    }
  }
}
