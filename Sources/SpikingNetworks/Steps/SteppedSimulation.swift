import DataSets
import NeuralNetworks
import Parallel

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
    Self.numbersPerExample(of: network, steps: steps, testSteps: testSteps)
  }

  /// The same, for so many steps in training and in tests, of which there is a byte for each neuron.
  package static func numbersPerExample(of network: Network, steps: Int, testSteps: Int) -> Int {
    let outputs = network.nodes.reduce(0) { $0 + $1.outputCount }
    return (network.inputCount + 3 * outputs) * steps + outputs * max(steps, testSteps) / 4
      + 5 * outputs
  }

  /// What a network has by chance whose outputs are the classes' shares of what the label's should be.
  public func lossOfChance(of network: Network) -> Double {
    let chance = Loss.squaredError.ofChance(classCount: network.classCount)
    switch readout {
    case .targetTrace:
      let output = (network.nodes.last!.layer as! SteppedLayer).neuron
      return output.answersToOnes(steps: testSteps).reduce(0) { $0 + $1 * $1 } * chance
    case .meanSquare: return chance
    case .meanEntropy:
      return Loss.softmaxCrossEntropy.ofChance(classCount: network.classCount)
    }
  }

  /// Thirty-two examples, or more of large batches; all where errors are rescaled by what the whole batch has.
  public func partSize(ofBatch batch: Int, for network: Network) -> Int {
    gradient.isAggregated ? .max : BatchShare.partSize(ofBatch: batch, atLeast: 32)
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
