/// A method at work on one problem: it advances step by step and is read between steps.
public protocol Stepper {
  /// The time reached: the end of the last step.
  var time: Double { get }
  /// The size of the last step, or of the one attempted when a step failed.
  var stepSize: Double { get }
  /// The work done since the stepper was made.
  var statistics: SolverStatistics { get }
  /// How many pieces the method likes to take at once, at least 1.
  var piecesAtOnce: Int { get }
  /// The next time at which the whole state is going to be read, or infinity: set before pieces are begun and after
  /// each such reading. Who keeps no more than what is read keeps all for the step that leads over it.
  var nextSurvey: Double { get set }

  /// (Re)starts at the beginning of consecutive pieces, on each of which f is smooth. The state stays
  /// as it is.
  ///
  /// - Parameter pieces: at least one, and at most ``piecesAtOnce``.
  /// - Throws: what the problem throws. Then the stepper stands where it stood, and may be asked to begin fewer.
  mutating func begin(_ pieces: ArraySlice<ClosedRange<Double>>) throws
  /// Takes a step, or several, not beyond the end of the pieces, and lands on that end exactly.
  ///
  /// A call does a bounded amount of work, since nobody can end the run within it. Where that is not enough
  /// for a step, the time stays what it was, and the next call goes on.
  ///
  /// - Parameters:
  ///   - target: a time up to that end. No step begins there or later: if it is reached, it lies
  ///     within the last step and can be read.
  ///   - count: at most so many steps are taken.
  mutating func step(until target: Double, atMost count: Int) throws
  /// The end of the pieces was reached, and what lies before it has been read: the state may jump there.
  mutating func leavePieces() throws
  /// Does a bounded part of the work that reading at a time takes, if that is much; whether it is done.
  mutating func approach(_ time: Double, reading part: ReadComponents) throws -> Bool
  /// Copies components of the solution, at a time within the last step or at ``time``, into the front of `values`.
  mutating func read(_ part: ReadComponents, at time: Double, into values: inout [Double]) throws
  /// Shows the whole state at ``time``, between steps.
  func withState(_ body: (Span<Double>) throws -> Void) throws
  /// Shows, between pieces, what the method carries over an edge besides time and state, part by part.
  func withMemory(_ body: (RawSpan, MemoryPart) throws -> Void) throws
  /// Fills the same parts in the same order, before the first piece is begun: then the stepper goes on as the
  /// one that showed them.
  mutating func restoreMemory(_ fill: (inout MutableRawSpan, MemoryPart) throws -> Void) throws
  /// What to do when the budget of steps is used up.
  var stepBudgetAdvice: String { get }
  /// Gives the whole state at ``time`` away; the stepper is of no use any more.
  mutating func finish() -> StateVector
}

extension Stepper {
  /// One.
  public var piecesAtOnce: Int { 1 }
  /// All is kept anyway.
  public var nextSurvey: Double {
    get { .infinity }
    set {}
  }
  /// There is little to do.
  public mutating func approach(_ time: Double, reading part: ReadComponents) throws -> Bool {
    true
  }
  /// What helps with most methods.
  public var stepBudgetAdvice: String {
    "Allow more steps, loosen the tolerances, or use a method made for stiff problems."
  }
  /// Nothing.
  public func withMemory(_ body: (RawSpan, MemoryPart) throws -> Void) throws {}
  /// Nothing.
  public mutating func restoreMemory(
    _ fill: (inout MutableRawSpan, MemoryPart) throws -> Void
  ) throws {}
}

/// Which components of a solution are read.
public enum ReadComponents: Sendable {
  /// Those that the stepper was made for.
  case chosen
  /// All, at ``Stepper/nextSurvey``.
  case all
}
