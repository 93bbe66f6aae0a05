import Architectures
import DataSets
import NeuralNetworks

/// The section `drive` of the kind `network`.
struct NetworkDescription: Sendable, Equatable {
  var data: ChosenExamples
  /// How training images change from epoch to epoch; nil if they stay as they are.
  var augmentation: Augmentation?
  /// How large the examples are for which the network is made; known once the data are opened.
  var examples = ExamplesShape()
  /// The hidden layers.
  var architecture = Architecture([.dense(64)])
  /// τ_s of running normalisations.
  var normalisationTime = 10.0
  var activation = Activation.tanh
  var loss = Loss.softmaxCrossEntropy
  var outputActivation = Activation.linear
  var initialisation = Initialisation.glorotUniform
  var backwardWeights = BackwardWeights.independent
  var dropout = 0.0
  var feedback = FeedbackPathway.predisposition
  /// What multiplies errors on their way, if anything does.
  var errorModulation: ErrorModulation?
  /// How weights in devices depart from their updates: noise, quantisation; nil for ideal weights.
  var hardware: HardwareConstraints?
  var presentation = NetworkDrive.Presentation.held
  /// How many examples are presented at a time.
  var batch = 64
  /// How long they are presented.
  var window = 1.0
  /// Of the gradients.
  var precision = NetworkDrive.Precision.double
  /// What is learned one after the other; nil: the examples, all the time.
  var tasks: TasksDescription?

  /// How the backward weights start.
  enum BackwardWeights: String, CaseIterable, Sendable {
    /// Drawn as the forward weights are, independent of them.
    case independent
    /// Equal to the forward weights.
    case equal
  }
}

/// Tasks in sequence: the examples with pixels in other places.
struct TasksDescription: Sendable, Equatable {
  /// How many there are.
  var count = 1
  /// For how many epochs each is trained.
  var epochs = 1
  /// How many pixels change places; nil: all.
  var permutedPixels: Int?

  /// For how many epochs all together are trained: a double, for both come from outside.
  var totalEpochs: Double { Double(count) * Double(epochs) }
}

/// How many training examples there are, and how large they are.
struct ExamplesShape: Sendable, Equatable {
  var count = 1
  var input = Shape(1)
  var classCount = 1
}

extension NetworkDescription {
  /// Windows in which every training example is presented once, the last of them perhaps not full.
  var windowsPerEpoch: Int {
    presentation == .fullBatch ? 1 : (examples.count - 1) / batch + 1
  }

  /// How long an epoch lasts.
  var epochDuration: Double { Double(windowsPerEpoch) * window }

  /// All weights, biases, gains and offsets; 1 as long as no network can be made.
  var synapseCount: Int { (try? network().synapseCount) ?? 1 }

  /// The network, as far as examples of its shape tell.
  ///
  /// - Throws: `ArchitectureError` with the layer that does not fit what it reads.
  func network() throws(ArchitectureError) -> Network {
    try Network(
      architecture, input: examples.input, classes: examples.classCount, activation: activation,
      loss: loss, outputActivation: outputActivation, dropout: dropout,
      timeConstant: normalisationTime)
  }
}
