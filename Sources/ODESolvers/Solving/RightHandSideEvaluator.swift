/// The right-hand side as solvers call it: counted, and held to finite values.
package struct RightHandSideEvaluator {
  private let rightHandSide: InitialValueProblem.RightHandSide
  private let pieceWillBegin: ((ClosedRange<Double>, inout MutableSpan<Double>) throws -> Void)?
  private let pieceDidEnd: ((inout MutableSpan<Double>) throws -> Void)?
  private let componentName: @Sendable (Int) -> String
  private let dimension: Int
  package private(set) var count = 0

  package init(_ problem: InitialValueProblem) {
    rightHandSide = problem.rightHandSide
    pieceWillBegin = problem.pieceWillBegin
    pieceDidEnd = problem.pieceDidEnd
    componentName = problem.componentName
    dimension = problem.dimension
  }

  /// Tells the right-hand side of the piece to come, and of the state at its start.
  ///
  /// - Throws: what the problem throws.
  package func begin(_ piece: ClosedRange<Double>, state: inout MutableSpan<Double>) throws {
    try pieceWillBegin?(piece, &state)
  }

  /// The same for an array.
  package func begin(_ piece: ClosedRange<Double>, state: inout [Double]) throws {
    var values = state.mutableSpan
    try begin(piece, state: &values)
  }

  /// Shows the state at the end of a piece, where it may jump.
  ///
  /// - Throws: what the problem throws.
  package func end(state: inout MutableSpan<Double>) throws { try pieceDidEnd?(&state) }

  /// The same for an array.
  package func end(state: inout [Double]) throws {
    var values = state.mutableSpan
    try end(state: &values)
  }

  /// Evaluates f.
  ///
  /// - Throws: what f throws, or a ``SolverFailure`` that names the first component whose derivative
  ///   is not finite.
  package mutating func callAsFunction(
    _ time: Double, _ state: Span<Double>, _ derivative: inout MutableSpan<Double>
  ) throws {
    count += 1
    try rightHandSide(time, state, &derivative)
    if !allFinite(derivative.span) {
      throw notFinite(derivative.span, "derivative", at: time)
    }
  }

  /// Evaluates f on arrays.
  package mutating func callAsFunction(
    _ time: Double, _ state: [Double], _ derivative: inout [Double]
  ) throws {
    var rates = derivative.mutableSpan
    try self(time, state.span, &rates)
  }

  /// Fails if a step with finite derivatives led to a state that is not finite.
  package func checkState(_ state: Span<Double>, at time: Double) throws {
    if !allFinite(state) { throw notFinite(state, "state", at: time) }
  }

  /// The failure that names the first value that is not finite, among those of a vector or of a
  /// matrix stored by columns.
  package func notFinite(_ values: Span<Double>, _ quantity: String, at time: Double)
    -> SolverFailure
  {
    let index = values.indices.first { !values[$0].isFinite } ?? 0
    return SolverFailure(
      .notFinite(
        quantity: quantity, component: componentName(index % dimension), value: values[index]),
      time: time,
      advice: "Look for a division by zero, or a root, power or logarithm of a negative number"
        + " there; an unstable fixed step ends like this too: use a smaller dt or an adaptive method."
    )
  }
}

/// Whether no value is NaN or infinite.
///
/// - Complexity: O(n), eight values at a time: v·0 is 0 for finite v and NaN otherwise.
@_specialize(where Scalar == Double)
@_specialize(where Scalar == Float)
package func allFinite<Scalar: BinaryFloatingPoint & SIMDScalar>(_ values: Span<Scalar>) -> Bool {
  values.withUnsafeBufferPointer { values in
    guard let base = values.baseAddress else { return true }
    var sums = SIMD8<Scalar>()
    var index = 0
    while index &+ 8 <= values.count {
      sums +=
        UnsafeRawPointer(base + index).loadUnaligned(as: SIMD8<Scalar>.self) * 0
      index &+= 8
    }
    var sum = sums.sum()
    while index < values.count {
      sum += base[index] * 0
      index &+= 1
    }
    return sum == 0
  }
}
