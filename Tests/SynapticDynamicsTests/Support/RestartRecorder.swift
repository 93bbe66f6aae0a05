import ODESolvers

/// Keeps all that a run tells, and every point from which it could be gone on with.
struct RestartRecorder: SolutionObserver {
  /// An edge, and what was shown there.
  struct Edge {
    var time: Double
    var state: [Double]
    var statistics: SolverStatistics
    var memory: [[UInt8]]
    /// The samples and steps that were told before.
    var samples: Int
    var steps: Int

    /// The point, with its memory as it was shown, or without.
    func point(remembering: Bool = true) -> RestartPoint {
      let memory = memory
      var part = 0
      return RestartPoint(time: time, state: state, statistics: statistics) { bytes in
        guard remembering else { return }
        precondition(bytes.byteCount == memory[part].count, "part \(part)")
        bytes.withUnsafeMutableBytes { $0.copyBytes(from: memory[part]) }
        part += 1
      }
    }
  }

  var samples: [[UInt64]] = []
  var steps: [Double] = []
  var workAfterSteps: [SolverStatistics] = []
  var edges: [Edge] = []

  mutating func sample(at time: Double, state: Span<Double>) {
    samples.append([time.bitPattern] + state.indices.map { state[$0].bitPattern })
  }

  mutating func stepDidEnd(at time: Double, statistics: SolverStatistics) {
    steps.append(time)
    workAfterSteps.append(statistics)
  }

  mutating func restartIsPossible(
    at time: Double, statistics: SolverStatistics,
    showState: (_ body: (Span<Double>) throws -> Void) throws -> Void,
    showMemory: (_ body: (RawSpan) throws -> Void) throws -> Void
  ) throws {
    var edge = Edge(
      time: time, state: [], statistics: statistics, memory: [], samples: samples.count,
      steps: steps.count)
    try showState { state in edge.state = state.indices.map { state[$0] } }
    try showMemory { part in edge.memory.append(part.withUnsafeBytes { Array($0) }) }
    edges.append(edge)
  }
}
