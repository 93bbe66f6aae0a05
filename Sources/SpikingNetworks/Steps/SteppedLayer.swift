import NeuralNetworks

/// A layer whose sums are the currents of neurons in discrete time.
///
/// Its weights are those of the sums, unit by unit; in a recurrent layer those from the layer's own units follow in each. A
/// bias lowers the threshold of its unit, or of its map.
public struct SteppedLayer: Layer {
  /// What makes the sums.
  let sums: any Layer
  /// Whether its units read their own outputs, of the step before.
  public let isRecurrent: Bool
  /// The constants of its neurons.
  public let neuron: SteppedNeuron
  /// Whether thresholds learn.
  public let learnsThresholds: Bool

  private init(
    _ sums: any Layer, isRecurrent: Bool, neuron: SteppedNeuron, learnsThresholds: Bool
  ) {
    self.sums = sums
    self.isRecurrent = isRecurrent
    self.neuron = neuron
    self.learnsThresholds = learnsThresholds
  }

  /// Units that read everything.
  ///
  /// - Precondition: there is a unit.
  public init(
    _ input: Shape, units: Int, isRecurrent: Bool = false, neuron: SteppedNeuron,
    learnsThresholds: Bool = false
  ) {
    self.init(
      Dense(input, units: units, hasBiases: false), isRecurrent: isRecurrent, neuron: neuron,
      learnsThresholds: learnsThresholds)
  }

  /// Maps of neurons, of which each map shares its weights and its threshold.
  ///
  /// - Parameters:
  ///   - convolution: what makes the sums; its biases do not count.
  ///   - neuron: the constants of the neurons.
  ///   - learnsThresholds: whether each map has a bias that lowers its threshold.
  public init(_ convolution: Convolution, neuron: SteppedNeuron, learnsThresholds: Bool = false) {
    let sums = Convolution(
      convolution.input, maps: convolution.mapCount, kernel: convolution.kernel,
      stride: convolution.stride, padding: convolution.padding, hasBiases: false)
    self.init(sums, isRecurrent: false, neuron: neuron, learnsThresholds: learnsThresholds)
  }

  /// One.
  public var inputs: [Shape] { sums.inputs }
  /// The neurons.
  public var output: Shape { sums.output }
  /// The weights of the sums, those of the layer's own units, and a bias for each threshold that learns.
  public var parameters: LayerParameters {
    let inner = sums.parameters
    let own = isRecurrent ? inner.groupCount : 0
    return LayerParameters(
      weightCount: inner.weightCount + inner.groupCount * own,
      biasCount: learnsThresholds ? inner.groupCount : 0, fanIn: inner.fanIn + own,
      fanOut: inner.fanOut + own, groupCount: inner.groupCount)
  }
  /// As that of the sums.
  public var needsLanes: Bool { sums.needsLanes }
  /// Whether its neurons are.
  public var isSmooth: Bool { neuron.output != .fires }
  /// Units × all that they read, or as that of the convolution.
  public var weightShape: [Int] {
    isRecurrent ? [parameters.groupCount, parameters.fanIn] : sums.weightShape
  }
  /// As those of the sums.
  public var positionsOfWeights: [Int] { sums.positionsOfWeights }

  /// What makes the sums of the weights that stand by themselves: what neurons do with them is found by a ``SteppedWorkspace``.
  public func makeKernel<Scalar: NetworkScalar>(_ scalar: Scalar.Type, for room: KernelRoom)
    -> any LayerKernel<Scalar>
  {
    sums.makeKernel(scalar, for: room)
  }
}
