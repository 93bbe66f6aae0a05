import NeuralNetworks

/// The section `drive` of the kind `network`.
struct NetworkDescription: Sendable, Equatable {
  var data: DataDescription
  /// How large the examples are for which the network is made; known once the data are opened.
  var examples = ExamplesShape()
  /// The sizes of the hidden layers.
  var hidden: [Int] = [64]
  var activation = Activation.tanh
  var loss = Loss.softmaxCrossEntropy
  var outputActivation = Activation.linear
  var initialisation = Initialisation.glorotUniform
  var backwardWeights = BackwardWeights.independent
  var dropout = 0.0
  var feedback = FeedbackDescription.predisposition
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

/// What is learned.
struct DataDescription: Sendable, Equatable {
  enum Scaling: String, CaseIterable, Sendable {
    /// 0 to 1.
    case unit
    /// Mean 0 and standard deviation 1 over the whole training set.
    case standardised
    /// The same for each feature by itself.
    case standardisedPerFeature
  }

  /// A set's name, or a file.
  var source: Source
  /// How many of the training and test examples; nil for all.
  var training: Int?
  var test: Int?
  /// How many of the training examples are held out; nil for none.
  var validation: Int?
  var scaling = Scaling.unit

  enum Source: Sendable, Equatable {
    case named(String)
    /// A file of each part, or one that is split.
    case csv(training: String, test: String?, testShare: Double)
  }
}

/// How many training examples there are, and how large they are.
struct ExamplesShape: Sendable, Equatable {
  var count = 1
  var featureCount = 1
  var classCount = 1
}

/// How errors get to the hidden layers.
enum FeedbackDescription: Sendable, Equatable {
  case transport
  case predisposition
  case gradientTransport
  case feedbackAlignment
  case direct
  case indirect
  case signSymmetry(Signs, scale: Double?)
  case kolenPollack(decay: Double)
  case weightMirror(rate: Double, decay: Double, batch: Int)

  enum Pathway: String, CaseIterable {
    case transport, predisposition, gradientTransport, feedbackAlignment, direct, indirect
    case signSymmetry, kolenPollack, weightMirror
  }

  enum Signs: String, CaseIterable, Sendable {
    /// All of one size.
    case uniform
    /// Of sizes drawn for each window.
    case batchwiseRandom
    /// Of sizes drawn once.
    case frozenRandom
  }

  var pathway: Pathway {
    switch self {
    case .transport: .transport
    case .predisposition: .predisposition
    case .gradientTransport: .gradientTransport
    case .feedbackAlignment: .feedbackAlignment
    case .direct: .direct
    case .indirect: .indirect
    case .signSymmetry: .signSymmetry
    case .kolenPollack: .kolenPollack
    case .weightMirror: .weightMirror
    }
  }
}

extension NetworkDescription {
  /// Windows in which every training example is presented once, the last of them perhaps not full.
  var windowsPerEpoch: Int {
    presentation == .fullBatch ? 1 : (examples.count - 1) / batch + 1
  }

  /// How long an epoch lasts.
  var epochDuration: Double { Double(windowsPerEpoch) * window }

  /// The layers' sizes, from the examples to the classes.
  var sizes: [Int] {
    [examples.featureCount] + hidden + [examples.classCount]
  }

  /// All weights and biases.
  var synapseCount: Int { zip(sizes, sizes.dropFirst()).reduce(0) { $0 + ($1.0 + 1) * $1.1 } }
}
