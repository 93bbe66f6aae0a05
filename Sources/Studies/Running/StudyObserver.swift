import ODESolvers
import SynapticDynamics

/// Follows a run: writes the trace, watches the invariants, averages |g|, tells of progress, and
/// ends the run when it is interrupted.
struct StudyObserver: SolutionObserver {
  let dynamics: PopulationDynamics
  var trace: TraceWriter
  var monitor: InvariantMonitor?
  /// Of a drive that is held; one that moves is averaged by itself.
  var average: GradientAverage
  /// What is kept for the run's certificate, if one is wanted.
  var verification: Verification?
  let hooks: RunHooks
  private var segmentStart = 0.0

  init(
    _ dynamics: PopulationDynamics, trace: TraceWriter, monitor: InvariantMonitor?,
    verification: Verification?, hooks: RunHooks
  ) {
    self.dynamics = dynamics
    self.trace = trace
    self.monitor = monitor
    self.verification = verification
    self.hooks = hooks
    average = GradientAverage(signalCount: dynamics.drive.signalCount)
  }

  var observesSegments: Bool { true }

  mutating func sample(at time: Double, state: Span<Double>) throws {
    let gradient = dynamics.gradient(at: time)
    try trace.write(time: time, gradient: gradient, state: state)
    monitor?.check(at: time, state: state)
    verification?.sample(at: time, state: state)
    // A single step of the exact propagator may hold millions of samples.
    if hooks.isInterrupted() { throw Interrupted() }
  }

  mutating func stepDidEnd(at time: Double, statistics: SolverStatistics) throws {
    if hooks.isInterrupted() { throw Interrupted() }
    hooks.progress(time, statistics)
  }

  mutating func segmentDidEnd(at time: Double, state: Span<Double>) {
    monitor?.check(at: time, state: state)
    if dynamics.drive.isHeld { average.add(dynamics.gradient, over: time - segmentStart) }
    segmentStart = time
  }

  /// Takes the begun piece into the average: the run ended within it.
  mutating func runDidFail(at time: Double) {
    if dynamics.drive.isHeld { average.add(dynamics.gradient, over: time - segmentStart) }
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
