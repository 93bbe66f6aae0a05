/// Where a run goes on that ended early: an edge between two pieces, where methods drop their history.
///
/// What it holds was shown to ``SolutionObserver/restartIsPossible(at:statistics:showState:showMemory:)``. From
/// there on the solution, its samples and its statistics are those of a run that never ended, bit for bit.
public struct RestartPoint {
  /// The edge.
  public var time: Double
  /// The state there, before the piece that begins there has changed anything of it.
  public var state: [Double]
  /// The work up to there.
  public var statistics: SolverStatistics
  /// Fills the parts of the method's memory, in the order in which they were shown.
  public var fillMemory: (_ bytes: inout MutableRawSpan, _ part: MemoryPart) throws -> Void

  /// A point.
  public init(
    time: Double, state: [Double], statistics: SolverStatistics,
    fillMemory: @escaping (_ bytes: inout MutableRawSpan, _ part: MemoryPart) throws -> Void
  ) {
    self.time = time
    self.state = state
    self.statistics = statistics
    self.fillMemory = fillMemory
  }
}
