import ODESolvers
import Studies
import StudyRuns
import SynapticDynamics

/// Measures a solution against a reference while it is computed.
///
/// The error of a quantity of a synapse is taken relative to the largest magnitude that it has in
/// the reference: no synapse and no quantity hides behind a larger one.
struct ErrorMeter: SolutionObserver {
  /// The errors at a recorded time, of anything shown of any recorded synapse.
  struct Errors {
    let time, maximum, rootMeanSquare: Double
  }

  let part: ComparedPart
  let reference: ReferenceSolution
  let deadline: ContinuousClock.Instant
  let isInterrupted: () -> Bool
  /// The clock is looked at after so many steps, one by one where they take long.
  private var stepsUntilLook = 1
  private var stepsBetweenLooks = 1
  private var lastLook = ContinuousClock.now
  private var row = 0
  private var count = 0
  private var squares = SumOfSquares()
  /// The largest error of anything shown of any recorded synapse at any recorded time.
  private(set) var maximum = 0.0
  /// The errors at each recorded time until now.
  private(set) var course: [Errors] = []

  init(
    _ part: ComparedPart, reference: ReferenceSolution, deadline: ContinuousClock.Instant,
    isInterrupted: @escaping () -> Bool
  ) {
    self.part = part
    self.reference = reference
    self.deadline = deadline
    self.isInterrupted = isInterrupted
  }

  var components: [Int]? { part.components }

  /// The root mean square of all errors.
  var rootMeanSquare: Double { squares.root(over: Double(max(count, 1))) }

  mutating func sample(at time: Double, state: Span<Double>) {
    let n = part.synapseCount
    var (largest, squaresNow) = (0.0, SumOfSquares())
    for (k, quantity) in part.quantities.enumerated() {
      for i in 0..<n {
        let place = k * n + i
        let value = quantity.value(of: i, among: n, state: state)
        let error = (value - reference.samples[row][place]).magnitude / reference.scales[place]
        largest = max(largest, error)
        squares.add(error)
        squaresNow.add(error)
      }
    }
    maximum = max(maximum, largest)
    let countNow = part.quantities.count * n
    count += countNow
    course.append(
      Errors(
        time: time, maximum: largest, rootMeanSquare: squaresNow.root(over: Double(countNow))))
    row += 1
  }

  mutating func stepDidEnd(at time: Double, statistics: SolverStatistics) throws {
    if isInterrupted() { throw Interrupted() }
    stepsUntilLook -= 1
    guard stepsUntilLook == 0 else { return }
    let now = ContinuousClock.now
    if now > deadline { throw TimeLimitReached(time: time) }
    stepsBetweenLooks = now - lastLook < .milliseconds(1) ? min(2 * stepsBetweenLooks, 64) : 1
    (stepsUntilLook, lastLook) = (stepsBetweenLooks, now)
  }
}

/// A trial took longer than it may.
struct TimeLimitReached: Error, CustomStringConvertible {
  let time: Double

  /// Where, and what to do.
  var description: String {
    "the time limit of a solution was reached at t = \(time): shorten the study, as with --set duration=…"
  }
}
