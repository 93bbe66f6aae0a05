import NeuralNetworks
import SpikingNetworks
import SynapticDynamics

extension Study {
  /// Whether times of surveys may lie within windows, as far as that is easily seen.
  private var surveysWithinWindows: Bool {
    guard let window = drive.window, case .every(let interval) = record.grid else { return true }
    return interval.remainder(dividingBy: window) != 0
  }

  /// About how many bytes a run takes in each of some processes that share it: what grows with the synapses, with the
  /// examples at a time, with the windows and with the times to record. Rather too little than too much.
  ///
  /// A double, for what a study asks for may be more than any integer.
  func memoryNeeded(ranks: Int) -> Double {
    let synapses = Double(synapseCount) / Double(ranks)
    let componentCount = componentCount
    let state = Double(componentCount) * synapses
    var numbers =
      integrator.method.numbers(integrator, state)
      + drive.numbers(synapses: synapses, ranks: ranks)
    numbers += Double(record.synapses.count(of: synapseCount)) * Double(componentCount + 1)
    numbers += 2 * record.grid.count(duration: duration)
    if record.population {
      // What may be a quantile is set aside, |g| is added up where it is held, and within a window the state that it begins with and the one that is looked at.
      numbers +=
        (hasPaperAlgorithm && drive.network == nil ? 3 : 2) * synapses
        + (surveysWithinWindows ? 2 * state : 0)
    }
    numbers += 2 * duration / (drive.window ?? .infinity)
    return 8 * numbers
  }
}

extension DriveDescription {
  /// How many numbers it holds.
  fileprivate func numbers(synapses: Double, ranks: Int) -> Double {
    switch self {
    case .constant: synapses
    case .steps(let times, _): Double(times.count) * synapses
    case .sines: 3 * synapses
    case .file: 2 * synapses
    case .heldNoise, .ornsteinUhlenbeck: 0
    case .network(let network): network.numbers(ranks: ranks)
    }
  }
}

extension NetworkDescription {
  /// How many numbers a network holds: gradients, the outputs of a batch with their errors, what a mirror phase draws,
  /// the tasks' permutations.
  fileprivate func numbers(ranks: Int) -> Double {
    guard let network = try? network() else { return 0 }
    let outputs = network.nodes.map { Double($0.outputCount) }
    let whole = presentation == .fullBatch ? examples.count : min(self.batch, examples.count)
    let batch = (whole + ranks - 1) / ranks
    // Of several ranks each has all weights, and the gradient of its examples by all.
    var numbers = (ranks == 1 ? 1 : 4) * Double(network.synapseCount)
    let perExample =
      stepped.map {
        SteppedSimulation.numbersPerExample(
          of: network, steps: $0.steps, testSteps: $0.testSteps)
      }
      ?? network.numbersPerExample
    let looked = NetworkProbe.chunk(numbersPerExample: perExample)
    numbers += Double(network.arrangement.places(for: batch)) * Double(perExample)
    if network.arrangement == .lanes || stepped != nil {
      // Who looks at the network has as much for some examples of its own.
      numbers += Double(looked) * Double(perExample)
    }
    // Gradients of blocks of examples, of the drive and of who looks at the network, and both kinds of weights.
    if spiking != nil { numbers += 20 * Double(network.synapseCount) }
    // Spikes that are given, and of a batch and of who looks at the network what becomes of them in the first layer.
    numbers += 1.5 * Double(examples.spikeCount)
    let shown = batch + min(looked, examples.count)
    numbers += 8 * examples.spikesPerExample * Double(shown)
    if case .weightMirror(_, _, let draws) = feedback {
      numbers += 2 * Double(draws) * max(outputs.max()!, Double(network.inputCount))
    }
    if let tasks { numbers += Double(tasks.count) * Double(network.inputCount) / 2 }
    return precision == .single ? numbers / 2 : numbers
  }
}

extension RecordDescription.Grid {
  /// How many times there are to record.
  fileprivate func count(duration: Double) -> Double {
    switch self {
    case .every(let interval): duration / interval
    case .times(let times): Double(times.count)
    case .logarithmic(_, _, let count): Double(count)
    }
  }
}
