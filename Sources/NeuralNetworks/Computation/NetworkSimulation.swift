/// How the units of a network compute: by responses to numbers, or in ways of their own.
public protocol NetworkSimulation: Sendable {
  /// How many numbers an example has for a network.
  func featureCount(for network: Network) -> Int

  /// How many numbers an evaluator holds for each example.
  func numbersPerExample(of network: Network) -> Int

  /// The loss of a network that holds all classes for equally likely.
  func lossOfChance(of network: Network) -> Double

  /// Makes what computes.
  ///
  /// - Parameters:
  ///   - scalar: the numbers that weights and gradients are given in.
  ///   - network: its layers and their synapses.
  ///   - setting: the pathway, and what else is not of the network.
  ///   - capacity: the largest number of examples at a time.
  func makeEvaluator<Scalar: NetworkScalar>(
    _ scalar: Scalar.Type, for network: Network, _ setting: NetworkSetting, capacity: Int
  ) -> any NetworkEvaluator<Scalar>
}

extension NetworkSimulation {
  /// As many as a workspace of layers' responses.
  public func numbersPerExample(of network: Network) -> Int { network.numbersPerExample }

  /// As its loss has it.
  public func lossOfChance(of network: Network) -> Double {
    network.loss.ofChance(classCount: network.classCount)
  }
}

/// What a network computes with besides its weights.
public struct NetworkSetting: Sendable {
  /// How errors travel.
  public var feedback: Feedback
  /// What multiplies them on their way, if anything does.
  public var modulation: ErrorModulation?
  /// Draws what the pathway and dropout need.
  public var random: NetworkDraws
  /// How many threads may work. Results do not depend on it.
  public var threads: Int

  /// A setting.
  public init(
    feedback: Feedback, modulation: ErrorModulation? = nil, random: NetworkDraws, threads: Int = 1
  ) {
    self.feedback = feedback
    self.modulation = modulation
    self.random = random
    self.threads = threads
  }
}

/// Units that make numbers of numbers, layer by layer: see ``NetworkWorkspace``.
public struct LayerwiseResponse: NetworkSimulation {
  /// The way of all layers that have kernels.
  public init() {}

  /// As many as the network's inputs.
  public func featureCount(for network: Network) -> Int { network.inputCount }

  /// Makes a workspace.
  public func makeEvaluator<Scalar: NetworkScalar>(
    _ scalar: Scalar.Type, for network: Network, _ setting: NetworkSetting, capacity: Int
  ) -> any NetworkEvaluator<Scalar> {
    NetworkWorkspace<Scalar>(
      network, feedback: setting.feedback, modulation: setting.modulation,
      random: setting.random, capacity: capacity, threads: setting.threads)
  }
}
