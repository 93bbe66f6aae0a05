import CKernels

/// Expressions made into operations on tiles of synapses, without a compiler.
///
/// What all synapses share is computed once for each call; what each has of its own goes tile by tile through kernels.
struct Program: Sendable {
  /// On the shared numbers.
  fileprivate(set) var uniformOperations: [equation_operation] = []
  /// On tiles.
  fileprivate(set) var operations: [equation_operation] = []
  /// What the shared numbers are before a call: first those that a call gives, then those that stand in the expressions.
  fileprivate(set) var uniforms: [Double] = []
  /// Arrays that a call gives: inputs, then outputs.
  let streamCount: Int
  /// How many of the shared numbers a call gives.
  let givenCount: Int
  /// Which of these have an effect.
  fileprivate(set) var isUsed: [Bool] = []

  /// Runs it.
  ///
  /// - Parameters:
  ///   - streams: the arrays, each of n numbers at least.
  ///   - given: the shared numbers that a call gives.
  ///   - n: how many synapses.
  /// - Returns: whether all that is watched is finite.
  /// - Complexity: O(n), without allocation on the heap.
  func run(
    _ streams: UnsafeBufferPointer<UnsafeMutablePointer<Double>?>, given: Span<Double>, count n: Int
  ) -> Bool {
    precondition(
      streams.count == streamCount && given.count == givenCount, "arrays and numbers must fit")
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: max(1, uniforms.count)) {
      numbers in
      prepare(numbers.baseAddress!, given: given)
      return equation_run(
        operations, operations.count, streamCount, streams.baseAddress!, numbers.baseAddress!, n)
        == 1
    }
  }

  /// The shared numbers of a call.
  private func prepare(_ numbers: UnsafeMutablePointer<Double>, given: Span<Double>) {
    for k in uniforms.indices { numbers[k] = k < givenCount ? given[k] : uniforms[k] }
    equation_run_uniform(uniformOperations, uniformOperations.count, numbers, uniforms.count)
  }

  /// So many shared numbers of several passes are kept at once.
  private static let mostNumbers = 2048

  /// Runs a program that writes where it reads, adding to what stands there, several times in turn.
  ///
  /// - Parameters:
  ///   - streams: the arrays, each of n numbers at least.
  ///   - passes: how often it is run.
  ///   - n: how many synapses.
  ///   - given: the shared numbers that a call gives, of a pass.
  /// - Returns: the first pass after which something watched is not finite; nil if there is none.
  /// - Complexity: O(n) for each pass, without allocation for each pass.
  func run(
    _ streams: UnsafeBufferPointer<UnsafeMutablePointer<Double>?>, passes: Int, count n: Int,
    given: (_ pass: Int) -> InlineArray<2, Double>
  ) -> Int? {
    precondition(streams.count == streamCount && givenCount == 2, "arrays and numbers must fit")
    let width = max(1, uniforms.count)
    let most = min(passes, max(1, Self.mostNumbers / width))
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: most * width) { numbers in
      withUnsafeTemporaryAllocation(of: UnsafePointer<Double>?.self, capacity: most) { rows in
        for first in stride(from: 0, to: passes, by: most) {
          let count = min(most, passes - first)
          // Passes with the same numbers have one row.
          var (row, last) = (numbers.baseAddress!, given(first))
          prepare(row, given: last.span)
          rows[0] = UnsafePointer(row)
          for k in 1..<max(1, count) {
            let own = given(first + k)
            if (0..<2).contains(where: { isUsed[$0] && own[$0] != last[$0] }) {
              row += width
              prepare(row, given: own.span)
              last = own
            }
            rows[k] = UnsafePointer(row)
          }
          let good = equation_step(
            operations, operations.count, streamCount, streams.baseAddress!, rows.baseAddress!,
            count, n)
          if good < count { return first + good }
        }
        return nil
      }
    }
  }
}

/// A program is larger than the kernels have room for.
struct ProgramTooLarge: Error {}

/// One result of a program.
struct ProgramRoot {
  /// What is computed.
  var node: ExpressionGraph.Index
  /// Where it goes, which may be where an input stands.
  var stream: Int
}

extension Program {
  /// Makes a program.
  ///
  /// - Parameters:
  ///   - graph: the expressions.
  ///   - roots: its results.
  ///   - streams: which inputs are arrays, and which of the streams.
  ///   - given: which inputs are numbers that a call gives, in the order in which it does.
  ///   - streamCount: how many streams there are.
  ///   - isWatching: whether results that are not finite are told.
  /// - Throws: ``ProgramTooLarge``.
  /// - Complexity: O(n r) for n nodes and r registers.
  init(
    _ graph: ExpressionGraph, roots: [ProgramRoot], streams: [Input: Int], given: [Input],
    streamCount: Int,
    isWatching: Bool = false
  ) throws {
    // In place, a result can be written at once if nobody reads what stands there any more: of the order given and its
    // reverse, one may need fewer copies.
    var graph = graph
    let nodes = graph.gatheringFactors(in: roots.map(\.node)) { streams[$0] == nil }
    let roots = zip(nodes, roots).map { ProgramRoot(node: $0, stream: $1.stream) }
    let candidates = try [roots, roots.reversed()].map {
      try Self.build(
        graph, $0, streams: streams, given: given, streamCount: streamCount, isWatching: isWatching)
    }
    self = candidates.min { $0.operations.count < $1.operations.count }!
  }

  private init(streamCount: Int, givenCount: Int) {
    self.streamCount = streamCount
    self.givenCount = givenCount
  }

  private static func build(
    _ graph: ExpressionGraph, _ roots: [ProgramRoot], streams: [Input: Int], given: [Input],
    streamCount: Int,
    isWatching: Bool
  ) throws -> Program {
    var builder = ProgramBuilder(graph, streams: streams, given: given)
    for root in roots { builder.add(root) }
    if isWatching { builder.watch(roots.map(\.stream)) }
    var program = Program(streamCount: streamCount, givenCount: given.count)
    program.uniforms = builder.uniforms
    program.uniformOperations = builder.uniformOperations
    guard streamCount <= Int(EQUATION_MOST_STREAMS),
      builder.uniforms.count <= Int(EQUATION_MOST_UNIFORMS)
    else {
      throw ProgramTooLarge()
    }
    program.operations = try builder.allocated(streamCount: streamCount)
    program.isUsed = given.indices.map { k in
      program.operations.contains { $0.takes(uniform: k) }
        || program.uniformOperations.contains { [$0.a, $0.b, $0.c].contains(UInt16(k)) }
    }
    return program
  }
}

extension equation_operation {
  /// Whether one of its operands is a shared number.
  fileprivate func takes(uniform k: Int) -> Bool {
    [a, b, c].enumerated().contains { uniform & (1 << UInt8($0)) != 0 && $1 == UInt16(k) }
  }
}
