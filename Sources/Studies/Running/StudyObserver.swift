import ODESolvers
import Parallel
import SynapticDynamics

/// Follows a run: writes the trace, watches the invariants, tells of progress, and ends the run when it
/// is interrupted.
struct StudyObserver: SolutionObserver {
  private let ranks: Ranks
  /// The synapses that samples consist of.
  let watched: SynapseSelection
  let components: [Int]?
  var trace: TraceRecorder
  /// Has the monitor of the run's invariants.
  let dynamics: PopulationDynamics
  /// Whether the method itself looks at all synapses within the many windows or steps that it takes at once.
  private let methodWatches: Bool
  /// Looks at how large the weights are.
  var weights: WeightWatch
  /// Follows a network.
  var learning: LearningRecorder?
  private var statistics = SolverStatistics()
  /// What is kept for the run's certificate, if one is wanted.
  var verification: Verification?
  /// How many operations of all ranks together recording took.
  private(set) var recordingOperations = 0
  let hooks: RunHooks
  /// Writes checkpoints, if there are to be any.
  private(set) var checkpoints: CheckpointWriter?
  /// Until when a run that was interrupted may look for an edge to leave a checkpoint at.
  private var graceEnds: ContinuousClock.Instant?

  private static let grace = Duration.seconds(2)

  init(
    _ ranks: Ranks, watched: SynapseSelection, trace: TraceRecorder,
    dynamics: PopulationDynamics, methodWatches: Bool, weights: WeightWatch,
    learning: LearningRecorder?, verification: Verification?, hooks: RunHooks,
    checkpoints: CheckpointWriter?
  ) {
    self.ranks = ranks
    self.watched = watched
    components =
      watched.indices.count == watched.synapseCount ? nil : watched.stateComponents
    self.trace = trace
    self.dynamics = dynamics
    self.methodWatches = methodWatches
    self.weights = weights
    self.learning = learning
    self.verification = verification
    self.hooks = hooks
    self.checkpoints = checkpoints
  }

  mutating func sample(at time: Double, state: Span<Double>) throws {
    let before = ranks.operations
    try trace.write(at: time, state: state)
    recordingOperations += ranks.operations - before
    verification?.sample(at: time, state: state)
    // A single step of the exact propagator may hold millions of samples.
    try checkInterruption()
  }

  mutating func stepDidEnd(at time: Double, statistics: SolverStatistics) throws {
    try checkInterruption()
    self.statistics = statistics
    hooks.progress(time, statistics, learning?.note)
  }

  mutating func stateDidChange(
    at time: Double, showState: (_ body: (Span<Double>) throws -> Void) throws -> Void
  ) throws {
    let steps = statistics.steps
    let isMonitored = !methodWatches && dynamics.monitor != nil
    let isWeighed = weights.isDue(after: steps)
    guard isMonitored || isWeighed else { return }
    try showState {
      if isMonitored { dynamics.monitor?.check(at: time, population: $0) }
      if isWeighed { weights.look($0, at: time, after: steps) }
    }
  }

  mutating func segmentDidEnd(
    at time: Double, showState: (_ body: (Span<Double>) throws -> Void) throws -> Void
  ) throws {
    _ = try learning?.windowDidEnd(at: time, statistics: statistics, showState: showState)
  }

  mutating func restartIsPossible(
    at time: Double, statistics: SolverStatistics,
    showState: (_ body: (Span<Double>) throws -> Void) throws -> Void,
    showMemory: (_ body: (RawSpan) throws -> Void) throws -> Void
  ) throws {
    guard let isDue = checkpoints?.isDue else { return }
    let isInterrupted = hooks.isInterrupted()
    guard isDue || isInterrupted else { return }
    let (trace, snapshot) = (trace, snapshot)
    try checkpoints?.write(
      at: time, statistics: statistics, trace: trace, snapshot: snapshot, showState: showState,
      showMemory: showMemory)
    if isInterrupted { throw Interrupted() }
  }

  /// Ends a run that was interrupted: at once, or where it gets to no edge in time.
  private mutating func checkInterruption() throws {
    guard hooks.isInterrupted() else { return }
    guard checkpoints != nil else { throw Interrupted() }
    let now = ContinuousClock.now
    let end = graceEnds ?? now + Self.grace
    graceEnds = end
    if now >= end { throw Interrupted() }
  }
}

/// What a run asks of whoever started it.
public struct RunHooks {
  /// Told after every step; called often, so it must be cheap.
  /// `note` says how a network does.
  public var progress: (_ time: Double, _ statistics: SolverStatistics, _ note: String?) -> Void
  /// Whether the run should end as soon as it can.
  public var isInterrupted: () -> Bool

  /// Creates hooks; by default nobody listens or interrupts.
  public init(
    progress: @escaping (_ time: Double, _ statistics: SolverStatistics, _ note: String?) -> Void =
      {
        _, _, _ in
      },
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

  package init() {}
}
