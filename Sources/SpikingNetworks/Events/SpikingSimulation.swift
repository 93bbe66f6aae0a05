import DataSets
import NeuralNetworks

/// How a network of spiking layers computes: exact events in continuous time, and exact gradients of what they do.
///
/// T. C. Wunderlich & C. Pehle, Event-based backpropagation can compute exact gradients for spiking neural networks,
/// Scientific Reports 11:12829, 2021, doi:10.1038/s41598-021-91786-z.
public struct SpikingSimulation: NetworkSimulation, Equatable {
  /// How numbers become spikes.
  public let encoding: SpikeEncoding
  /// The spikes of the examples, if ``SpikeEncoding/Kind/given`` says that they are given: then an example has one feature, the place
  /// of its train.
  public let given: SpikeTrains?
  /// How long a trial lasts, above 0.
  public var duration: Double
  /// What the outputs say.
  public var readout: SpikeReadout
  /// What the hidden neurons are pulled to, if they are.
  public var spikeCounts: SpikeCountTarget?
  /// A neuron that fires more often in a trial is an error.
  public var mostSpikes: Int

  /// A simulation.
  ///
  /// - Precondition: the trial lasts, and a neuron may fire; there are spikes if the encoding says that they are given, and only then.
  public init(
    encoding: SpikeEncoding = SpikeEncoding(), given: SpikeTrains? = nil, duration: Double = 60,
    readout: SpikeReadout = .standard,
    spikeCounts: SpikeCountTarget? = nil, mostSpikes: Int = 1000
  ) {
    precondition(duration > 0 && mostSpikes > 0, "a trial lasts, and a neuron may fire")
    precondition((encoding.kind == .given) == (given != nil), "the encoding says what is given")
    self.encoding = encoding
    self.given = given
    self.duration = duration
    self.readout = readout
    self.spikeCounts = spikeCounts
    self.mostSpikes = mostSpikes
  }

  /// As many as the network's inputs, but for the one that fires always; one where spikes are given.
  public func featureCount(for network: Network) -> Int {
    given == nil ? network.inputCount - (encoding.bias == nil ? 0 : 1) : 1
  }

  /// An eighth of a batch, and four examples at least.
  public func partSize(ofBatch batch: Int, for network: Network) -> Int {
    batch < 8 ? batch : max(4, (batch + 7) / 8)
  }

  /// Makes what computes, in numbers of 64 bits.
  ///
  /// - Precondition: the network is a chain of spiking layers, and the numbers are `Double`: where spikes are, is found in 64
  ///   bits.
  public func makeEvaluator<Scalar: NetworkScalar>(
    _ scalar: Scalar.Type, for network: Network, _ setting: NetworkSetting, capacity: Int
  ) -> any NetworkEvaluator<Scalar> {
    let workspace = SpikingWorkspace(self, network, setting, capacity: capacity)
    guard let workspace = workspace as? any NetworkEvaluator<Scalar> else {
      preconditionFailure("spikes are found in 64 bits")
    }
    return workspace
  }
}
