/// The equidistant steps of a run: the last one of each piece is shortened to land on its end.
package struct FixedSteps {
  /// The time reached.
  package private(set) var time: Double
  /// Where the last step began; ``time`` before the first step of a piece.
  package private(set) var start: Double
  private let nominalStepSize: Double
  private var origin: Double
  private var end: Double
  private var index = 0.0
  private var steps = 0
  private var restarts = -1

  /// - Throws: ``SolverFailure`` unless the step size is positive and finite.
  package init(_ problem: borrowing InitialValueProblem, stepSize: Double) throws {
    guard stepSize.isFinite, stepSize > 0 else {
      throw SolverFailure(
        .invalidOptions("the step size must be positive and finite, found \(stepSize)"),
        time: problem.initialTime, advice: "Give a dt above 0.")
    }
    time = problem.initialTime
    start = time
    origin = time
    end = problem.finalTime
    nominalStepSize = stepSize
  }

  /// The size of the last step.
  package var stepSize: Double { time > start ? time - start : nominalStepSize }

  package mutating func begin(_ piece: ClosedRange<Double>) {
    origin = piece.lowerBound
    end = piece.upperBound
    start = time
    index = 0
    restarts += 1
  }

  /// The end of the step to come. Times are multiples of the step size, so rounding does not add up;
  /// a remainder below a billionth of a step is joined to the step before it.
  package mutating func next() -> Double {
    index += 1
    let time = origin + index * nominalStepSize
    return time >= end - 1e-9 * nominalStepSize ? end : time
  }

  /// Counts the step that ends there.
  package mutating func accept(_ end: Double) {
    steps += 1
    start = time
    time = end
  }

  /// Takes back steps, down to where the first of them began.
  package mutating func retract(_ count: Int, to time: Double) {
    steps -= count
    start = time
    self.time = time
  }

  package func statistics(evaluations: Int) -> SolverStatistics {
    var statistics = SolverStatistics()
    statistics.steps = steps
    statistics.rightHandSideEvaluations = evaluations
    statistics.restarts = max(restarts, 0)
    return statistics
  }
}
