import NeuralNetworks

/// A dense layer of spiking neurons.
///
/// Its weights stand neuron by neuron: those from the layer below, then, if it is recurrent, those from its own neurons.
public struct SpikingLayer: Layer {
  /// What it reads: one spike train each.
  public let input: Shape
  /// How many neurons it has.
  public let unitCount: Int
  /// Whether its neurons read each other, and themselves.
  public let isRecurrent: Bool
  /// The constants of its neurons.
  public let neuron: SpikingNeuron
  /// How long the spikes of each neuron take to all that read them.
  public let delays: [Double]

  /// A layer.
  ///
  /// - Parameters:
  ///   - input: what it reads.
  ///   - units: how many neurons.
  ///   - isRecurrent: whether they read each other.
  ///   - neuron: their constants.
  ///   - delay: how long their spikes take.
  /// - Precondition: there is a neuron, and no delay is negative.
  public init(
    _ input: Shape, units: Int, isRecurrent: Bool = false, neuron: SpikingNeuron = SpikingNeuron(),
    delay: Double = 0
  ) {
    self.init(
      input, delays: Array(repeating: delay, count: units), isRecurrent: isRecurrent,
      neuron: neuron)
  }

  /// A layer whose neurons have delays of their own.
  ///
  /// - Precondition: there is a neuron, and no delay is negative.
  public init(
    _ input: Shape, delays: [Double], isRecurrent: Bool = false,
    neuron: SpikingNeuron = SpikingNeuron()
  ) {
    precondition(!delays.isEmpty, "a layer has a neuron at least")
    precondition(delays.allSatisfy { $0 >= 0 }, "a delay is not negative")
    self.input = input
    unitCount = delays.count
    self.isRecurrent = isRecurrent
    self.neuron = neuron
    self.delays = delays
  }

  /// One.
  public var inputs: [Shape] { [input] }
  /// The neurons.
  public var output: Shape { Shape(unitCount) }
  /// Weights alone: what would be a bias is a spike that every example has.
  public var parameters: LayerParameters {
    let fan = input.count + (isRecurrent ? unitCount : 0)
    return LayerParameters(
      weightCount: unitCount * fan, biasCount: 0, fanIn: fan, fanOut: unitCount,
      groupCount: unitCount)
  }
  /// Spikes appear and vanish.
  public var isSmooth: Bool { false }

  /// Spiking layers have no response to a number: what they do is found by a ``SpikingWorkspace``.
  public func makeKernel<Scalar: NetworkScalar>(_ scalar: Scalar.Type, for room: KernelRoom)
    -> any LayerKernel<Scalar>
  {
    preconditionFailure("spiking layers are simulated")
  }
}
