/// What is told of a solution while it is computed.
///
/// An error thrown by an observer ends the run, and is found unchanged in ``Solution/ending``.
public protocol SolutionObserver {
  /// The state at a requested sample time.
  mutating func sample(at time: Double, state: Span<Double>) throws
  /// A step was accepted: `time` is its end.
  mutating func stepDidEnd(at time: Double, statistics: SolverStatistics) throws
  /// The end of a piece on which f is smooth was reached.
  mutating func segmentDidEnd(at time: Double, state: Span<Double>) throws
  /// Whether ``segmentDidEnd(at:state:)`` wants to be told; reading the state costs a copy.
  var observesSegments: Bool { get }
}

extension SolutionObserver {
  /// Does nothing.
  public mutating func stepDidEnd(at time: Double, statistics: SolverStatistics) throws {}
  /// Does nothing.
  public mutating func segmentDidEnd(at time: Double, state: Span<Double>) throws {}
  /// No.
  public var observesSegments: Bool { false }
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
