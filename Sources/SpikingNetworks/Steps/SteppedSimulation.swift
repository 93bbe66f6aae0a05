import DataSets
import NeuralNetworks

/// How a network of neurons in discrete time computes.
public struct SteppedSimulation: NetworkSimulation, Equatable {
  /// What the first layer reads.
  public let input: StepInput
  /// The spikes of the examples, if the input says that they are given: then an example has one feature, the place of its train.
  public let given: SpikeTrains?
  /// How long a step lasts, in the unit of the spikes' times.
  public let step: Double
  /// How many steps an example is shown in training, and in tests.
  public let steps, testSteps: Int
  /// What is learned.
  public let readout: StepReadout
  /// How errors go back through the steps.
  public let gradient: StepGradient

  /// A simulation.
  ///
  /// - Parameters:
  ///   - input: what the first layer reads.
  ///   - given: the spikes, if the input says that they are given.
  ///   - step: how long a step lasts.
  ///   - steps: how many there are in training.
  ///   - testSteps: how many there are in tests; nil: as many.
  ///   - readout: what is learned.
  ///   - gradient: how errors go back.
  /// - Precondition: there is a step, and it lasts; there are spikes if the input says so, and only then; images shown by rows are shown once.
  public init(
    input: StepInput = .repeated, given: SpikeTrains? = nil, step: Double = 1, steps: Int,
    testSteps: Int? = nil, readout: StepReadout = .targetTrace,
    gradient: StepGradient = .backpropagation
  ) {
    precondition(step > 0 && steps > 0 && testSteps ?? 1 > 0, "there is a step, and it lasts")
    precondition(input.isGiven == (given != nil), "the input says what is given")
    precondition(input != .rows || testSteps ?? steps == steps, "images are shown once")
    self.input = input
    self.given = given
    self.step = step
    self.steps = steps
    self.testSteps = testSteps ?? steps
    self.readout = readout
    self.gradient = gradient
  }

  /// How many numbers an example has.
  public func featureCount(for network: Network) -> Int {
    switch input {
    case .repeated: network.inputCount
    case .rows: network.inputCount * steps
    case .spikes(let encoding):
      given == nil ? network.inputCount - (encoding.bias == nil ? 0 : 1) : 1
    }
  }

  /// The input, and of every layer the state, the outputs and their errors, in every step.
  public func numbersPerExample(of network: Network) -> Int {
    Self.numbersPerExample(of: network, steps: steps)
  }

  /// The same, for so many steps.
  package static func numbersPerExample(of network: Network, steps: Int) -> Int {
    let perStep = network.nodes.reduce(network.inputCount) { $0 + 3 * $1.outputCount }
    return perStep * steps + network.nodes.reduce(0) { $0 + 5 * $1.outputCount }
  }

  /// Makes a workspace.
  ///
  /// - Precondition: the network is a chain of stepped layers and pooling, and its last layer has neurons without a place, which the
  ///   gradient can teach.
  public func makeEvaluator<Scalar: NetworkScalar>(
    _ scalar: Scalar.Type, for network: Network, _ setting: NetworkSetting, capacity: Int
  ) -> any NetworkEvaluator<Scalar> {
    SteppedWorkspace<Scalar>(self, network, setting, capacity: capacity)
  }
}
