/// Programs for windows of held signals.
final class WindowPrograms: Sendable {
  typealias Index = ExpressionGraph.Index

  /// An integral along a panel.
  struct Integral: Sendable {
    /// Which of the level's results is the rate where the component itself is 0.
    let forcing: Int
    /// Which is the derivative of the rate by the component; nil if that is 0.
    let factor: Int?
    /// The components that go by it.
    let components: [Int]
    /// Those of which values within the panel are wanted.
    let wanted: [Int]
  }

  /// Components by integrals that hang on earlier ones only.
  struct Level: Sendable {
    let integrals: [Integral]
    let results: Program
    let resultCount: Int
    /// What rounding makes of the results.
    let roundings: Program
  }

  let layout: EquationLayout
  let plan: WindowPlan
  /// The derivatives of linear rates by linear components, in which row and column of which block; then the rates where all
  /// linear components are 0, block by block.
  let coefficients: Program
  let coefficientCount: Int
  /// Where the first coefficient of each block stands, row by row, and where its forcing stands.
  let matrices: [Int]
  let forcings: [Int]
  let levels: [Level]
  /// The blocks of which values within a panel are wanted.
  let wantedBlocks: [Int]
  /// What kinks and jumps hang on and moves within a window.
  let functionCount: Int
  let functions: Program
  let functionRoundings: Program
  /// Whether the time itself is wanted.
  let goesWithTime: Bool

  /// Where the arrays of a panel's programs stand behind the layout's: times, what components are off by, and results.
  static func times(_ layout: EquationLayout) -> Int { layout.count }
  static func scales(_ layout: EquationLayout) -> Int { layout.count + 1 }
  static func results(_ layout: EquationLayout) -> Int { layout.count + 1 + layout.components }

  /// Looks at equations and makes their programs.
  ///
  /// - Throws: ``WindowPlan/Obstacle``.
  static func make(_ equations: PopulationEquations) throws(WindowPlan.Obstacle) -> WindowPrograms {
    let plan = try WindowPlan(equations)
    do { return try WindowPrograms(equations, plan) } catch { throw .tooLarge }
  }

  private init(_ equations: PopulationEquations, _ plan: WindowPlan) throws {
    var graph = equations.graph
    let (rates, layout) = (equations.rates, equations.layout)
    self.layout = layout
    self.plan = plan

    // The linear part.
    let zero = graph.number(0)
    let linear = plan.blocks.flatMap { $0 }
    let nothing = Dictionary(uniqueKeysWithValues: linear.map { (Input.component($0), zero) })
    var (roots, matrices, forcings) = ([Index](), [Int](), [Int]())
    for block in plan.blocks {
      matrices.append(roots.count)
      let columns = block.map { column in
        graph.derivatives(of: block.map { rates[$0] }, by: .component(column))
      }
      for row in block.indices {
        for column in block.indices {
          // Of a component by itself it is the rate of its decay.
          let entry = columns[column][row]
          roots.append(block.count == 1 ? graph(.negate, entry) : entry)
        }
      }
      forcings.append(roots.count)
      roots += graph.replacing(nothing, in: block.map { rates[$0] })
    }
    self.matrices = matrices
    self.forcings = forcings
    coefficientCount = roots.count
    coefficients = try Program(
      graph, roots: roots.enumerated().map { ProgramRoot(node: $1, stream: layout.count + $0) },
      streams: layout.streams(), given: [], streamCount: layout.count + roots.count)

    // What is looked at within panels.
    let others = plan.levels.flatMap { $0 }
    let followed = others.map { rates[$0] }
    var functions = graph.switchingFunctions(of: followed)
    for jump in graph.jumps(of: followed) where !functions.contains(jump) { functions.append(jump) }
    let moves = graph.depends { input in
      switch input {
      case .time, .component: true
      default: false
      }
    }
    functions = functions.filter { moves[$0] }
    let hangsOn = layout.componentIndices.map { column in
      graph.depends { $0 == .component(column) }
    }
    /// Whether values of a component within panels are wanted by others.
    func isWanted(_ component: Int) -> Bool {
      functions.contains { hangsOn[component][$0] }
        || others.contains { $0 != component && hangsOn[component][rates[$0]] }
    }
    wantedBlocks = plan.blocks.indices.filter { plan.blocks[$0].contains(where: isWanted) }

    func program(_ roots: [Index]) throws -> Program {
      var streams = layout.streams()
      streams[.time] = Self.times(layout)
      for k in layout.componentIndices { streams[.vector(k)] = Self.scales(layout) + k }
      let first = Self.results(layout)
      return try Program(
        graph, roots: roots.enumerated().map { ProgramRoot(node: $1, stream: first + $0) },
        streams: streams, given: [], streamCount: first + roots.count)
    }
    func roundings(_ roots: [Index]) throws -> Program {
      let bounds = graph.roundings(of: roots) { input in
        switch input {
        case .component(let k): .vector(k)
        case .time: .time
        default: nil
        }
      }
      return try program(bounds)
    }
    var levels: [Level] = []
    for level in plan.levels {
      var results: [Index] = []
      func result(_ node: Index) -> Int {
        if let known = results.firstIndex(of: node) { return known }
        results.append(node)
        return results.count - 1
      }
      var integrals: [(forcing: Int, factor: Int?, components: [Int])] = []
      for component in level {
        let factor = graph.derivatives(of: [rates[component]], by: .component(component))[0]
        let forcing = graph.replacing([.component(component): zero], in: [rates[component]])[0]
        let own = (result(forcing), graph.value(factor) == 0 ? nil : result(factor))
        if let known = integrals.firstIndex(where: { $0.forcing == own.0 && $0.factor == own.1 }) {
          integrals[known].components.append(component)
        } else {
          integrals.append((own.0, own.1, [component]))
        }
      }
      levels.append(
        Level(
          integrals: integrals.map {
            Integral(
              forcing: $0.forcing, factor: $0.factor, components: $0.components,
              wanted: $0.components.filter(isWanted))
          },
          results: try program(results), resultCount: results.count,
          roundings: try roundings(results)))
    }
    self.levels = levels
    functionCount = functions.count
    self.functions = try program(functions)
    functionRoundings = try roundings(functions)
    let time = graph.depends { $0 == .time }
    goesWithTime = (followed + functions).contains { time[$0] }
  }
}

extension EquationLayout {
  var componentIndices: Range<Int> { 0..<components }
}
