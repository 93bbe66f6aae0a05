/// The equidistant steps of a piece, the last one shortened so that it lands on the end.
struct StepGrid {
  private let start: Double
  private let end: Double
  private let stepSize: Double
  private var index = 0.0

  /// - Precondition: `stepSize` is positive and finite.
  init(_ segment: ClosedRange<Double>, stepSize: Double) {
    start = segment.lowerBound
    end = segment.upperBound
    self.stepSize = stepSize
  }

  /// The end of the next step. Times are multiples of the step size, so rounding does not add up;
  /// a remainder below a billionth of a step is joined to the step before it.
  mutating func next() -> Double {
    index += 1
    let time = start + index * stepSize
    return time >= end - 1e-9 * stepSize ? end : time
  }

  /// Says what is wrong with a step size, as the options' failure.
  static func check(_ stepSize: Double, at time: Double) throws {
    guard stepSize.isFinite, stepSize > 0 else {
      throw SolverFailure(
        .invalidOptions("the step size must be positive and finite, found \(stepSize)"),
        time: time, advice: "Give a dt above 0.")
    }
  }
}
