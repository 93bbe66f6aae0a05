import HostSystem
import ODESolvers
import Results
import Studies
import SynapticDynamics

/// Writes a run's checkpoints when they are due; all ranks together, at the same edges.
struct CheckpointsWhenDue {
  /// Nil at every rank but the first.
  private let folder: OutputDirectory?
  private let dynamics: PopulationDynamics
  private var checkpoint: Checkpoint
  private let clock = ContinuousClock()
  /// When this part of the run began, and how long those before took.
  private let start: ContinuousClock.Instant
  private let earlierSeconds: Double
  private var due: ContinuousClock.Instant
  private var questions = Questions()

  /// - Parameters:
  ///   - checkpoint: the last one of the run.
  ///   - folder: the run's; nil at every rank but the first.
  ///   - dynamics: the population.
  ///   - begun: when this part of the run began.
  init(
    _ checkpoint: Checkpoint, to folder: OutputDirectory?, of dynamics: PopulationDynamics,
    begun: ContinuousClock.Instant
  ) {
    self.folder = folder
    self.dynamics = dynamics
    self.checkpoint = checkpoint
    earlierSeconds = checkpoint.progress?.seconds ?? 0
    start = begun
    due = clock.now + .seconds(checkpoint.schedule.wait(afterCost: 0))
  }

  /// How long the run has taken so far.
  var seconds: Double { earlierSeconds + (clock.now - start) / .seconds(1) }

  /// What becomes of an edge.
  enum Decision {
    /// Nothing.
    case goOn
    /// A checkpoint.
    case write
    /// A checkpoint, since the run was interrupted at some rank, and then the end.
    case writeAndEnd
  }

  /// What all ranks do at an edge to which all of them come: the first rank's clock says.
  ///
  /// - Parameter isInterrupted: whether this rank was.
  /// - Throws: `FailureElsewhere` if another rank failed.
  mutating func decide(isInterrupted: Bool) throws -> Decision {
    let isDue = clock.now >= due
    let ranks = dynamics.ranks
    guard ranks.count > 1 else { return isInterrupted ? .writeAndEnd : isDue ? .write : .goOn }
    guard questions.isTime() else { return .goOn }
    // What is more urgent is the larger number.
    let (end, write) = (0x1p42, 0x1p41)
    let own =
      isInterrupted ? end : !ranks.isFirst ? 0 : isDue ? write : questions.edgesToTheNext(clock.now)
    let answer = ranks.maximum(own)
    if ranks.failedRank != nil { try ranks.agree() }
    if answer >= write {
      questions = Questions()
      return answer >= end ? .writeAndEnd : .write
    }
    questions.wait(Int(answer))
    return .goOn
  }

  /// Writes what goes on from an edge.
  ///
  /// - Parameters:
  ///   - time: the edge.
  ///   - statistics: the work so far.
  ///   - followers: whose memories are kept, and whose trace is synchronised.
  ///   - showState: shows the state.
  ///   - showMemory: shows the method's memory.
  ///   - isLast: whether nothing is to be gone on with but a longer run.
  /// - Throws: `OutputError`; `FailureElsewhere` if another rank failed.
  mutating func write(
    at time: Double, statistics: SolverStatistics, followers: RunFollowers, isLast: Bool = false,
    showState: (_ body: (Span<Double>) throws -> Void) throws -> Void,
    showMemory: (_ body: (RawSpan, MemoryPart) throws -> Void) throws -> Void
  ) throws {
    let began = clock.now
    let traceLength = try followers.trace.synchronise()
    checkpoint.progress = Checkpoint.Progress(
      time: time, statistics: try statistics.whole(over: dynamics.ranks), seconds: seconds,
      traceLength: traceLength, memories: try FollowerMemories(of: followers.all))
    let sums = followers.equilibrium?.sums
    if isLast {
      try folder?.makeFolder(FinalStateFiles.folder)
      return try checkpoint.write(
        to: folder, named: FinalStateFiles.checkpoint, of: dynamics, showState: showState,
        sums: sums, showMemory: showMemory)
    }
    try checkpoint.write(
      to: folder, of: dynamics, showState: showState, sums: sums, showMemory: showMemory)
    let now = clock.now
    due = now + .seconds(checkpoint.schedule.wait(afterCost: (now - began) / .seconds(1)))
  }
}

/// At which edges ranks ask each other whether a checkpoint is due: some ten times a second, as the first rank's clock says, since
/// asking takes longer than a short window.
private struct Questions {
  private var left = 1
  private var asked: (time: ContinuousClock.Instant, edges: Int)?

  /// Whether this edge is one.
  mutating func isTime() -> Bool {
    left -= 1
    return left == 0
  }

  /// How many edges there should be up to the next question, as the time since the last one has it.
  mutating func edgesToTheNext(_ now: ContinuousClock.Instant) -> Double {
    var edges = 1.0
    if let asked {
      let elapsed = max((now - asked.time) / .seconds(0.1), 1e-6)
      edges = max(1, min(Double(asked.edges) / elapsed, 4 * Double(asked.edges), 0x1p20))
    }
    asked = (now, Int(edges))
    return Double(Int(edges))
  }

  /// Waits for so many edges.
  mutating func wait(_ edges: Int) { left = max(1, edges) }
}
