import NeuralNetworks

/// The hidden layers of a network, as one writes them down; its outputs follow by themselves.
public struct Architecture: Sendable, Equatable {
  /// What it goes by, if it is a known one.
  public let name: String?
  /// The layers from the examples on.
  public let layers: [LayerPlan]
  /// How all layers of a known one are normalised; nil where layers say that themselves, or are not.
  public let normalisation: Normalisation?

  /// Layers without a name.
  public init(_ layers: [LayerPlan]) { self.init(name: nil, layers) }

  init(name: String?, _ layers: [LayerPlan], normalisation: Normalisation? = nil) {
    self.name = name
    self.layers = layers
    self.normalisation = normalisation
  }

  /// A known one with another normalisation; without any its layers have biases.
  ///
  /// - Precondition: it has a normalisation.
  public func normalised(by normalisation: Normalisation) -> Architecture {
    precondition(self.normalisation != nil, "layers say themselves how they are normalised")
    return Architecture(
      name: name, layers.map { $0.normalised(by: normalisation) }, normalisation: normalisation)
  }
}

extension Network {
  /// Builds an architecture, and dense outputs with biases.
  ///
  /// - Parameters:
  ///   - architecture: the hidden layers.
  ///   - input: the shape of an example.
  ///   - classes: how many outputs there are.
  ///   - activation: of the hidden layers that do not say.
  ///   - loss: what is learned.
  ///   - outputActivation: of the outputs; linear before a softmax.
  ///   - dropout: the share of hidden outputs that are silenced in a window.
  ///   - timeConstant: τ of running normalisations, in learning steps.
  /// - Throws: ``ArchitectureError`` with the layer that does not fit what it reads.
  public init(
    _ architecture: Architecture, input: Shape, classes: Int, activation: Activation = .tanh,
    loss: Loss = .softmaxCrossEntropy, outputActivation: Activation = .linear, dropout: Double = 0,
    timeConstant: Double = 10
  ) throws(ArchitectureError) {
    var builder = GraphBuilder(input: input, activation: activation, timeConstant: timeConstant)
    try builder.append(architecture.layers, inside: [])
    builder.append(Dense(builder.shape, units: classes), outputActivation)
    self.init(nodes: builder.nodes, loss: loss, dropout: dropout)
  }
}

extension Architecture {
  /// Whether a layer has a running normalisation.
  package var hasRunningNormalisation: Bool { layers.contains(where: \.hasRunningNormalisation) }

  /// Whether a layer leaves its activation to the network, or would if there were one.
  package var leavesActivation: Bool {
    layers.isEmpty || layers.contains(where: \.leavesActivation)
  }
}

extension Architecture {
  /// Of each layer with weights outside of blocks whether it is recurrent.
  package var recurrentLayers: [Bool] {
    layers.compactMap { if case .weighted(let plan) = $0 { plan.isRecurrent } else { nil } }
  }

  /// The first layer that reads windows of images: a convolution or a pooling; nil if there is none.
  package var firstReadingWindows: Int? {
    layers.firstIndex {
      switch $0 {
      case .weighted(let plan): if case .dense = plan.kind { false } else { true }
      case .residual, .pooling: true
      }
    }
  }

  /// Whether any layer is.
  package var isRecurrent: Bool { layers.contains(where: \.isRecurrent) }
}

extension LayerPlan {
  fileprivate var isRecurrent: Bool {
    switch self {
    case .weighted(let plan): plan.isRecurrent
    case .residual(let plan): plan.layers.contains(where: \.isRecurrent)
    case .pooling: false
    }
  }

  fileprivate var hasRunningNormalisation: Bool {
    switch self {
    case .weighted(let plan): plan.normalisation == .running
    case .residual(let plan): plan.layers.contains(where: \.hasRunningNormalisation)
    case .pooling: false
    }
  }

  fileprivate func normalised(by normalisation: Normalisation) -> LayerPlan {
    switch self {
    case .weighted(var plan):
      plan.normalisation = normalisation
      return .weighted(plan)
    case .residual(var plan):
      plan.layers = plan.layers.map { $0.normalised(by: normalisation) }
      return .residual(plan)
    case .pooling: return self
    }
  }

  fileprivate var leavesActivation: Bool {
    switch self {
    case .weighted(let plan): plan.activation == nil
    case .residual(let plan):
      plan.activation == nil || plan.layers.contains(where: \.leavesActivation)
    case .pooling: false
    }
  }
}

/// A layer that does not fit what it reads.
public struct ArchitectureError: Error, Equatable {
  /// Its number in the list of layers, and if it is in a block, its number in that, from 0.
  public let place: [Int]
  /// What was found and what was expected.
  public let message: String
}
