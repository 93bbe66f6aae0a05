import DataSets
import Foundation
import NeuralNetworks
import SpikingNetworks
import TestSupport
import Testing

/// Steps of time: the limit in which they become short, inputs that are binned and drawn, tests that are longer than trainings.
@Suite struct SteppedTimeTests {
  private func workspace(
    _ simulation: SteppedSimulation, _ network: Network, features: [Float], count: Int,
    capacity: Int? = nil
  ) -> SteppedWorkspace<Double> {
    let setting = NetworkSetting(
      feedback: .transport, random: NetworkDraws(seed: 5, initialisation: .glorotUniform))
    let workspace = SteppedWorkspace<Double>(
      simulation, network, setting, capacity: capacity ?? count)
    workspace.load(
      features: features, labels: Array(repeating: 0, count: count), rows: 0..<Int32(count))
    workspace.beginWindow(0)
    return workspace
  }

  /// As steps become short, spikes come when those of the continuous neurons do: weights that are currents in units of V there are τ_s/τ_m
  /// times these here. Euler's method and spikes at the ends of steps are both of first order: eight times shorter steps, an
  /// eighth of the error, give or take a third for where in their steps spikes happen to fall.
  @Test func stepsBecomeEvents() throws {
    var (coarse, fine) = (0.0, 0.0)
    var spikes = 0
    for seed in 0..<20 {
      var random = SeededRandom(seed: seed)
      let trains = SpikeTrains(
        [(0..<20).map { .init(neuron: Int32($0 % 5), time: random.uniform(0, 30)) }],
        neuronCount: 5)
      let weights =
        (0..<40).map { _ in 2.5 + random.normal() }
        + (0..<16).map { _ in 4 + random.normal() }
      let neuron = SpikingNeuron(tauM: 20, tauS: 5)
      let events = SpikingWorkspace(
        SpikingSimulation(encoding: SpikeEncoding(.given), given: trains, duration: 60),
        Network(nodes: [
          Node(SpikingLayer(Shape(5), units: 8, neuron: neuron), of: .examples),
          Node(SpikingLayer(Shape(8), units: 2, neuron: neuron), of: .node(0)),
        ]),
        NetworkSetting(
          feedback: .transport, random: NetworkDraws(seed: 1, initialisation: .glorotUniform)),
        capacity: 1)
      events.load(given: [0])
      _ = try events.evaluate(forward: weights)
      /// The first two spikes of each neuron: errors of earlier spikes are in those of later ones.
      func firsts(_ spikes: [Spike]) -> [[Double]] {
        (0..<10).map { k in
          let own = spikes.filter { $0.layer > 0 && 8 * ($0.layer - 1) + $0.neuron == k }
          return Array(own.map(\.time).sorted().prefix(2))
        }
      }
      let exact = firsts(events.spikes(ofExample: 0))
      func errors(step: Double) -> [Double]? {
        let stepped = SteppedNeuron.leakyIntegrateAndFire(tauM: 20 / step, tauS: 5 / step)
        let network = Network(
          nodes: [
            Node(SteppedLayer(Shape(5), units: 8, neuron: stepped), of: .examples),
            Node(SteppedLayer(Shape(8), units: 2, neuron: stepped), of: .node(0)),
          ], loss: .squaredError)
        let workspace = workspace(
          SteppedSimulation(
            input: .spikes(SpikeEncoding(.given)), given: trains, step: step,
            steps: Int(60 / step)), network, features: [0], count: 1)
        _ = workspace.evaluate(forward: weights.map { $0 * 5 / 20 })
        let found = firsts(workspace.spikes(ofExample: 0))
        // A spike at the edge of being none may be one here and none there.
        guard found.map(\.count) == exact.map(\.count) else { return nil }
        return zip(found.joined(), exact.joined()).map { abs($0 - $1) }
      }
      guard let long = errors(step: 0.04), let short = errors(step: 0.005) else { continue }
      coarse += long.reduce(0, +)
      fine += short.reduce(0, +)
      spikes += long.count
    }
    #expect(spikes > 200, "so many spikes were compared: \(spikes)")
    #expect((8 / 1.33...8 * 1.33).contains(coarse / fine), "\(coarse / fine)")
    #expect(fine / Double(spikes) < 0.02, "step 0.005, a mean error of \(fine / Double(spikes))")
  }

  /// A test that is longer than a training goes on where the steps of a training end: to the last bit what one of that length does.
  @Test(arguments: 0..<10) func longTestsAreSeamless(_ seed: Int) {
    var random = SeededRandom(seed: seed)
    let neuron = SteppedNeuron(
      decay: 0.8, threshold: 0.5, output: random.bool() ? .soft : .fires,
      filter: random.bool() ? nil : 2.5)
    let network = Network(
      nodes: [
        Node(
          SteppedLayer(Shape(4), units: 6, isRecurrent: true, neuron: neuron), of: .examples),
        Node(SteppedLayer(Shape(6), units: 3, neuron: neuron), of: .node(0)),
      ], loss: .squaredError)
    let weights = (0..<network.synapseCount).map { _ in 0.7 * random.normal() }
    let features = (0..<12).map { _ in Float(random.uniform(0, 1)) }
    let inputs: [StepInput] = [
      .repeated, .spikes(SpikeEncoding(.rate, highestRate: 0.8)),
      .spikes(SpikeEncoding(.latency, duration: 12)),
    ]
    for input in inputs {
      func result(steps: Int) -> (Double, [Double], [Spike]) {
        let workspace = workspace(
          SteppedSimulation(input: input, steps: steps, testSteps: 17, readout: .targetTrace),
          network, features: features, count: 3)
        let loss = workspace.evaluate(forward: weights).loss
        return (
          loss, workspace.activities(ofNode: 1), (0..<3).flatMap(workspace.spikes)
        )
      }
      let (a, b) = (result(steps: 5), result(steps: 17))
      #expect(a.0 == b.0 && a.1 == b.1 && a.2 == b.2, "seed \(seed), \(input)")
    }
  }

  /// Neurons that remember nothing, each with one input of weight 1: their spikes are the input.
  private func relay(
    _ input: StepInput, steps: Int, step: Double = 1, features: [Float], inputs: Int? = nil
  ) -> SteppedWorkspace<Double> {
    let count = inputs ?? features.count
    let neuron = SteppedNeuron(decay: 0, threshold: 0.5)
    let network = Network(
      nodes: [Node(SteppedLayer(Shape(count), units: count, neuron: neuron), of: .examples)],
      loss: .squaredError)
    let workspace = workspace(
      SteppedSimulation(input: input, step: step, steps: steps), network, features: features,
      count: 1)
    var weights = [Double](repeating: 0, count: count * count)
    for k in 0..<count { weights[k * count + k] = 1 }
    _ = workspace.evaluate(forward: weights)
    return workspace
  }

  /// A spike at t is read in the step from k Δt to (k + 1) Δt that it falls into, and relayed at the end of that.
  @Test func latenciesAreBinned() {
    let features: [Float] = [1, 0.75, 0.5, 0.26, 0]
    let workspace = relay(
      .spikes(SpikeEncoding(.latency, duration: 10)), steps: 20, step: 0.5, features: features)
    let relayed = workspace.spikes(ofExample: 0).filter { $0.layer == 1 }
      .sorted { $0.neuron < $1.neuron }
    #expect(relayed.map(\.neuron) == [0, 1, 2, 3])
    #expect(relayed.map(\.time) == [0.5, 3, 5.5, 7.5])
  }

  /// Inputs fire by the probability of their number times rate times step: over 4000 steps within five standard deviations.
  @Test func ratesAreDrawn() {
    let features: [Float] = [0, 0.1, 0.5, 0.9, 1]
    let workspace = relay(
      .spikes(SpikeEncoding(.rate, duration: 2000, highestRate: 1.6)), steps: 4000, step: 0.5,
      features: features)
    for (share, value) in zip(workspace.activities(ofNode: 0), features) {
      let p = Double(value) * 0.8
      #expect(abs(share - p) <= 5 * (p * (1 - p) / 4000).squareRoot(), "\(share) for \(p)")
    }
  }

  /// Rates last as long as the encoding, a bias fires once, and what is told of the input is what was read.
  @Test func ratesEndAndBiasesFireOnce() {
    let encoding = SpikeEncoding(.rate, duration: 100, bias: 3.2, highestRate: 2)
    let workspace = relay(
      .spikes(encoding), steps: 400, step: 0.5, features: [0.5, 1, 0], inputs: 4)
    let spikes = workspace.spikes(ofExample: 0)
    let relayed = spikes.filter { $0.layer == 1 }
    #expect(relayed.filter { $0.neuron == 3 }.map(\.time) == [3.5])
    #expect(relayed.count { $0.neuron == 1 } == 200 && relayed.allSatisfy { $0.time <= 100 })
    // 100 of 200, within five standard deviations.
    #expect(abs(relayed.count { $0.neuron == 0 } - 100) < 36)
    let read = spikes.filter { $0.layer == 0 }.map { [Double($0.neuron), $0.time + 0.5] }
    #expect(read == relayed.map { [Double($0.neuron), $0.time] })
  }

  /// Images that are the same in each row, shown row by row, are one row shown again and again.
  @Test func rowsAreSteps() {
    var random = SeededRandom(seed: 1)
    let neuron = SteppedNeuron(decay: 0.7, threshold: 0.6, output: .soft, filter: 2)
    let network = Network(
      nodes: [
        Node(SteppedLayer(Shape(5), units: 4, neuron: neuron), of: .examples),
        Node(SteppedLayer(Shape(4), units: 3, neuron: neuron), of: .node(0)),
      ], loss: .squaredError)
    let weights = (0..<network.synapseCount).map { _ in random.normal() }
    let row = (0..<5).map { _ in Float(random.uniform(0, 1)) }
    func gradient(_ input: StepInput, _ features: [Float]) -> (Double, [Double]) {
      let workspace = workspace(
        SteppedSimulation(input: input, steps: 6), network, features: features, count: 1)
      var gradient = weights
      let loss = workspace.gradient(forward: weights, backward: weights, into: &gradient)
      return (loss, gradient)
    }
    let (rows, repeated) = (
      gradient(.rows, (0..<6).flatMap { _ in row }), gradient(.repeated, row)
    )
    #expect(abs(rows.0 - repeated.0) <= 1e-14 * rows.0)
    for (a, b) in zip(rows.1, repeated.1) { #expect(abs(a - b) <= 1e-14) }
    #expect(rows.1.contains { abs($0) > 1e-3 })
  }
}
