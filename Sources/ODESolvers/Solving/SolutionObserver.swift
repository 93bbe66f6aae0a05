/// What is told of a solution while it is computed.
///
/// An error thrown by an observer ends the run, and is found unchanged in ``Solution/ending``.
public protocol SolutionObserver {
  /// The components of the state that samples consist of, in this order; nil for all.
  var components: [Int]? { get }
  /// The chosen components at a requested sample time.
  mutating func sample(at time: Double, state: Span<Double>) throws
  /// The whole state at a requested time: it may be large, so look, and keep what you need.
  ///
  /// - Parameters:
  ///   - time: the time.
  ///   - showState: shows the state there.
  mutating func survey(
    at time: Double, showState: (_ body: (Span<Double>) throws -> Void) throws -> Void) throws
  /// A step was accepted, or several that the method took at once: `time` is their end. The
  /// first step of a run comes alone.
  mutating func stepDidEnd(at time: Double, statistics: SolverStatistics) throws
  /// A method is still on its way to a time that is to be read, which takes long: no step has ended, but the run can be
  /// ended.
  mutating func readingGoesOn(statistics: SolverStatistics) throws
  /// A step was accepted, as ``stepDidEnd(at:statistics:)`` says, with the state: in 32 bits it has to be converted, so ask only for what is used.
  mutating func stateDidChange(
    at time: Double, showState: (_ body: (Span<Double>) throws -> Void) throws -> Void) throws
  /// The end of a piece on which f is smooth was reached, or of several that the method took at once.
  ///
  /// - Parameters:
  ///   - time: the end.
  ///   - showState: shows the whole state there; in 32 bits it has to be converted, so ask only for what is
  ///     used.
  mutating func pieceDidEnd(
    at time: Double, showState: (_ body: (Span<Double>) throws -> Void) throws -> Void) throws
  /// After the end of such a piece, unless it was the last: what is shown here makes a ``RestartPoint``, from
  /// which a run goes on as this one does.
  ///
  /// - Parameters:
  ///   - time: the end.
  ///   - statistics: the work so far.
  ///   - showState: shows the whole state there.
  ///   - showMemory: shows part by part what else the method remembers.
  mutating func restartIsPossible(
    at time: Double, statistics: SolverStatistics,
    showState: (_ body: (Span<Double>) throws -> Void) throws -> Void,
    showMemory: (_ body: (RawSpan, MemoryPart) throws -> Void) throws -> Void) throws
}

extension SolutionObserver {
  /// All.
  public var components: [Int]? { nil }
  /// Does nothing.
  public mutating func survey(
    at time: Double, showState: (_ body: (Span<Double>) throws -> Void) throws -> Void
  ) throws {}
  /// Does nothing.
  public mutating func stepDidEnd(at time: Double, statistics: SolverStatistics) throws {}
  /// Does nothing.
  public mutating func readingGoesOn(statistics: SolverStatistics) throws {}
  /// Does nothing.
  public mutating func stateDidChange(
    at time: Double, showState: (_ body: (Span<Double>) throws -> Void) throws -> Void
  ) throws {}
  /// Does nothing.
  public mutating func pieceDidEnd(
    at time: Double, showState: (_ body: (Span<Double>) throws -> Void) throws -> Void
  ) throws {}
  /// Does nothing.
  public mutating func restartIsPossible(
    at time: Double, statistics: SolverStatistics,
    showState: (_ body: (Span<Double>) throws -> Void) throws -> Void,
    showMemory: (_ body: (RawSpan, MemoryPart) throws -> Void) throws -> Void
  ) throws {}
}

/// Keeps every sample in memory.
public struct SampleRecorder: SolutionObserver, Sendable {
  /// The sample times so far.
  public private(set) var times: [Double] = []
  /// The states at those times.
  public private(set) var states: [[Double]] = []

  /// Creates an empty recorder.
  public init() {}

  /// Appends a copy of the state.
  public mutating func sample(at time: Double, state: Span<Double>) {
    times.append(time)
    var copy: [Double] = []
    copy.reserveCapacity(state.count)
    for index in state.indices { copy.append(state[index]) }
    states.append(copy)
  }
}
