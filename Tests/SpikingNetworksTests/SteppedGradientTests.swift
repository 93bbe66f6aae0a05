import DataSets
import Foundation
import NeuralNetworks
import SpikingNetworks
import TestSupport
import Testing

/// Networks in discrete time: exact gradients of soft neurons, and what must not change a result.
@Suite struct SteppedGradientTests {
  /// A random network with a batch of images of 6×6.
  struct Trial {
    let simulation: SteppedSimulation
    let network: Network
    var weights: [Double]
    let features: [Float]
    let labels: [Int32] = [0, 2, 1, 2]
    static let classes = 3

    init(
      seed: Int, isSoft: Bool, gradient: StepGradient? = nil, convolves: Bool? = nil,
      dropout: Double = 0
    ) {
      var random = SeededRandom(seed: seed)
      let filter = isSoft && random.bool() ? nil : random.uniform(1.5, 4)
      let aggregates = gradient.map { $0 != .surrogate && $0 != .backpropagation } ?? false
      func neuron() -> SteppedNeuron {
        SteppedNeuron(
          decay: random.uniform(0.3, 0.95), threshold: random.uniform(0.4, 0.8),
          activation: !aggregates && random.bool() ? .leakyReLU : .linear,
          reset: !aggregates && random.bool() ? .soft : .hard, output: isSoft ? .soft : .fires,
          filter: filter)
      }
      let learns = random.bool()
      let isByRows = convolves.map { !$0 } ?? random.bool()
      var nodes: [Node] = []
      func append(_ layer: any Layer) {
        nodes.append(Node(layer, of: nodes.isEmpty ? .examples : .node(nodes.count - 1)))
      }
      if isByRows {
        append(
          SteppedLayer(
            Shape(6), units: 7, isRecurrent: !aggregates && random.bool(), neuron: neuron(),
            learnsThresholds: learns))
      } else {
        let image = Shape(1, rows: 6, columns: 6)
        let convolution = Convolution(image, maps: 3, kernel: 3, padding: Int(random.next() % 2))
        append(SteppedLayer(convolution, neuron: neuron(), learnsThresholds: learns))
        append(Pooling(.average, of: convolution.output, window: 2))
      }
      if random.bool() {
        append(
          SteppedLayer(
            nodes.last!.layer.output, units: 5, isRecurrent: !aggregates && random.bool(),
            neuron: neuron(), learnsThresholds: learns))
      }
      let integrates = isSoft && random.bool()
      append(
        SteppedLayer(
          nodes.last!.layer.output, units: Self.classes,
          neuron: integrates ? .integrator(decay: 0.8) : neuron(),
          learnsThresholds: learns && !integrates))
      network = Network(nodes: nodes, loss: .squaredError, dropout: dropout)
      weights = network.nodes.flatMap { node in
        let scale = 2.5 / Double(node.layer.parameters.fanIn).squareRoot()
        return node.weights.map { _ in scale * (0.2 + random.normal()) }
          + node.biases.map { _ in 0.1 * random.normal() }
      }
      features = (0..<(36 * labels.count)).map { _ in Float(random.uniform(0, 1)) }
      simulation = SteppedSimulation(
        input: isByRows ? .rows : .repeated, steps: 6,
        readout: random.element(of: StepReadout.allCases),
        gradient: gradient ?? (isSoft ? .backpropagation : .surrogate))
    }

    func workspace<Scalar: NetworkScalar>(
      _ scalar: Scalar.Type = Double.self, threads: Int = 1, feedback: Feedback = .transport,
      modulation: ErrorModulation? = nil
    ) -> SteppedWorkspace<Scalar> {
      let setting = NetworkSetting(
        feedback: feedback, modulation: modulation,
        random: NetworkDraws(seed: 1, initialisation: .glorotUniform), threads: threads)
      let workspace = SteppedWorkspace<Scalar>(simulation, network, setting, capacity: 5)
      workspace.load(features: features, labels: labels, rows: 0..<Int32(labels.count))
      workspace.beginWindow(3)
      return workspace
    }

    func gradient<Scalar: NetworkScalar>(
      of workspace: SteppedWorkspace<Scalar>, backward: [Double]? = nil
    ) -> (loss: Double, gradient: [Double]) {
      var gradient = [Scalar](repeating: .nan, count: weights.count)
      let loss = workspace.gradient(
        forward: weights.map { Scalar($0) }, backward: (backward ?? weights).map { Scalar($0) },
        into: &gradient)
      return (loss, gradient.map { Double($0) })
    }
  }

  /// Of soft neurons backpropagation through time is the derivative of the loss, with dropout as well: central differences of fourth
  /// order, whose own error is about 1e-9 of the largest number.
  @Test(arguments: 0..<80) func softGradientsAreExact(_ seed: Int) {
    var trial = Trial(
      seed: seed, isSoft: true, convolves: seed % 3 == 0 ? false : nil,
      dropout: seed % 3 == 0 ? 0.3 : 0)
    let workspace = trial.workspace()
    let gradient = trial.gradient(of: workspace).gradient
    let scale = gradient.reduce(0) { max($0, abs($1)) }
    #expect(scale > 1e-6, "seed \(seed)")
    // Leaky units have kinks, which short steps do not reach.
    let hasKinks = trial.network.nodes.contains {
      ($0.layer as? SteppedLayer)?.neuron.activation == .leakyReLU
    }
    var random = SeededRandom(seed: seed)
    for _ in 0..<12 {
      let k = Int(random.next() % UInt64(trial.weights.count))
      let weight = trial.weights[k]
      let h = hasKinks ? 2e-5 : 1e-3
      let losses = [-2.0, -1, 1, 2].map { distance in
        trial.weights[k] = weight + distance * h
        return trial.gradient(of: workspace).loss
      }
      trial.weights[k] = weight
      let difference = (8 * (losses[2] - losses[1]) - (losses[3] - losses[0])) / (12 * h)
      #expect(
        abs(difference - gradient[k]) <= 1e-7 * scale,
        "seed \(seed), synapse \(k): \(difference) and \(gradient[k])")
    }
  }

  /// Parts of a batch are the same whatever the number of threads, and sums have one order.
  @Test(arguments: 0..<12) func threadsChangeNothing(_ seed: Int) {
    let gradients: [StepGradient] = [.surrogate, .backpropagation, .neighbourhoodAggregation()]
    let trial = Trial(seed: seed, isSoft: false, gradient: gradients[seed % 3])
    let one = trial.gradient(of: trial.workspace())
    let three = trial.gradient(of: trial.workspace(threads: 3))
    #expect(one.loss == three.loss && one.gradient == three.gradient, "seed \(seed)")
    #expect(one.gradient.contains { $0 != 0 }, "seed \(seed)")
  }

  /// In 32 bits a soft network's gradient is that in 64 bits but for roundings, which grow a little from step to step.
  @Test(arguments: 0..<20) func singlePrecisionIsNear(_ seed: Int) {
    let trial = Trial(seed: seed, isSoft: true)
    let double = trial.gradient(of: trial.workspace())
    let single = trial.gradient(of: trial.workspace(Float.self))
    let scale = double.gradient.reduce(0) { max($0, abs($1)) }
    let largest = zip(double.gradient, single.gradient).reduce(0) { max($0, abs($1.0 - $1.1)) }
    #expect(largest <= 2e-5 * scale, "seed \(seed)")
    #expect(abs(double.loss - single.loss) <= 1e-5 * double.loss, "seed \(seed)")
  }

  /// Backward weights that are the forward weights make the gradient, in recurrent layers as well; others do not.
  @Test(arguments: 0..<12) func backwardWeightsCarryErrors(_ seed: Int) {
    let trial = Trial(seed: seed, isSoft: true)
    let exact = trial.gradient(of: trial.workspace()).gradient
    let aligned = trial.workspace(feedback: .backwardWeights)
    #expect(trial.gradient(of: aligned).gradient == exact, "seed \(seed)")
    let turned = trial.gradient(of: aligned, backward: trial.weights.map { -$0 }).gradient
    #expect(turned != exact, "seed \(seed)")
    // The outputs' errors do not travel.
    let output = trial.network.nodes.last!.weights
    #expect(turned[output] == exact[output], "seed \(seed)")
  }

  /// GRAPES without propagation multiplies each unit's rows of the gradient by 2i/max i, at least 1.
  @Test(arguments: 0..<12) func localModulationMultipliesRows(_ seed: Int) {
    let trial = Trial(seed: seed, isSoft: true)
    var expected = trial.gradient(of: trial.workspace()).gradient
    for node in trial.network.nodes.dropLast() where !node.weights.isEmpty {
      let units = node.layer.parameters.groupCount
      let fan = node.weights.count / units
      func row(_ unit: Int) -> Range<Int> {
        (node.weights.lowerBound + unit * fan)..<(node.weights.lowerBound + (unit + 1) * fan)
      }
      let importance = (0..<units).map { trial.weights[row($0)].reduce(0) { $0 + abs($1) } }
      for unit in 0..<units {
        let factor = max(2 * importance[unit] / importance.max()!, 1)
        for k in row(unit) { expected[k] *= factor }
        if !node.biases.isEmpty { expected[node.biases.lowerBound + unit] *= factor }
      }
    }
    let found = trial.gradient(
      of: trial.workspace(modulation: ErrorModulation(scope: .local))
    ).gradient
    let scale = expected.reduce(0) { max($0, abs($1)) }
    for k in expected.indices {
      #expect(abs(found[k] - expected[k]) <= 1e-13 * scale, "seed \(seed), synapse \(k)")
    }
  }
}
