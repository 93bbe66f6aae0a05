import SynapticDynamics

/// What a rule's equations become: programs for its rates, for Euler's steps, for Newton's systems.
struct EquationPrograms: Sendable {
  let layout: EquationLayout
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
  let switches: [PopulationEquations.Switch]
  /// The values of what kinks hang on, all at once; they are written behind the layout's arrays.
  let switchValues: Program

  /// Makes the programs.
  ///
  /// - Throws: ``ProgramTooLarge``.
  init(_ equations: PopulationEquations) throws {
    var graph = equations.graph
    let (rates, held, functions) = (equations.rates, equations.heldRates, equations.switches)
    let layout = equations.layout
    self.layout = layout
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

    switches = functions
    switchValues = try program(
      graph, functions.map(\.function), from: outputs, streams: outputs + functions.count)
  }
}
