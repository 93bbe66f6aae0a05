/// The classical fourth-order Runge–Kutta method with a fixed step.
///
/// The last step before every breakpoint and before the end is shortened to land there. Between
/// steps the solution is the cubic Hermite interpolant, whose error is of fourth order as well.
public struct RungeKutta4: Solver, Sendable {
  /// The step size h.
  public var stepSize: Double

  /// Creates the method.
  public init(stepSize: Double) {
    self.stepSize = stepSize
  }

  /// `rk4`.
  public var name: String { "rk4" }

  /// Allocates six vectors of the problem's dimension.
  public func makeStepper(for problem: InitialValueProblem, reading components: [Int]?) throws
    -> any Stepper
  {
    try RungeKutta4Stepper(problem, reading: components, stepSize: stepSize)
  }
}

private struct RungeKutta4Stepper: Stepper {
  private var evaluate: RightHandSideEvaluator
  private let components: [Int]?
  private let threads: Int
  private var steps: FixedSteps
  private var previous: [Double]
  private var state: [Double]
  private var stage: [Double]
  /// f at the start of the last step.
  private var startSlope: [Double]
  /// f at the end of the last step, valid if `endSlopeIsKnown`; then the next step starts with it.
  private var endSlope: [Double]
  private var endSlopeIsKnown = false
  private var slope: [Double]

  init(_ problem: InitialValueProblem, reading components: [Int]?, stepSize: Double) throws {
    evaluate = RightHandSideEvaluator(problem)
    self.components = components
    threads = problem.threads
    steps = try FixedSteps(problem, stepSize: stepSize)
    state = problem.initialState
    previous = state
    let zeros = [Double](repeating: 0, count: state.count)
    (stage, startSlope, endSlope, slope) = (zeros, zeros, zeros, zeros)
  }

  var time: Double { steps.time }
  var stepSize: Double { steps.stepSize }
  var statistics: SolverStatistics { steps.statistics(evaluations: evaluate.count) }

  mutating func begin(_ pieces: ArraySlice<ClosedRange<Double>>) throws {
    try evaluate.begin(pieces.first!, state: &state)
    steps.begin(pieces.first!)
    endSlopeIsKnown = false
  }

  mutating func step(until target: Double, atMost count: Int) throws {
    let start = time
    let end = steps.next()
    let h = end - start
    try evaluateEndSlope()
    swap(&previous, &state)
    swap(&startSlope, &endSlope)
    endSlopeIsKnown = false
    do {
      // state = previous + h/6 (k₁ + 2 k₂ + 2 k₃ + k₄), gathered stage by stage.
      let all = state.indices
      advance(&state, by: h / 6, along: startSlope, from: previous, in: all, threads: threads)
      advance(&stage, by: h / 2, along: startSlope, from: previous, in: all, threads: threads)
      try evaluate(start + h / 2, stage, &slope)
      advance(&state, by: h / 3, along: slope, threads: threads)
      advance(&stage, by: h / 2, along: slope, from: previous, in: all, threads: threads)
      try evaluate(start + h / 2, stage, &slope)
      advance(&state, by: h / 3, along: slope, threads: threads)
      advance(&stage, by: h, along: slope, from: previous, in: all, threads: threads)
      try evaluate(end, stage, &slope)
      advance(&state, by: h / 6, along: slope, threads: threads)
      try evaluate.checkState(state.span, at: end)
    } catch {
      swap(&previous, &state)
      throw error
    }
    steps.accept(end)
  }

  mutating func leavePieces() throws { try evaluate.end(state: &state) }

  mutating func read(_ part: ReadComponents, at time: Double, into values: inout [Double]) throws {
    if time >= self.time || self.time == steps.start {
      select(part.components(of: components), of: state.count, into: &values) { state[$0] }
      return
    }
    try evaluateEndSlope()
    let h = self.time - steps.start
    let x = (time - steps.start) / h
    let y = 1 - x
    select(part.components(of: components), of: state.count, into: &values) { index in
      let ends = y * y * (1 + 2 * x) * previous[index] + x * x * (1 + 2 * y) * state[index]
      let slopes = y * startSlope[index] - x * endSlope[index]
      return ends + h * x * y * slopes
    }
  }

  func withState(_ body: (Span<Double>) throws -> Void) throws { try body(state.span) }

  mutating func finish() -> StateVector { .double(state) }

  private mutating func evaluateEndSlope() throws {
    guard !endSlopeIsKnown else { return }
    try evaluate(time, state, &endSlope)
    endSlopeIsKnown = true
  }
}
