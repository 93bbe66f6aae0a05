import DataSets
import NeuralNetworks
import SynapticDynamics

/// What a network study describes, made: the network, its drive, its weights at the start, and a probe.
struct NetworkModel {
  let description: NetworkDescription
  let network: Network
  let drive: NetworkDrive
  private let examples: DataSet
  private let probe: NetworkProbe
  private let study: Study

  /// - Throws: what opening its data throws; ``StudyError`` if they are not what they were.
  init(
    _ study: Study, _ description: NetworkDescription, inputs: StudyInputs, threads: Int
  ) throws {
    self.study = study
    self.description = description
    examples = try inputs.examples(of: description.data, seed: study.seed)
    guard ExamplesShape(examples.training) == description.examples else {
      throw StudyError(
        "drive.data: found other examples than when the study was read: leave their files as they are, and open"
          + " them with the same inputs")
    }
    network = Network(
      sizes: description.sizes, activation: description.activation, loss: description.loss,
      outputActivation: description.outputActivation, dropout: description.dropout)
    let random = NetworkRandomness(seed: study.seed, initialisation: description.initialisation)
    let feedback = description.feedback.feedback
    drive = NetworkDrive(
      network, feedback: feedback, mirror: description.feedback.mirror,
      modulation: description.errorModulation, hardware: description.hardware,
      examples: examples.training,
      tasks: description.taskSequence(seed: study.seed), presentation: description.presentation,
      batch: description.batch, window: description.window, precision: description.precision,
      random: random, threads: threads)
    probe = NetworkProbe(
      network, feedback: feedback, modulation: description.errorModulation, random: random,
      threads: threads)
  }

  /// What becomes of the weights besides the rule.
  var weightLaw: WeightLaw {
    WeightLaw(
      movesBackward: description.feedback.movesBackwardWeights, decay: description.feedback.decay)
  }

  /// The forward weights at the start, then the backward weights.
  func initialWeights() -> (forward: [Double], backward: [Double]) {
    let forward = network.initialWeights(
      description.initialisation, field: study.field(.forwardWeights))
    let backward =
      switch description.backwardWeights {
      case .equal: forward
      case .independent:
        network.initialWeights(description.initialisation, field: study.field(.backwardWeights))
      }
    guard let hardware = description.hardware else { return (forward, backward) }
    return (hardware.stored(forward), hardware.stored(backward))
  }

  // MARK: Looking at it

  enum Part { case training, test }

  /// The first training examples stand for all, as many as make a good estimate.
  private static let mostExamples = 10_000

  /// - Parameter task: from 0.
  func evaluate(_ forward: Span<Double>, on part: Part, task: Int) -> NetworkProbe.Evaluation {
    let permutation = drive.tasks.permutations[task]
    return switch part {
    case .training:
      probe.evaluate(
        forward: forward, on: examples.training, permutation: permutation,
        atMost: Self.mostExamples)
    case .test: probe.evaluate(forward: forward, on: examples.test, permutation: permutation)
    }
  }

  /// On the examples that are held out; nil if none are.
  ///
  /// - Parameter task: from 0.
  func validate(_ forward: Span<Double>, task: Int) -> NetworkProbe.Evaluation? {
    examples.validation.map {
      probe.evaluate(forward: forward, on: $0, permutation: drive.tasks.permutations[task])
    }
  }

  /// The backward weights as the window has them that begins, or at the end of a run the one that ended: mirrors have
  /// moved them, as a trace shows at the same time.
  func backwardWeights(
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
  func returnWeights(forward: Span<Double>, backward: Span<Double>, window: Int) -> [[Double]?] {
    probe.returnWeights(forward: forward, backward: backward, window: window)
  }

  /// How the weights through which errors come back agree with the forward weights, over all layers that have
  /// some; nil if none has.
  func alignment(forward: Span<Double>, backward: Span<Double>, window: Int) -> Alignment? {
    var (own, others): ([Double], [Double]) = ([], [])
    let matrices = returnWeights(forward: forward, backward: backward, window: window)
    for (layer, matrix) in zip(network.weightedNodes, matrices) {
      guard let matrix else { continue }
      for i in layer.weights { own.append(forward[i]) }
      others += matrix
    }
    return own.isEmpty ? nil : Alignment(forward: own.span, backward: others.span)
  }

  /// Of each hidden layer; 0 where errors travel through the forward weights themselves.
  func errorAngles(forward: Span<Double>, backward: Span<Double>, task: Int, window: Int)
    -> [Double]
  {
    probe.errorAngles(
      forward: forward, backward: backward, on: examples.training,
      permutation: drive.tasks.permutations[task], window: window)
  }
}

extension NetworkDescription {
  /// The tasks, drawn.
  fileprivate func taskSequence(seed: UInt64) -> TaskSequence {
    guard let tasks else { return .single }
    return TaskSequence(
      count: tasks.count, epochsPerTask: tasks.epochs, permutedFeatures: tasks.permutedPixels,
      featureCount: examples.featureCount, seed: seed)
  }
}

extension FeedbackDescription {
  /// How errors travel.
  var feedback: Feedback {
    switch self {
    case .transport: .transport
    case .predisposition, .gradientTransport, .feedbackAlignment, .kolenPollack, .weightMirror:
      .backwardWeights
    case .direct: .direct
    case .indirect: .indirect
    case .signSymmetry(.uniform, let scale): .signSymmetry(.uniform(scale))
    case .signSymmetry(.batchwiseRandom, _): .signSymmetry(.batchwiseRandom)
    case .signSymmetry(.frozenRandom, _): .signSymmetry(.frozenRandom)
    }
  }

  /// Whether the backward weights follow the rule.
  var movesBackwardWeights: Bool {
    switch self {
    case .predisposition, .gradientTransport, .kolenPollack: true
    case .transport, .feedbackAlignment, .direct, .indirect, .signSymmetry, .weightMirror: false
    }
  }

  var mirror: NetworkDrive.Mirror? {
    if case .weightMirror(let rate, let decay, let batch) = self {
      NetworkDrive.Mirror(rate: rate, decay: decay, batch: batch)
    } else {
      nil
    }
  }
}
