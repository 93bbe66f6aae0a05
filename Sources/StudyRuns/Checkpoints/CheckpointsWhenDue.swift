import HostSystem
import ODESolvers
import Results
import Studies

/// Writes a run's checkpoints when they are due.
struct CheckpointsWhenDue {
  private let folder: OutputDirectory
  private var checkpoint: Checkpoint
  private let clock = ContinuousClock()
  /// When this part of the run began, and how long those before took.
  private let start: ContinuousClock.Instant
  private let earlierSeconds: Double
  private var due: ContinuousClock.Instant

  /// - Parameters:
  ///   - checkpoint: the last one of the run.
  ///   - folder: the run's.
  ///   - begun: when this part of the run began.
  init(
    _ checkpoint: Checkpoint, to folder: OutputDirectory, begun: ContinuousClock.Instant
  ) {
    self.folder = folder
    self.checkpoint = checkpoint
    earlierSeconds = checkpoint.progress?.seconds ?? 0
    start = begun
    due = clock.now + .seconds(checkpoint.schedule.wait(afterCost: 0))
  }

  /// How long the run has taken so far.
  var seconds: Double { earlierSeconds + (clock.now - start) / .seconds(1) }

  /// Whether the time has come.
  var isDue: Bool { clock.now >= due }

  /// Writes what goes on from an edge.
  ///
  /// - Parameters:
  ///   - time: the edge.
  ///   - statistics: the work so far.
  ///   - followers: whose memories are kept, and whose trace is synchronised.
  ///   - showState: shows the state.
  ///   - showMemory: shows the method's memory.
  ///   - isLast: whether nothing is to be gone on with but a longer run.
  /// - Throws: `OutputError`.
  mutating func write(
    at time: Double, statistics: SolverStatistics, followers: RunFollowers, isLast: Bool = false,
    showState: (_ body: (Span<Double>) throws -> Void) throws -> Void,
    showMemory: (_ body: (RawSpan) throws -> Void) throws -> Void
  ) throws {
    let began = clock.now
    let traceLength = try followers.trace.synchronise()
    checkpoint.progress = Checkpoint.Progress(
      time: time, statistics: statistics, seconds: seconds, traceLength: traceLength,
      memories: FollowerMemories(of: followers.all))
    let sums = followers.equilibrium?.sums
    if isLast {
      try folder.makeFolder(FinalStateFiles.folder)
      return try checkpoint.write(
        to: folder, named: FinalStateFiles.checkpoint, showState: showState,
        sums: sums, showMemory: showMemory)
    }
    try checkpoint.write(to: folder, showState: showState, sums: sums, showMemory: showMemory)
    let now = clock.now
    due = now + .seconds(checkpoint.schedule.wait(afterCost: (now - began) / .seconds(1)))
  }
}
