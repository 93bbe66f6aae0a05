import NeuralNetworks

/// A layer as one writes it down: without the shapes that follow from what it reads.
public enum LayerPlan: Sendable, Equatable {
  /// A layer with weights.
  case weighted(WeightedPlan)
  /// Windows that become one number each.
  case pooling(PoolingPlan)
  /// Some layers, and a shortcut around them.
  case residual(ResidualPlan)

  /// A dense layer of so many units, with what is usual otherwise.
  public static func dense(_ units: Int) -> LayerPlan { .weighted(WeightedPlan(.dense(units))) }
}

/// A layer with weights, as one writes it down.
public struct WeightedPlan: Sendable, Equatable {
  /// What kind of sums it makes.
  public enum Kind: Sendable, Equatable {
    /// So many units that read everything.
    case dense(Int)
    /// So many maps, by a kernel of so many rows and columns.
    case convolution(channels: Int, kernel: Int, stride: Int = 1, padding: Padding = .same)
  }

  /// How many zeros are on every side of a map.
  public enum Padding: Sendable, Equatable {
    /// (kernel − 1)/2, whatever the stride.
    case same
    /// So many.
    case zeros(Int)
  }

  /// What kind of sums it makes.
  public var kind: Kind
  /// How they are normalised.
  public var normalisation: Normalisation
  /// Whether the sums have biases; nil: if they are not normalised.
  public var hasBiases: Bool?
  /// What becomes of them; nil: what becomes of all hidden layers that do not say.
  public var activation: Activation?
  /// Whether units read their own outputs of the step before: of dense layers of neurons in discrete time.
  public var isRecurrent: Bool

  /// A layer.
  public init(
    _ kind: Kind, normalisation: Normalisation = .none, hasBiases: Bool? = nil,
    activation: Activation? = nil, isRecurrent: Bool = false
  ) {
    self.kind = kind
    self.isRecurrent = isRecurrent
    self.normalisation = normalisation
    self.hasBiases = hasBiases
    self.activation = activation
  }
}

/// How the sums of a layer are normalised.
public enum Normalisation: String, Sendable, CaseIterable {
  /// Not at all.
  case none
  /// By mean and variance of the examples that are presented together: `Normalised`.
  case batch
  /// By a mean and a variance that follow those of the examples.
  case running
}

/// Windows that become one number each, as one writes them down.
public enum PoolingPlan: Sendable, Equatable {
  /// The largest of windows of so many rows and columns.
  case maximum(Int)
  /// The mean of such windows.
  case average(Int)
  /// The mean of each map.
  case averageOfMaps
}

/// Some layers, and a shortcut around them, as one writes them down.
public struct ResidualPlan: Sendable, Equatable {
  /// What goes around the layers.
  public enum Shortcut: String, Sendable, CaseIterable {
    /// What they read.
    case identity
    /// Every so many positions of it, with maps of zeros: ``Subsampling``.
    case padded
    /// A convolution of 1×1 with the stride of the block, with weights of its own, normalised as the block's last layer with
    /// weights.
    case projection
  }

  /// The layers.
  public var layers: [LayerPlan]
  /// What goes around them.
  public var shortcut: Shortcut
  /// What becomes of the sum; nil: what becomes of all hidden layers that do not say.
  public var activation: Activation?

  /// A block.
  public init(
    _ layers: [LayerPlan], shortcut: Shortcut = .identity, activation: Activation? = nil
  ) {
    self.layers = layers
    self.shortcut = shortcut
    self.activation = activation
  }
}
