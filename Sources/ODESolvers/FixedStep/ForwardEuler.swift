/// Forward Euler with a fixed step: y_{n+1} = y_n + h f(t_n, y_n). First order.
///
/// The last step before every breakpoint and before the end is shortened to land there. Between
/// steps the solution is linear.
///
/// With step 1 on the equations of a synapse this is the discrete algorithm of arXiv:2212.09440.
public struct ForwardEuler: Solver, Sendable {
  /// In which order the components of a step are updated.
  public enum UpdateOrder: Sendable, Equatable {
    /// All from the old state.
    case simultaneous
    /// The first `count` components from the old state, the others from a second evaluation at the
    /// same time with these components already updated, as discrete optimisers do.
    case sequential(count: Int)
  }

  /// The step size h.
  public var stepSize: Double
  /// The order of the updates.
  public var updateOrder: UpdateOrder

  /// Creates the method.
  public init(stepSize: Double, updateOrder: UpdateOrder = .simultaneous) {
    self.stepSize = stepSize
    self.updateOrder = updateOrder
  }

  /// `euler`.
  public var name: String { "euler" }

  /// Allocates two vectors of the problem's dimension.
  public func makeStepper(for problem: InitialValueProblem, reading components: [Int]?) throws
    -> any Stepper
  {
    try ForwardEulerStepper(
      problem, reading: components, stepSize: stepSize, updateOrder: updateOrder)
  }
}

private struct ForwardEulerStepper: Stepper {
  private var evaluate: RightHandSideEvaluator
  private let firstBlock: Range<Int>
  private let secondBlock: Range<Int>
  private let components: [Int]?
  private let threads: Int
  private var steps: FixedSteps
  private var previous: [Double]
  private var state: [Double]
  private var derivative: [Double]

  init(
    _ problem: InitialValueProblem, reading components: [Int]?, stepSize: Double,
    updateOrder: ForwardEuler.UpdateOrder
  ) throws {
    evaluate = RightHandSideEvaluator(problem)
    self.components = components
    threads = problem.threads
    steps = try FixedSteps(problem, stepSize: stepSize)
    state = problem.initialState
    previous = state
    derivative = Array(repeating: 0, count: state.count)
    let split =
      switch updateOrder {
      case .simultaneous: state.count
      case .sequential(let count): min(max(count, 0), state.count)
      }
    firstBlock = 0..<split
    secondBlock = split..<state.count
  }

  var time: Double { steps.time }
  var stepSize: Double { steps.stepSize }
  var statistics: SolverStatistics { steps.statistics(evaluations: evaluate.count) }

  mutating func begin(_ pieces: ArraySlice<ClosedRange<Double>>) throws {
    try evaluate.begin(pieces.first!, state: &state)
    steps.begin(pieces.first!)
  }

  mutating func step(until target: Double, atMost count: Int) throws {
    let start = time
    let end = steps.next()
    let h = end - start
    do {
      swap(&previous, &state)
      try evaluate(start, previous, &derivative)
      advance(&state, by: h, along: derivative, from: previous, in: firstBlock, threads: threads)
      if !secondBlock.isEmpty {
        for index in secondBlock { state[index] = previous[index] }
        try evaluate(start, state, &derivative)
        advance(&state, by: h, along: derivative, from: previous, in: secondBlock, threads: threads)
      }
      try evaluate.checkState(state.span, at: end)
    } catch {
      swap(&previous, &state)
      throw error
    }
    steps.accept(end)
  }

  mutating func leavePieces() throws { try evaluate.end(state: &state) }

  mutating func read(_ part: ReadComponents, at time: Double, into values: inout [Double]) {
    if time >= self.time || self.time == steps.start {
      select(part.components(of: components), of: state.count, into: &values) { state[$0] }
      return
    }
    let fraction = (time - steps.start) / (self.time - steps.start)
    select(part.components(of: components), of: state.count, into: &values) {
      previous[$0] + fraction * (state[$0] - previous[$0])
    }
  }

  func withState(_ body: (Span<Double>) throws -> Void) throws { try body(state.span) }

  mutating func finish() -> StateVector { .double(state) }
}
