import ODESolvers
import Parallel
import Studies
import SynapticDynamics

/// Hands on what happens along a run to those who follow it, tells of progress, writes checkpoints, and ends the run when
/// it is interrupted.
struct StudyObserver: SolutionObserver {
  private let ranks: Ranks
  /// The synapses that samples consist of.
  let watched: SynapseSelection
  let components: [Int]?
  let followers: RunFollowers
  private var statistics = SolverStatistics()
  /// How many operations of all ranks together recording took.
  private(set) var recordingOperations = 0
  let hooks: RunHooks
  /// Writes checkpoints, if there are to be any.
  private(set) var checkpoints: CheckpointsWhenDue?
  /// The last edge before the end; 0 if there is none.
  var lastEdge = 0.0
  /// Whether what a longer run goes on from is kept there.
  var keepsLastEdge = false
  /// The time that the run has come to.
  private var time = 0.0
  /// Until when a run that was interrupted may look for an edge to leave a checkpoint at.
  private var graceEnds: ContinuousClock.Instant?

  private static let grace = Duration.seconds(1)

  init(
    _ ranks: Ranks, watched: SynapseSelection, followers: RunFollowers, hooks: RunHooks,
    checkpoints: CheckpointsWhenDue?
  ) {
    self.ranks = ranks
    self.watched = watched
    components =
      watched.indices.count == watched.synapseCount ? nil : watched.stateComponents
    self.followers = followers
    self.hooks = hooks
    self.checkpoints = checkpoints
  }

  mutating func sample(at time: Double, state: Span<Double>) throws {
    let before = ranks.operations
    for follower in followers.all { try follower.sample(at: time, state: state) }
    recordingOperations += ranks.operations - before
    // A single step of the exact propagator may hold millions of samples.
    try checkInterruption()
  }

  mutating func survey(
    at time: Double, showState: (_ body: (Span<Double>) throws -> Void) throws -> Void
  ) throws {
    let before = ranks.operations
    for follower in followers.all { try follower.survey(at: time, showState: showState) }
    recordingOperations += ranks.operations - before
    try checkInterruption()
  }

  mutating func stepDidEnd(at time: Double, statistics: SolverStatistics) throws {
    self.time = time
    try checkInterruption()
    for follower in followers.all { follower.stepDidEnd(at: time) }
    self.statistics = statistics
    hooks.progress(time, statistics, followers.learning?.note)
  }

  mutating func readingGoesOn(statistics: SolverStatistics) throws {
    try checkInterruption()
  }

  mutating func stateDidChange(
    at time: Double, showState: (_ body: (Span<Double>) throws -> Void) throws -> Void
  ) throws {
    let steps = statistics.steps
    // Each is asked once: ranks answer together.
    let wanting = followers.all.filter { $0.wantsState(after: steps) }
    guard !wanting.isEmpty else { return }
    try showState { state in
      for follower in wanting { follower.look(at: state, time: time, steps: steps) }
    }
  }

  mutating func pieceDidEnd(
    at time: Double, showState: (_ body: (Span<Double>) throws -> Void) throws -> Void
  ) throws {
    for follower in followers.all {
      try follower.pieceDidEnd(at: time, statistics: statistics, showState: showState)
    }
  }

  mutating func restartIsPossible(
    at time: Double, statistics: SolverStatistics,
    showState: (_ body: (Span<Double>) throws -> Void) throws -> Void,
    showMemory: (_ body: (RawSpan, MemoryPart) throws -> Void) throws -> Void
  ) throws {
    let before = ranks.operations
    defer { recordingOperations += ranks.operations - before }
    let isInterrupted = hooks.isInterrupted()
    guard let decision = try checkpoints?.decide(isInterrupted: isInterrupted) else { return }
    let followers = followers
    if keepsLastEdge, time == lastEdge {
      try checkpoints?.write(
        at: time, statistics: statistics, followers: followers, isLast: true,
        showState: showState, showMemory: showMemory)
    }
    if case .goOn = decision { return }
    try checkpoints?.write(
      at: time, statistics: statistics, followers: followers, showState: showState,
      showMemory: showMemory)
    if case .writeAndEnd = decision { throw Interrupted() }
  }

  /// Ends a run that was interrupted: at once, or where it gets to no edge in time.
  private mutating func checkInterruption() throws {
    guard hooks.isInterrupted() else { return }
    guard checkpoints != nil, lastEdge > 0, time <= lastEdge else { throw Interrupted() }
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
  /// From when on its seconds are counted: the summary's are those that somebody waited.
  public var begun: ContinuousClock.Instant

  /// Creates hooks; by default nobody listens or interrupts, and seconds are counted from now on.
  public init(
    progress: @escaping (_ time: Double, _ statistics: SolverStatistics, _ note: String?) -> Void =
      {
        _, _, _ in
      },
    isInterrupted: @escaping () -> Bool = { false }, begun: ContinuousClock.Instant = .now
  ) {
    self.progress = progress
    self.isInterrupted = isInterrupted
    self.begun = begun
  }
}

/// A run was interrupted from outside.
public struct Interrupted: Error, CustomStringConvertible, Sendable {
  /// Says so.
  public var description: String { "interrupted" }

  package init() {}
}
