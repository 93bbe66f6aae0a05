/// A method that integrates initial-value problems.
///
/// A solver is a value that holds a method's options. ``makeStepper(for:)`` turns it into the moving
/// part, and the one loop in ``solve(_:sampling:options:observer:)`` does for every method what all
/// need: pieces between breakpoints, sampling, events, the step budget and progress.
public protocol Solver {
  /// What the method is called in tables, for example `rk4`.
  var name: String { get }

  /// Allocates everything that the run needs and stands at the problem's initial time.
  ///
  /// - Throws: ``SolverFailure`` if the options do not fit the problem.
  func makeStepper(for problem: InitialValueProblem) throws -> any Stepper
}

/// A method at work on one problem: it advances step by step and is read between steps.
public protocol Stepper {
  /// The time reached: the end of the last step.
  var time: Double { get }
  /// The size of the last step, or of the one attempted when a step failed.
  var stepSize: Double { get }
  /// The work done since the stepper was made.
  var statistics: SolverStatistics { get }

  /// (Re)starts at the beginning of a piece on which f is smooth. The state stays as it is.
  mutating func begin(_ segment: ClosedRange<Double>) throws
  /// Takes one step, not beyond the end of the piece, and lands on that end exactly.
  mutating func step() throws
  /// Copies the solution at a time within the last step (or at ``time``) into `state`.
  mutating func read(at time: Double, into state: inout [Double]) throws
}

/// Limits of a run.
public struct SolveOptions: Sendable {
  /// The number of steps after which a run is given up, counted over the whole run.
  public var maximumSteps: Int

  /// Creates options.
  public init(maximumSteps: Int = 100_000_000) {
    self.maximumSteps = maximumSteps
  }
}
