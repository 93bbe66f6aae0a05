/// A method that integrates initial-value problems.
///
/// A solver is a value that holds a method's options. ``makeStepper(for:reading:)`` turns it into the
/// moving part, and the one loop in ``solve(_:from:sampling:surveying:options:observer:)`` does for every method what
/// all need: pieces between breakpoints, sampling, events, the step budget and progress.
public protocol Solver {
  /// What the method is called in tables, for example `rk4`.
  var name: String { get }

  /// Allocates everything that the run needs and stands at the problem's initial time.
  ///
  /// - Parameters:
  ///   - problem: the problem.
  ///   - components: the components of the state that are going to be read, or nil for all.
  /// - Throws: ``SolverFailure`` if the options do not fit the problem.
  func makeStepper(for problem: InitialValueProblem, reading components: [Int]?) throws
    -> any Stepper
}
