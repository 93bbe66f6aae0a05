import CKernels

/// Turns nodes into operations: first on places without number, then on registers.
struct ProgramBuilder {
  /// Where a number of a tile stands.
  enum Place: Hashable {
    case stream(Int)
    case temporary(Int)
  }

  /// What an operation takes.
  enum Operand {
    case tile(Place)
    /// A shared number.
    case uniform(Int)
  }

  /// An operation before registers are given out.
  struct Step {
    var code: equation_code
    var result: Place?
    var operands: [Operand]
    /// Whether it tells if its result is not finite.
    var isWatched = false

    var read: [Place] {
      operands.compactMap { if case .tile(let place) = $0 { place } else { nil } }
    }
  }

  private let graph: ExpressionGraph
  private let streams: [Input: Int]
  private let isVarying: [Bool]
  private let given: [Input: Int]
  private(set) var uniforms: [Double]
  private(set) var uniformOperations: [equation_operation] = []
  private var operands: [ExpressionGraph.Index: Operand] = [:]
  private var temporaries = 0
  private var steps: [Step] = []
  private var results: [(stream: Int, operand: Operand)] = []
  private var watched: [Int] = []

  init(_ graph: ExpressionGraph, streams: [Input: Int], given: [Input]) {
    self.graph = graph
    self.streams = streams
    self.given = Dictionary(uniqueKeysWithValues: given.enumerated().map { ($1, $0) })
    uniforms = Array(repeating: 0, count: given.count)
    isVarying = graph.depends { streams[$0] != nil }
  }

  // MARK: Nodes

  /// Computes a result.
  mutating func add(_ root: ProgramRoot) {
    results.append((root.stream, operand(root.node)))
  }

  /// Has results looked at in the end.
  mutating func watch(_ streams: [Int]) { watched = streams }

  /// Where a node's value is; what it takes is added. Operands come before what they are operands of, by a list of what is
  /// still open and not by recursion: expressions may be deep.
  private mutating func operand(_ root: ExpressionGraph.Index) -> Operand {
    var open = [root]
    while let node = open.last {
      if operands[node] != nil {
        open.removeLast()
        continue
      }
      let missing = parts(of: node).nodes.filter { operands[$0] == nil }
      if missing.isEmpty {
        operands[node] = made(node)
        open.removeLast()
      } else {
        open += missing.reversed()
      }
    }
    return operands[root]!
  }

  private mutating func made(_ node: ExpressionGraph.Index) -> Operand {
    switch graph.nodes[node] {
    case .number(let bits): return .uniform(shared(Double(bitPattern: bits)))
    case .input(let input):
      if let stream = streams[input] { return .tile(.stream(stream)) }
      return .uniform(given[input]!)
    case .operation:
      let (code, nodes) = parts(of: node)
      let taken = nodes.map { operands[$0]! }
      guard isVarying[node] else { return .uniform(uniformly(code, taken)) }
      // What is divided by a shared number is multiplied by its reciprocal.
      if code == EQUATION_DIVIDE, case .uniform(let divisor) = taken[1] {
        let reciprocal = uniformly(EQUATION_DIVIDE, [.uniform(shared(1)), .uniform(divisor)])
        return append(EQUATION_MULTIPLY, [taken[0], .uniform(reciprocal)])
      }
      return append(code, taken)
    }
  }

  private mutating func append(_ code: equation_code, _ operands: [Operand]) -> Operand {
    temporaries += 1
    let place = Place.temporary(temporaries - 1)
    steps.append(Step(code: code, result: place, operands: operands))
    return .tile(place)
  }

  /// The place of a number that stands in the expressions.
  private mutating func shared(_ value: Double) -> Int {
    let first = given.count
    if let known = uniforms[first...].firstIndex(where: { $0.bitPattern == value.bitPattern }),
      isLiteral[known - first]
    {
      return known
    }
    uniforms.append(value)
    isLiteral.append(true)
    return uniforms.count - 1
  }

  /// Of the shared numbers that no call gives whether they stand in the expressions.
  private var isLiteral: [Bool] = []

  private mutating func uniformly(_ code: equation_code, _ operands: [Operand]) -> Int {
    uniforms.append(0)
    isLiteral.append(false)
    let places = operands.map { operand -> UInt16 in
      guard case .uniform(let place) = operand else {
        preconditionFailure("shared numbers go by shared ones")
      }
      return UInt16(truncatingIfNeeded: place)
    }
    uniformOperations.append(
      equation_operation(
        code: UInt8(code.rawValue), uniform: 0,
        result: UInt16(truncatingIfNeeded: uniforms.count - 1),
        a: places[0], b: places.count > 1 ? places[1] : places[0],
        c: places.count > 2 ? places[2] : places[0]))
    return uniforms.count - 1
  }

  /// An operation with its operands: a product in a sum or difference is rounded with it. What two operations would do in one
  /// pass over a tile is one, if there is such.
  private func parts(of node: ExpressionGraph.Index) -> (
    code: equation_code, nodes: [ExpressionGraph.Index]
  ) {
    guard case .operation(let kind, let operands) = graph.nodes[node] else {
      return (EQUATION_COPY, [])
    }
    func factors(_ operand: ExpressionGraph.Index) -> [ExpressionGraph.Index]? {
      guard isVarying[operand],
        case .operation(.multiply, let factors) = graph.nodes[operand]
      else { return nil }
      return factors
    }
    /// x + k (y − x), if that is what a product and another operand come to.
    func towards(_ product: ExpressionGraph.Index, _ other: ExpressionGraph.Index)
      -> [ExpressionGraph.Index]?
    {
      guard let pair = factors(product) else { return nil }
      for (k, factor) in pair.enumerated() where isVarying[factor] {
        if case .operation(.subtract, let ends) = graph.nodes[factor], ends[1] == other {
          return [other, pair[1 - k], ends[0]]
        }
      }
      return nil
    }
    func magnitude(_ operand: ExpressionGraph.Index) -> ExpressionGraph.Index? {
      guard isVarying[operand], case .operation(.magnitude, let inner) = graph.nodes[operand]
      else { return nil }
      return inner[0]
    }
    switch kind {
    case .add:
      if let nodes = towards(operands[0], operands[1]) ?? towards(operands[1], operands[0]) {
        return (EQUATION_TOWARDS, nodes)
      }
      if let product = factors(operands[0]) { return (EQUATION_FUSED, product + [operands[1]]) }
      if let product = factors(operands[1]) { return (EQUATION_FUSED, product + [operands[0]]) }
      if let inner = magnitude(operands[0]) {
        return (EQUATION_MAGNITUDE_ADD, [inner, operands[1]])
      }
      if let inner = magnitude(operands[1]) {
        return (EQUATION_MAGNITUDE_ADD, [inner, operands[0]])
      }
    case .multiply:
      for (k, factor) in operands.enumerated() where isVarying[factor] {
        if case .operation(.sign, let inner) = graph.nodes[factor] {
          return (EQUATION_SIGN_MULTIPLY, [inner[0], operands[1 - k]])
        }
      }
    case .subtract:
      if let product = factors(operands[0]) {
        return (EQUATION_FUSED_LESS, product + [operands[1]])
      }
      if let product = factors(operands[1]) {
        return (EQUATION_FUSED_FROM, product + [operands[0]])
      }
    default: break
    }
    return (kind.code, operands)
  }

  // MARK: Registers

  /// The operations with numbers in the place of temporaries.
  ///
  /// - Throws: ``ProgramTooLarge`` if there are not enough registers.
  mutating func allocated(streamCount: Int) throws -> [equation_operation] {
    placeResults()
    var last: [Place: Int] = [:]
    for (k, step) in steps.enumerated() { for place in step.read { last[place] = k } }
    var free = Array((0..<Int(EQUATION_MOST_REGISTERS)).reversed())
    var registers: [Place: Int] = [:]
    func slot(_ place: Place) -> Int {
      switch place {
      case .stream(let stream): stream
      case .temporary: streamCount + registers[place]!
      }
    }
    var operations: [equation_operation] = []
    for (k, step) in steps.enumerated() {
      let watch = step.isWatched ? UInt8(EQUATION_WATCHED) : 0
      var (uniform, numbers) = (watch, [UInt16](repeating: 0, count: 3))
      for (j, operand) in step.operands.enumerated() {
        switch operand {
        case .tile(let place): numbers[j] = UInt16(slot(place))
        case .uniform(let place):
          numbers[j] = UInt16(place)
          uniform |= 1 << UInt8(j)
        }
      }
      // A loop reads each place before it writes there, so the result may take an operand's register.
      for place in Set(step.read) where last[place] == k {
        if let register = registers.removeValue(forKey: place) { free.append(register) }
      }
      var result = 0
      if let place = step.result {
        if case .temporary = place {
          guard let register = free.popLast() else { throw ProgramTooLarge() }
          registers[place] = register
        }
        result = slot(place)
      }
      operations.append(
        equation_operation(
          code: UInt8(step.code.rawValue), uniform: uniform, result: UInt16(result), a: numbers[0],
          b: numbers[1],
          c: numbers[2]))
    }
    return operations
  }

  /// Has every result written where it belongs: at once where nobody reads what stands there any more, else in the end.
  private mutating func placeResults() {
    var moved: [Place: Place] = [:]
    var copies: [(stream: Int, operand: Operand)] = []
    for (stream, operand) in results {
      guard case .tile(.temporary(let number)) = operand, moved[.temporary(number)] == nil,
        let made = steps.firstIndex(where: { $0.result == .temporary(number) }),
        !steps[(made + 1)...].contains(where: { $0.read.contains(.stream(stream)) })
      else {
        copies.append((stream, operand))
        continue
      }
      moved[.temporary(number)] = .stream(stream)
    }
    // Results that are inputs as they are may be overwritten by others: they are taken aside first.
    for k in copies.indices {
      guard case .tile(.stream(let source)) = copies[k].operand, source != copies[k].stream,
        results.contains(where: { $0.stream == source })
      else { continue }
      temporaries += 1
      steps.insert(
        Step(
          code: EQUATION_COPY, result: .temporary(temporaries - 1), operands: [copies[k].operand]),
        at: 0)
      copies[k].operand = .tile(.temporary(temporaries - 1))
    }
    for k in steps.indices {
      if let result = steps[k].result, let place = moved[result] { steps[k].result = place }
      steps[k].operands = steps[k].operands.map { Self.moved($0, by: moved) }
    }
    for (stream, operand) in copies {
      if case .tile(.stream(stream)) = operand { continue }
      steps.append(
        Step(
          code: EQUATION_COPY, result: .stream(stream), operands: [Self.moved(operand, by: moved)]))
    }
    let watched = watched.filter { !watchWhereMade($0) }
    for first in stride(from: 0, to: watched.count, by: 3) {
      let group = (0..<3).map { watched[min(first + $0, watched.count - 1)] }
      steps.append(
        Step(code: EQUATION_WATCH, result: nil, operands: group.map { .tile(.stream($0)) }))
    }
  }

  /// Has what makes a result look at it as well, if that is an operation of three operands.
  private mutating func watchWhereMade(_ stream: Int) -> Bool {
    guard let made = steps.lastIndex(where: { $0.result == .stream(stream) }),
      steps[made].operands.count == 3
    else { return false }
    steps[made].isWatched = true
    return true
  }

  private static func moved(_ operand: Operand, by moved: [Place: Place]) -> Operand {
    if case .tile(let place) = operand, let other = moved[place] { .tile(other) } else { operand }
  }
}
