import DataSets
import Foundation
import NeuralNetworks
import SpikingNetworks
import TestSupport
import Testing

/// What changes errors on their way, against what it has to do to the gradient.
@Suite struct PathwayTests {
  /// One hidden layer, with examples whose spikes are given.
  private struct Case {
    let network = Network(nodes: [
      Node(SpikingLayer(Shape(4), units: 6), of: .examples),
      Node(SpikingLayer(Shape(6), units: 3), of: .node(0)),
    ])
    let forward, backward: [Double]
    let trains: SpikeTrains
    let random = NetworkDraws(
      seed: 3, initialisation: .layers([.constant(1), .normal(mean: 0.5, deviation: 1)]))

    init(seed: Int) {
      var random = SeededRandom(seed: seed)
      func weights() -> [Double] {
        (0..<24).map { _ in 5 + random.normal() } + (0..<18).map { _ in 3 + random.normal() }
      }
      (forward, backward) = (weights(), weights())
      let examples = (0..<4).map { _ in
        (0..<4).map { SpikeTrains.Spike(neuron: $0, time: random.uniform(0, 20)) }
      }
      trains = SpikeTrains(examples, neuronCount: 4)
    }

    func gradient(
      _ feedback: Feedback, modulation: ErrorModulation? = nil, counts: SpikeCountTarget? = nil,
      backward others: [Double]? = nil
    ) throws -> (gradient: [Double], workspace: SpikingWorkspace) {
      let simulation = SpikingSimulation(
        encoding: SpikeEncoding(.given), given: trains, duration: 50,
        readout: .firstSpike(alpha: 0.01, tau0: 2, tau1: 20), spikeCounts: counts)
      let workspace = SpikingWorkspace(
        simulation, network,
        NetworkSetting(feedback: feedback, modulation: modulation, random: random), capacity: 4)
      workspace.load(given: [0, 1, 2, 0])
      var gradient = [Double](repeating: .nan, count: forward.count)
      _ = try workspace.gradient(
        forward: forward, backward: others ?? backward, into: &gradient)
      return (gradient, workspace)
    }
  }

  private func expectEqual(_ a: [Double], _ b: [Double], _ what: Comment) {
    let scale = b.reduce(0) { max($0, abs($1)) }
    let largest = zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) }
    #expect(scale > 0 && largest <= 1e-13 * scale, what)
  }

  /// GRAPES multiplies what a hidden neuron's errors are by 2i/max i, at least 1: with one hidden layer its gradient, in both scopes.
  @Test(arguments: 0..<20) func errorsAreModulated(_ seed: Int) throws {
    let given = Case(seed: seed)
    let importance = (0..<6).map { unit in
      given.forward[(4 * unit)..<(4 * unit + 4)].reduce(0) { $0 + abs($1) }
    }
    var expected = try given.gradient(.backwardWeights).gradient
    for unit in 0..<6 {
      let factor = max(2 * importance[unit] / importance.max()!, 1)
      for place in 0..<4 { expected[4 * unit + place] *= factor }
    }
    for scope in ErrorModulation.Scope.allCases {
      let found = try given.gradient(
        .backwardWeights, modulation: ErrorModulation(scope: scope)
      ).gradient
      expectEqual(found, expected, "\(scope), seed \(seed)")
    }
  }

  /// With one hidden layer direct feedback is feedback alignment with the matrix that it draws.
  @Test(arguments: 0..<20) func directFeedbackHasItsMatrix(_ seed: Int) throws {
    let given = Case(seed: seed)
    let matrix = given.random.fixedMatrix(to: 0, inputs: 3, outputs: 6)
    let aligned = try given.gradient(
      .backwardWeights, backward: Array(given.forward[..<24]) + matrix
    ).gradient
    expectEqual(try given.gradient(.direct).gradient, aligned, "seed \(seed)")
  }

  /// Signs of the weights, in a size.
  @Test(arguments: 0..<20) func signsCarryErrors(_ seed: Int) throws {
    let given = Case(seed: seed)
    let signs = given.forward.map { $0 < 0 ? -0.7 : 0.7 }
    expectEqual(
      try given.gradient(.signSymmetry(.uniform(0.7))).gradient,
      try given.gradient(.backwardWeights, backward: signs).gradient, "seed \(seed)")
  }

  /// A neuron that fires once, a time r after its only input: a pull p makes its adjoint −p there, and the gradient
  /// p (e^(−r/τ_m) − e^(−r/τ_s))/κ larger.
  @Test func countsPull() throws {
    let network = Network(nodes: [
      Node(SpikingLayer(Shape(1), units: 1), of: .examples),
      Node(SpikingLayer(Shape(1), units: 2), of: .node(0)),
    ])
    let trains = SpikeTrains([[.init(neuron: 0, time: 1)]], neuronCount: 1)
    func gradient(_ counts: SpikeCountTarget?) throws -> (Double, Double) {
      let workspace = SpikingWorkspace(
        SpikingSimulation(
          encoding: SpikeEncoding(.given), given: trains, readout: .integratedVoltage,
          spikeCounts: counts), network,
        NetworkSetting(
          feedback: .transport, random: NetworkDraws(seed: 1, initialisation: .glorotUniform)),
        capacity: 1)
      workspace.load(given: [0])
      var gradient = [0.0, 0, 0]
      let weights = [7.0, 0.5, 0.2]
      _ = try workspace.gradient(forward: weights, backward: weights, into: &gradient)
      let spikes = workspace.spikes(ofExample: 0).filter { $0.layer == 1 }
      try #require(spikes.count == 1)
      return (gradient[0], spikes[0].time - 1)
    }
    let (plain, r) = try gradient(nil)
    let kappa = 1 / 5.0 - 1 / 20.0
    let (slow, fast) = (exp(-r / 20), exp(-r / 5))
    let response = (slow - fast) / kappa
    for (target, strength) in [(0.0, 0.3), (3, 0.3), (1, 5)] {
      let pulled = try gradient(SpikeCountTarget(target: target, strength: strength)).0
      let pull = strength * (1 - target)
      #expect(abs(pulled - plain - pull * response) < 1e-12)
    }
  }

  // MARK: Spikes of the input

  private func inputs(
    _ encoding: SpikeEncoding, _ features: [Float], window: Int? = nil, examples: Int = 1
  ) throws -> [[Spike]] {
    let network = Network(nodes: [
      Node(
        SpikingLayer(
          Shape(encoding.inputCount(features: features.count / examples)), units: 2),
        of: .examples)
    ])
    let workspace = SpikingWorkspace(
      SpikingSimulation(encoding: encoding, readout: .integratedVoltage), network,
      NetworkSetting(
        feedback: .transport, random: NetworkDraws(seed: 1, initialisation: .glorotUniform)),
      capacity: examples)
    workspace.load(
      features: features, labels: Array(repeating: 0, count: examples), rows: 0..<Int32(examples),
      permutation: nil)
    let weights = [Double](repeating: 0.01, count: network.synapseCount)
    if let window {
      workspace.beginWindow(window)
      var gradient = weights
      _ = try workspace.gradient(forward: weights, backward: weights, into: &gradient)
    } else {
      _ = try workspace.evaluate(forward: weights)
    }
    return (0..<examples).map { workspace.spikes(ofExample: $0).filter { $0.layer == 0 } }
  }

  @Test func numbersBecomeSpikes() throws {
    let features: [Float] = [1, 0.25, 0, 0.5]
    func expect(_ encoding: SpikeEncoding, _ expected: [(neuron: Int, time: Double)]) throws {
      let spikes = expected.map { Spike(layer: 0, neuron: $0.neuron, time: $0.time) }
      #expect(try inputs(encoding, features)[0] == spikes)
    }
    try expect(SpikeEncoding(.latency, duration: 20), [(0, 0), (3, 10), (1, 15)])
    try expect(
      SpikeEncoding(.times, duration: 40, bias: 12), [(2, 0), (1, 10), (4, 12), (3, 20), (0, 40)])
  }

  /// Poisson processes: counts within five standard deviations, others in each window, the same when tested.
  @Test func ratesAreThoseOfTheNumbers() throws {
    let features = [Float](repeating: 0.5, count: 2000) + [Float](repeating: 0, count: 10)
    let encoding = SpikeEncoding(.rate, duration: 100, highestRate: 0.2)
    let spikes = try inputs(encoding, features)[0]
    let expected = 2000 * 100 * 0.2 * 0.5
    #expect(abs(Double(spikes.count) - expected) < 5 * expected.squareRoot())
    #expect(spikes.allSatisfy { $0.neuron < 2000 && (0...100).contains($0.time) })
    #expect(try inputs(encoding, features)[0] == spikes)
    let windows = try [1, 1, 2].map { try inputs(encoding, features, window: $0)[0] }
    #expect(windows[0] == windows[1] && windows[0] != windows[2])
  }

  /// Spikes that are given are shown as they are, but for inputs that are left out in training with all of their spikes, and for the
  /// bias, which is an input more.
  @Test func givenSpikesAreShown() throws {
    let examples = (0..<3).map { example in
      (0..<400).map {
        SpikeTrains.Spike(neuron: $0 % 200, time: Double($0 * 7 % 401 + Int32(example)) / 8)
      }
    }
    let trains = SpikeTrains(examples, neuronCount: 250)
    let network = Network(nodes: [Node(SpikingLayer(Shape(251), units: 2), of: .examples)])
    let workspace = SpikingWorkspace(
      SpikingSimulation(
        encoding: SpikeEncoding(.given, bias: 12, dropout: 0.5), given: trains,
        readout: .integratedVoltage), network,
      NetworkSetting(
        feedback: .transport, random: NetworkDraws(seed: 1, initialisation: .glorotUniform)),
      capacity: 3)
    // In another order than they stand in.
    workspace.load(features: [2, 0, 1], labels: [0, 1, 0], rows: [2, 0], permutation: nil)
    let weights = [Double](repeating: 0.01, count: network.synapseCount)
    _ = try workspace.evaluate(forward: weights)
    func shown(_ k: Int) -> [Spike] { workspace.spikes(ofExample: k).filter { $0.layer == 0 } }
    for (k, example) in [1, 2].enumerated() {
      let expected =
        examples[example].map { Spike(layer: 0, neuron: Int($0.neuron), time: $0.time) } + [
          Spike(layer: 0, neuron: 250, time: 12)
        ]
      #expect(shown(k) == expected.sorted { ($0.time, $0.neuron) < ($1.time, $1.neuron) })
    }
    var gradient = weights
    _ = try workspace.gradient(forward: weights, backward: weights, into: &gradient)
    for k in 0..<2 {
      // Of 200 inputs half are left out, within five standard deviations, √50, each with both of its spikes.
      let counts = Dictionary(grouping: shown(k), by: \.neuron).mapValues(\.count)
      #expect(counts[250] == 1 && counts.allSatisfy { $0.key == 250 || $0.value == 2 })
      #expect(abs(Double(counts.count) - 101) < 5 * 50.0.squareRoot())
    }
  }

  /// A share of the inputs is left out in training, others in each window; none in tests, and never the bias.
  @Test func inputsAreLeftOut() throws {
    let features = [Float](repeating: 0.5, count: 4000)
    let encoding = SpikeEncoding(.times, duration: 10, bias: 0, dropout: 0.2)
    #expect(try inputs(encoding, features)[0].count == 4001)
    let windows = try [1, 1, 2].map { try inputs(encoding, features, window: $0)[0] }
    #expect(windows[0] == windows[1] && windows[0] != windows[2])
    for spikes in windows {
      // Five standard deviations of a binomial count, 4000 · 0.2 · 0.8.
      #expect(abs(Double(spikes.count) - 3201) < 5 * 640.0.squareRoot())
      #expect(spikes.contains { $0.neuron == 4000 })
    }
  }
}
