import ODESolvers

/// Keeps all that a run tells, and every point from which it could be gone on with.
package struct RestartRecorder: SolutionObserver {
  /// An edge, and what was shown there.
  package struct Edge {
    package var time: Double
    package var state: [Double]
    package var statistics: SolverStatistics
    package var memory: [[UInt8]]
    /// The samples and steps that were told before.
    package var samples: Int
    package var steps: Int

    /// The point, with its memory as it was shown, or without.
    package func point(remembering: Bool = true) -> RestartPoint {
      let memory = memory
      var part = 0
      return RestartPoint(time: time, state: state, statistics: statistics) { bytes, _ in
        guard remembering else { return }
        precondition(bytes.byteCount == memory[part].count, "part \(part)")
        bytes.withUnsafeMutableBytes { $0.copyBytes(from: memory[part]) }
        part += 1
      }
    }
  }

  package private(set) var samples: [[UInt64]] = []
  package private(set) var steps: [Double] = []
  package private(set) var workAfterSteps: [SolverStatistics] = []
  package private(set) var edges: [Edge] = []

  package init() {}

  package mutating func sample(at time: Double, state: Span<Double>) {
    samples.append([time.bitPattern] + state.indices.map { state[$0].bitPattern })
  }

  package mutating func stepDidEnd(at time: Double, statistics: SolverStatistics) {
    steps.append(time)
    workAfterSteps.append(statistics)
  }

  package mutating func restartIsPossible(
    at time: Double, statistics: SolverStatistics,
    showState: (_ body: (Span<Double>) throws -> Void) throws -> Void,
    showMemory: (_ body: (RawSpan, MemoryPart) throws -> Void) throws -> Void
  ) throws {
    var edge = Edge(
      time: time, state: [], statistics: statistics, memory: [], samples: samples.count,
      steps: steps.count)
    try showState { state in edge.state = state.indices.map { state[$0] } }
    try showMemory { part, _ in edge.memory.append(part.withUnsafeBytes { Array($0) }) }
    edges.append(edge)
  }
}
