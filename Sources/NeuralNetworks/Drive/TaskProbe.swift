import DataSets

/// Looks at how a network does on the tasks of its drive, and at its weights as the drive's windows have them.
package struct TaskProbe {
  private let drive: NetworkDrive
  private let examples: DataSet
  private let probe: NetworkProbe

  /// - Parameters:
  ///   - drive: the network's.
  ///   - examples: its training examples are those of the drive.
  ///   - probe: computes.
  package init(_ drive: NetworkDrive, examples: DataSet, probe: NetworkProbe) {
    self.drive = drive
    self.examples = examples
    self.probe = probe
  }

  /// Which examples.
  package enum Part { case training, test }

  /// The first training examples stand for all, as many as make a good estimate.
  private static let mostExamples = 10_000

  /// Gets layers that normalise ready for evaluations with some weights, by examples of the task that is trained.
  ///
  /// - Parameters:
  ///   - forward: the forward weights.
  ///   - task: from 0.
  ///   - memory: what the drive's source remembers where a window has ended.
  ///   - duration: how long that window lasted.
  package func prepare(
    _ forward: Span<Double>, training task: Int, memory: [Double], after duration: Double
  ) throws {
    try probe.takeStatistics(
      forward: forward, of: examples.training, permutation: drive.tasks.permutations[task],
      running: Array(memory.suffix(drive.network.memoryCount)), after: duration)
  }

  /// Loss and accuracy on a part of the examples; all ranks take part, and have the result.
  ///
  /// - Parameter task: from 0.
  package func evaluate(_ forward: Span<Double>, on part: Part, task: Int)
    throws -> NetworkProbe.Evaluation
  {
    let permutation = drive.tasks.permutations[task]
    return switch part {
    case .training:
      try probe.evaluate(
        forward: forward, on: examples.training, permutation: permutation,
        atMost: Self.mostExamples)
    case .test: try probe.evaluate(forward: forward, on: examples.test, permutation: permutation)
    }
  }

  /// The same on the test examples, with numbers that somebody makes of them; see ``NetworkProbe``.
  package func evaluateTests(
    _ forward: Span<Double>, task: Int, numbers count: Int,
    _ note: (NetworkResponse) throws -> [Double]
  ) throws -> (evaluation: NetworkProbe.Evaluation, numbers: [[Double]]) {
    try probe.evaluate(
      forward: forward, on: examples.test, permutation: drive.tasks.permutations[task],
      numbers: count, note)
  }

  /// The first test examples by this rank alone, which is shown what the network makes of them, some at a time.
  package func evaluateTests(
    _ forward: Span<Double>, task: Int, atMost most: Int,
    showing show: (NetworkResponse) throws -> Void
  ) throws -> NetworkProbe.Evaluation {
    try probe.evaluate(
      forward: forward, on: examples.test, permutation: drive.tasks.permutations[task],
      atMost: most, showing: show)
  }

  /// By this rank alone on any examples of the network's shape, with what the network makes of them, some at a time.
  package func evaluate(
    _ forward: Span<Double>, on examples: LabelledSet, task: Int,
    showing show: (NetworkResponse) throws -> Void
  ) throws -> NetworkProbe.Evaluation {
    try probe.evaluate(
      forward: forward, on: examples, permutation: drive.tasks.permutations[task], showing: show)
  }

  /// The running statistics that evaluations go by, layer by layer.
  package var runningStatistics: [RunningMoments] {
    drive.network.runningMoments(in: probe.runningStatistics)
  }

  /// On the examples that are held out; nil if none are. All ranks take part.
  ///
  /// - Parameter task: from 0.
  package func validate(_ forward: Span<Double>, task: Int) throws -> NetworkProbe.Evaluation? {
    try examples.validation.map {
      try probe.evaluate(forward: forward, on: $0, permutation: drive.tasks.permutations[task])
    }
  }

  /// The backward weights as the window has them that begins, or at the end of a run the one that ended: mirrors have
  /// moved them, as a trace shows at the same time.
  package func backwardWeights(
    _ backward: Span<Double>, forward: Span<Double>, beginning window: Int?
  ) -> [Double] {
    var weights = [Double](unsafeUninitializedCapacity: backward.count) { memory, count in
      for i in backward.indices { memory.initializeElement(at: i, to: backward[i]) }
      count = backward.count
    }
    if let window {
      var span = weights.mutableSpan
      drive.runMirrorPhase(on: &span, forward: forward, before: window)
    }
    return weights
  }

  /// The weights through which errors come back, layer by layer, in a window; see
  /// ``NetworkProbe/returnWeights(forward:backward:window:)``.
  package func returnWeights(forward: Span<Double>, backward: Span<Double>, window: Int)
    -> [[Double]?]
  {
    probe.returnWeights(forward: forward, backward: backward, window: window)
  }

  /// Of each hidden layer; 0 where errors travel through the forward weights themselves.
  package func errorAngles(forward: Span<Double>, backward: Span<Double>, task: Int, window: Int)
    throws -> [Double]
  {
    try probe.errorAngles(
      forward: forward, backward: backward, on: examples.training,
      permutation: drive.tasks.permutations[task], window: window)
  }

  /// What multiplies the errors of each layer's units; see ``NetworkProbe/modulationFactors(forward:)``.
  package func modulationFactors(_ forward: Span<Double>) -> [[Double]?]? {
    probe.modulationFactors(forward: forward)
  }
}
