import DataSets
import NeuralNetworks
import Parallel
import SpikingNetworks
import SynapticDynamics

/// What a network study describes, made: the network, its drive, its weights at the start, and a probe.
package struct NetworkModel {
  package let description: NetworkDescription
  package let network: Network
  package let drive: NetworkDrive
  package let probe: TaskProbe
  /// What is learned, prepared.
  package let examples: DataSet
  private let study: Study
  private let ranks: Ranks

  /// - Throws: what opening its data throws; ``StudyError`` if they are not what they were.
  package init(
    _ study: Study, _ description: NetworkDescription, inputs: StudyInputs, threads: Int,
    ranks: Ranks
  ) throws {
    self.study = study
    self.ranks = ranks
    self.description = description
    let examples = try description.examples(in: inputs, seed: study.seed)
    self.examples = examples
    guard ExamplesShape(examples) == description.examples else {
      throw StudyError(
        "drive.data: found other examples than when the study was read: leave their files as they are, and open"
          + " them with the same inputs")
    }
    try Self.checkNumbers(of: examples, description.encoding)
    network = try description.network()
    let random = NetworkDraws(seed: study.seed, initialisation: description.initialWeights)
    let feedback = description.feedback.feedback
    drive = NetworkDrive(
      network, simulation: description.simulation(of: examples.spikes), feedback: feedback,
      mirror: description.feedback.mirror,
      modulation: description.errorModulation, coupledDecay: study.synapse.coupledDecay,
      hardware: description.hardware, frozen: description.frozen.map(network.synapses),
      examples: examples.training,
      augmentation: description.augmentation,
      tasks: description.taskSequence(seed: study.seed), presentation: description.presentation,
      batch: description.batch, window: description.window, precision: description.precision,
      random: random, threads: threads)
    probe = Self.makeProbe(
      of: drive, description, examples, spikes: examples.spikes, ranks: ranks)
  }

  /// Numbers beyond those that an encoding has spikes for would be read as the nearest that it has.
  private static func checkNumbers(of examples: DataSet, _ encoding: SpikeEncoding?) throws {
    guard let encoding, encoding.kind != .given else { return }
    let highest: Float = encoding.kind == .times ? .infinity : 1
    for (name, set) in [
      ("training", examples.training), ("test", examples.test), ("held-out", examples.validation),
    ] {
      guard let number = set?.features.first(where: { !(0 <= $0 && $0 <= highest) }) else {
        continue
      }
      throw StudyError(
        "drive.data: found \(number) among the numbers of the \(name) examples, expected numbers from 0"
          + (encoding.kind == .times ? " on" : " to 1")
          + ", which drive.encoding makes spikes of: leave drive.data.scaling at unit, or scale the columns of the file"
      )
    }
  }

  private static func makeProbe(
    of drive: NetworkDrive, _ description: NetworkDescription, _ examples: DataSet,
    spikes: SpikeTrains?, ranks: Ranks
  ) -> TaskProbe {
    TaskProbe(
      drive, examples: examples,
      probe: NetworkProbe(
        drive.network, simulation: description.simulation(of: spikes), feedback: drive.feedback,
        modulation: drive.modulation, random: drive.random,
        // Looking at maps takes as long as learning does.
        precision: drive.network.arrangement == .rows ? .double : description.precision,
        threads: drive.threads, ranks: ranks))
  }

  /// What looks at other examples than those of the study, where these are spikes.
  package func probe(of spikes: SpikeTrains) -> TaskProbe {
    Self.makeProbe(of: drive, description, examples, spikes: spikes, ranks: ranks)
  }

  /// What becomes of the weights of some synapses besides the rule.
  package func weightLaw(of synapses: Range<Int>) -> WeightLaw {
    WeightLaw(
      movesBackward: description.feedback.movesBackwardWeights, decay: description.feedback.decay,
      shrinkage: shrinkage(of: synapses))
  }

  /// Decoupled decay, of all weights among these that have partners.
  private func shrinkage(of synapses: Range<Int>) -> WeightLaw.Shrinkage? {
    guard case .decoupled(let decay) = study.synapse.weightDecay else { return nil }
    return WeightLaw.Shrinkage(
      rate: decay * study.synapse.constants[.learningRate], window: description.window,
      synapses: network.weightedNodes.enumerated()
        .filter { !description.frozen.contains($0.offset + 1) }
        .map { $0.element.weights.clamped(to: synapses) }.filter { !$0.isEmpty }
        .map { ($0.lowerBound - synapses.lowerBound)..<($0.upperBound - synapses.lowerBound) })
  }

  /// The forward weights at the start, then the backward weights.
  package func initialWeights() -> (forward: [Double], backward: [Double]) {
    let forward = network.initialWeights(
      description.initialWeights, field: study.field(.forwardWeights))
    let backward =
      switch description.backwardWeights {
      case .equal: forward
      case .independent:
        network.initialWeights(description.initialWeights, field: study.field(.backwardWeights))
      }
    guard let hardware = description.hardware else { return (forward, backward) }
    return (hardware.stored(forward), hardware.stored(backward))
  }

  /// How the weights through which errors come back agree with the forward weights, over all layers that have
  /// some; nil if none has.
  package func alignment(forward: Span<Double>, backward: Span<Double>, window: Int) -> Alignment? {
    var (own, others): ([Double], [Double]) = ([], [])
    let matrices = probe.returnWeights(forward: forward, backward: backward, window: window)
    for (layer, matrix) in zip(network.weightedNodes, matrices) {
      guard let matrix else { continue }
      for i in layer.weights { own.append(forward[i]) }
      others += matrix
    }
    return own.isEmpty ? nil : Alignment(forward: own.span, backward: others.span)
  }
}

extension SynapseDescription {
  /// λ of a decay that is part of the gradient.
  fileprivate var coupledDecay: Double {
    if case .coupled(let decay) = weightDecay { decay } else { 0 }
  }
}

extension NetworkDescription {
  /// The tasks, drawn.
  fileprivate func taskSequence(seed: UInt64) -> TaskSequence {
    guard let tasks else { return .single }
    return TaskSequence(
      count: tasks.count, epochsPerTask: tasks.epochs, permutedFeatures: tasks.permutedPixels,
      featureCount: examples.input.count, seed: seed)
  }
}
