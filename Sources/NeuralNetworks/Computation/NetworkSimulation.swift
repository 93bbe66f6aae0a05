import Parallel

/// How the units of a network compute: by responses to numbers, or in ways of their own.
public protocol NetworkSimulation: Sendable {
  /// How many numbers an example has for a network.
  func featureCount(for network: Network) -> Int

  /// How many numbers an evaluator holds for each example.
  func numbersPerExample(of network: Network) -> Int

  /// The loss of a network that holds all classes for equally likely.
  func lossOfChance(of network: Network) -> Double

  /// How many examples the parts have in which a network's batches are computed and shared out: as few as take no longer for
  /// each; `Int.max` where a batch has to stay together.
  ///
  /// - Parameters:
  ///   - batch: how many examples a batch has.
  ///   - network: the network.
  func partSize(ofBatch batch: Int, for network: Network) -> Int

  /// Makes what computes.
  ///
  /// - Parameters:
  ///   - scalar: the numbers that weights and gradients are given in.
  ///   - network: its layers and their synapses.
  ///   - setting: the pathway, and what else is not of the network.
  ///   - capacity: the largest number of examples of a batch here.
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
  /// Who share the batches; by default one has them alone. One thread at a time asks them.
  nonisolated(unsafe) public var ranks: Ranks
  /// How many examples the parts of a batch have; by default all are in one.
  public var partSize: Int

  /// A setting.
  public init(
    feedback: Feedback, modulation: ErrorModulation? = nil, random: NetworkDraws, threads: Int = 1,
    ranks: Ranks = .alone, partSize: Int = .max
  ) {
    (self.ranks, self.partSize) = (ranks, partSize)
    self.feedback = feedback
    self.modulation = modulation
    self.random = random
    self.threads = threads
  }
}

extension NetworkSetting {
  /// What is here of the batches to come, for one evaluator.
  package func makeShare() -> BatchShare { BatchShare(ranks: ranks, partSize: partSize) }
}

/// Units that make numbers of numbers, layer by layer: see ``NetworkWorkspace``.
public struct LayerwiseResponse: NetworkSimulation {
  /// The way of all layers that have kernels.
  public init() {}

  /// As many as the network's inputs.
  public func featureCount(for network: Network) -> Int { network.inputCount }

  /// Thirty-two examples where they stand side by side, sixty-four otherwise, or more of large batches.
  public func partSize(ofBatch batch: Int, for network: Network) -> Int {
    BatchShare.partSize(ofBatch: batch, atLeast: network.arrangement == .lanes ? 32 : 64)
  }

  /// Makes a workspace.
  public func makeEvaluator<Scalar: NetworkScalar>(
    _ scalar: Scalar.Type, for network: Network, _ setting: NetworkSetting, capacity: Int
  ) -> any NetworkEvaluator<Scalar> {
    NetworkWorkspace<Scalar>(
      network, feedback: setting.feedback, modulation: setting.modulation,
      random: setting.random, capacity: capacity, threads: setting.threads,
      share: setting.makeShare())
  }
}
