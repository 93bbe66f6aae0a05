/// What came of a run: how it ended and the last good state, whether it succeeded or not.
public struct Solution {
  /// How a run ended.
  public enum Ending {
    /// At the final time.
    case finished
    /// At a terminal event.
    case stopped(Event.Occurrence)
    /// By an error: a ``SolverFailure``, or whatever the right-hand side or the observer threw.
    case failed(any Error)
  }

  /// How the run ended.
  public var ending: Ending
  /// The last time at which the state is good.
  public var time: Double
  /// The state at ``time``, in the numbers that the method has it in.
  public var end: StateVector
  /// The work done.
  public var statistics: SolverStatistics
  /// The events that took place, in order of time.
  public var events: [Event.Occurrence]

  /// The state at ``time`` in 64 bits.
  public var state: [Double] { end.doubles }

  /// Rethrows the error of a failed run.
  public func check() throws {
    if case .failed(let error) = ending { throw error }
  }
}

/// A whole solution at the sample times.
public struct SampledSolution: Sendable {
  /// The times asked for, up to a terminal event.
  public var times: [Double]
  /// The states at these times.
  public var states: [[Double]]
  /// The work done.
  public var statistics: SolverStatistics
  /// The events that took place, in order of time.
  public var events: [Event.Occurrence]
}
