import DataSets
import NeuralNetworks
import SpikingNetworks

/// What the section `drive` of the kind `spikingNetwork` says of neurons in discrete time.
package struct SteppedDescription: Sendable, Equatable {
  /// The kinds of neurons.
  package enum Kind: String, CaseIterable, Sendable {
    case leakyIntegrateAndFire, spikingNeuralUnit, softSpikingNeuralUnit
  }

  /// What is learned of the outputs.
  package enum Readout: String, CaseIterable, Sendable {
    case targetTrace, meanSquare, meanEntropy
    /// Outputs that do not fire: the cross entropy of the mean of u.
    case integratedVoltage
  }

  package var kind = Kind.leakyIntegrateAndFire
  /// τ_m and τ_s of `leakyIntegrateAndFire`, in the unit of `step`.
  package var tauM = 20.0, tauS = 5.0
  /// d of spiking neural units.
  package var decay = 0.8
  package var threshold = 1.0
  package var activation = SteppedNeuron.Activation.linear
  package var reset = SteppedNeuron.Reset.hard
  package var learnsThresholds = false
  package var input = StepInput.repeated
  /// The hidden layers.
  package var architecture = Architecture([.dense(200)])
  /// How long a step lasts.
  package var step = 1.0
  /// How long an example is shown in training, and in tests: whole steps.
  package var trial = 20.0
  package var testTrial = 20.0
  package var readout = Readout.targetTrace
  package var gradient = StepGradient.surrogate

  package init() {}
}

extension SteppedDescription {
  /// How many steps a time has.
  func steps(in time: Double) -> Int { max(1, Int((time / step).rounded())) }

  /// How many steps there are in training.
  package var steps: Int { steps(in: trial) }
  /// How many there are in tests.
  package var testSteps: Int { steps(in: testTrial) }
  /// Whether hidden neurons fire.
  package var fires: Bool { kind != .softSpikingNeuralUnit }
  /// Whether outputs do.
  package var outputsFire: Bool { fires && readout != .integratedVoltage }
  /// When an input that comes so late is not read any more.
  package var duration: Double { Double(min(steps, testSteps)) * step }

  /// The shortest trial in which each input that fires at a time of its own does, the bias among them: whole steps.
  var shortestTrial: Double {
    guard case .spikes(let encoding) = input else { return step }
    let bias = encoding.bias.map(trial(with:)) ?? step
    switch encoding.kind {
    case .latency: return max(bias, (encoding.duration / step * (1 - 1e-12)).rounded(.up) * step)
    case .times: return max(bias, trial(with: encoding.duration))
    case .rate, .given: return bias
    }
  }

  /// The shortest trial in which a spike at a time is read: it falls into the step that begins then, or before.
  package func trial(with time: Double) -> Double { ((time / step).rounded(.down) + 1) * step }

  /// The neurons of all layers.
  package var neuron: SteppedNeuron {
    switch kind {
    case .leakyIntegrateAndFire:
      .leakyIntegrateAndFire(
        tauM: tauM / step, tauS: tauS / step, threshold: threshold, reset: reset)
    case .spikingNeuralUnit, .softSpikingNeuralUnit:
      SteppedNeuron(
        decay: decay, threshold: threshold, activation: activation, reset: reset,
        output: fires ? .fires : .soft)
    }
  }

  /// The outputs.
  private var outputNeuron: SteppedNeuron {
    readout == .integratedVoltage ? .integrator(decay: neuron.decay) : neuron
  }

  /// How the network computes.
  ///
  /// - Parameter given: the spikes of the examples, if these are spikes.
  package func simulation(of given: SpikeTrains?) -> SteppedSimulation {
    SteppedSimulation(
      input: input, given: given, step: step, steps: steps, testSteps: testSteps,
      readout: StepReadout(rawValue: readout.rawValue) ?? .meanEntropy, gradient: gradient)
  }

  /// What an example is in one step.
  private func inputShape(_ examples: Shape) -> Shape {
    switch input {
    case .repeated: examples
    case .rows: Shape(examples.columns)
    case .spikes(let encoding):
      encoding.bias == nil && encoding.kind != .given
        ? examples : Shape(encoding.inputCount(features: examples.count))
    }
  }

  /// The network for examples of a shape.
  ///
  /// - Throws: `ArchitectureError` with the layer that does not fit what it reads.
  package func network(input: Shape, classes: Int, dropout: Double) throws(ArchitectureError)
    -> Network
  {
    let network = try Network(
      architecture, input: inputShape(input), classes: classes, activation: .linear,
      loss: .squaredError)
    let recurrent = architecture.recurrentLayers + [false]
    var layer = 0
    let nodes = network.nodes.map { node in
      let inner: any Layer
      switch node.layer {
      case let dense as Dense:
        let isOutput = layer == recurrent.count - 1
        let neuron = isOutput ? outputNeuron : neuron
        inner = SteppedLayer(
          dense.input, units: dense.unitCount, isRecurrent: recurrent[layer], neuron: neuron,
          learnsThresholds: learnsThresholds && neuron.output != .integrates)
        layer += 1
      case let convolution as Convolution:
        inner = SteppedLayer(convolution, neuron: neuron, learnsThresholds: learnsThresholds)
        layer += 1
      default: inner = node.layer
      }
      return Node(inner, of: node.inputs[0])
    }
    return Network(nodes: nodes, loss: .squaredError, dropout: dropout)
  }
}
