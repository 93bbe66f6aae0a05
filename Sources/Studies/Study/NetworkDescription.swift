import Architectures
import DataSets
import NeuralNetworks
import SpikingNetworks

/// The section `drive` of the kind `network`.
package struct NetworkDescription: Sendable, Equatable {
  package var data: ChosenExamples
  /// How training images change from epoch to epoch; nil if they stay as they are.
  package var augmentation: Augmentation?
  /// How large the examples are for which the network is made; known once the data are opened.
  package var examples = ExamplesShape()
  /// What is of spiking networks alone, if its units spike in continuous time; then the hidden layers are there.
  package var spiking: SpikingDescription?
  /// What is of spiking networks alone, if its units are neurons in discrete time; then the hidden layers are there.
  package var stepped: SteppedDescription?
  /// The hidden layers.
  package var architecture = Architecture([.dense(64)])
  /// τ_s of running normalisations.
  package var normalisationTime = 10.0
  package var activation = Activation.tanh
  package var loss = Loss.softmaxCrossEntropy
  package var outputActivation = Activation.linear
  /// How weights are drawn at the start; nil until the examples are known, if the study leaves it
  /// to what is usual for units of its kind.
  package var initialisation: Initialisation?
  package var backwardWeights = BackwardWeights.independent
  package var dropout = 0.0
  package var feedback = FeedbackPathway.predisposition
  /// What multiplies errors on their way, if anything does.
  package var errorModulation: ErrorModulation?
  /// How weights in devices depart from their updates: noise, quantisation; nil for ideal weights.
  package var hardware: HardwareConstraints?
  /// The layers whose synapses do not change, by their numbers from 1.
  package var frozen: [Int] = []
  package var presentation = NetworkDrive.Presentation.held
  /// How many examples are presented at a time.
  package var batch = 64
  /// How long they are presented.
  package var window = 1.0
  /// Of the gradients.
  package var precision = NetworkDrive.Precision.double
  /// What is learned one after the other; nil: the examples, all the time.
  package var tasks: TasksDescription?

  /// How the backward weights start.
  package enum BackwardWeights: String, CaseIterable, Sendable {
    /// Drawn as the forward weights are, independent of them.
    case independent
    /// Equal to the forward weights.
    case equal
  }
}

/// Tasks in sequence: the examples with pixels in other places.
package struct TasksDescription: Sendable, Equatable {
  /// How many there are.
  package var count = 1
  /// For how many epochs each is trained.
  package var epochs = 1
  /// How many pixels change places; nil: all.
  package var permutedPixels: Int?

  /// For how many epochs all together are trained: a double, for both come from outside.
  package var totalEpochs: Double { Double(count) * Double(epochs) }
}

/// How many training examples there are, and how large they are.
package struct ExamplesShape: Sendable, Equatable {
  package var count = 1
  /// How many examples a network is tested with; nil as long as they are not opened.
  package var testCount: Int?
  package var input = Shape(1)
  package var classCount = 1
  /// What the classes are called, if they are no plain numbers.
  package var classNames: [String]?
  /// How many spikes all parts have, and on average an example, if the examples are spikes.
  package var spikeCount = 0, spikesPerExample = 0.0
}

extension NetworkDescription {
  /// How examples become spikes, if they do.
  package var encoding: SpikeEncoding? {
    if case .spikes(let encoding)? = stepped?.input { encoding } else { spiking?.encoding }
  }

  /// Of each layer with weights whether it reads itself, of spiking networks.
  package var recurrentLayers: [Bool]? {
    spiking.map { $0.layers.map(\.isRecurrent) } ?? stepped?.architecture.recurrentLayers
  }

  /// Windows in which every training example is presented once, the last of them perhaps not full.
  package var windowsPerEpoch: Int {
    presentation == .fullBatch ? 1 : (examples.count - 1) / batch + 1
  }

  /// The number of the window that a run is in when it ends at a time, or of the first one.
  package func lastWindow(before end: Double) -> Int {
    max(0, Int((end / window).rounded(.up)) - 1)
  }

  /// How long an epoch lasts.
  package var epochDuration: Double { Double(windowsPerEpoch) * window }

  /// All weights, biases, gains and offsets; 1 as long as no network can be made.
  package var synapseCount: Int { (try? network().synapseCount) ?? 1 }

  /// The network, as far as examples of its shape tell.
  ///
  /// - Throws: `ArchitectureError` with the layer that does not fit what it reads.
  package func network() throws(ArchitectureError) -> Network {
    if let spiking {
      return spiking.network(features: examples.input.count, classes: examples.classCount)
    }
    if let stepped {
      return try stepped.network(
        input: examples.input, classes: examples.classCount, dropout: dropout)
    }
    return try Network(
      architecture, input: examples.input, classes: examples.classCount, activation: activation,
      loss: loss, outputActivation: outputActivation, dropout: dropout,
      timeConstant: normalisationTime)
  }

  /// How its units compute.
  ///
  /// - Parameter spikes: those of the examples, if these are spikes.
  package func simulation(of spikes: SpikeTrains?) -> any NetworkSimulation {
    if let spiking { return spiking.simulation(of: spikes) }
    if let stepped { return stepped.simulation(of: spikes) }
    return LayerwiseResponse()
  }

  /// Whether its units are neurons, in continuous or in discrete time.
  package var isSpiking: Bool { spiking != nil || stepped != nil }
  /// Whether units fire, the outputs among them: nil where none does.
  package var outputsFire: Bool? {
    spiking?.readout.fires ?? stepped.flatMap { $0.fires ? $0.outputsFire : nil }
  }

  /// How its weights are drawn at the start.
  package var initialWeights: Initialisation {
    initialisation
      ?? spiking?.standardInitialisation(
        features: examples.input.count, classes: examples.classCount) ?? .fans(.standard)
  }
}
