import ODESolvers
import SynapticDynamics

/// Follows a run: writes the trace, watches the invariants, tells of progress, and ends the run when it
/// is interrupted.
struct StudyObserver: SolutionObserver {
  let dynamics: PopulationDynamics
  /// The synapses that samples consist of.
  let watched: SynapseSelection
  /// Those that are recorded.
  let recorded: SynapseSelection
  let components: [Int]?
  var trace: TraceWriter
  var monitor: InvariantMonitor?
  /// What is kept for the run's certificate, if one is wanted.
  var verification: Verification?
  let hooks: RunHooks

  init(
    _ dynamics: PopulationDynamics, watched: SynapseSelection, recorded: SynapseSelection,
    trace: TraceWriter, monitor: InvariantMonitor?, verification: Verification?, hooks: RunHooks
  ) {
    self.dynamics = dynamics
    self.watched = watched
    self.recorded = recorded
    components =
      watched.indices.count == watched.synapseCount ? nil : watched.stateComponents
    self.trace = trace
    self.monitor = monitor
    self.verification = verification
    self.hooks = hooks
  }

  mutating func sample(at time: Double, state: Span<Double>) throws {
    try write(at: time, state: state)
    monitor?.check(at: time, watched: state)
    verification?.sample(at: time, state: state)
    // A single step of the exact propagator may hold millions of samples.
    if hooks.isInterrupted() { throw Interrupted() }
  }

  /// Appends to the trace.
  mutating func write(at time: Double, state: Span<Double>) throws {
    try trace.write(
      time: time, gradient: dynamics.gradient(at: time, of: recorded.indices), state: state)
  }

  mutating func stepDidEnd(at time: Double, statistics: SolverStatistics) throws {
    if hooks.isInterrupted() { throw Interrupted() }
    hooks.progress(time, statistics)
  }

  mutating func segmentDidEnd(at time: Double, state: Span<Double>) {
    monitor?.check(at: time, population: state)
  }
}

/// What a run asks of whoever started it.
public struct RunHooks {
  /// Told after every step; called often, so it must be cheap.
  public var progress: (_ time: Double, _ statistics: SolverStatistics) -> Void
  /// Whether the run should end as soon as it can.
  public var isInterrupted: () -> Bool

  /// Creates hooks; by default nobody listens or interrupts.
  public init(
    progress: @escaping (_ time: Double, _ statistics: SolverStatistics) -> Void = { _, _ in },
    isInterrupted: @escaping () -> Bool = { false }
  ) {
    self.progress = progress
    self.isInterrupted = isInterrupted
  }
}

/// A run was interrupted from outside.
public struct Interrupted: Error, CustomStringConvertible, Sendable {
  /// Says so.
  public var description: String { "interrupted" }
}
