import DataSets
import Foundation
import NeuralNetworks
import SpikingNetworks
import TestSupport
import Testing

/// Gradients against central differences of the loss, on networks larger than the references.
@Suite struct GradientTests {
  /// A random network with batches of examples.
  struct Trial {
    let simulation: SpikingSimulation
    let network: Network
    var weights: [Double]
    let trains: SpikeTrains
    let labels: [Int]

    init(seed: Int) {
      var random = SeededRandom(seed: seed)
      let inputs = 3 + Int(random.next() % 4)
      let classes = 2 + Int(random.next() % 2)
      var sizes = [4 + Int(random.next() % 8)]
      if random.bool() { sizes.append(3 + Int(random.next() % 6)) }
      sizes.append(classes)
      let readouts: [SpikeReadout] = [
        .firstSpike(alpha: 0.05, tau0: 2, tau1: 20), .maximumVoltage, .integratedVoltage,
      ]
      let ratio = random.element(of: [1, 2, 4, 0.5, 10])
      var below = inputs
      var nodes: [Node] = []
      var weights: [Double] = []
      for (k, size) in sizes.enumerated() {
        let isLast = k == sizes.count - 1
        let isRecurrent = !isLast && random.bool()
        let tauM = random.uniform(8, 25)
        let neuron = SpikingNeuron(
          tauM: tauM, tauS: tauM / ratio, threshold: random.uniform(0.7, 1.4),
          reset: random.uniform(-0.5, 0.3),
          refractoryTime: random.bool() ? 0 : random.uniform(0.5, 4))
        let delays = (0..<size).map { _ in random.uniform(0.2, 3) }
        let layer = SpikingLayer(
          Shape(below), delays: delays, isRecurrent: isRecurrent, neuron: neuron)
        nodes.append(Node(layer, of: k == 0 ? .examples : .node(k - 1)))
        let mean = 7 / Double(below)
        for _ in 0..<size {
          for _ in 0..<below { weights.append(mean + 0.7 * random.normal()) }
          if isRecurrent { for _ in 0..<size { weights.append(0.3 * random.normal()) } }
        }
        below = size
      }
      let readout = random.element(of: readouts)
      network = Network(nodes: nodes)
      self.weights = weights
      let examples = (0..<3).map { _ in
        (0..<2 * inputs).map {
          SpikeTrains.Spike(neuron: Int32($0 / 2), time: random.uniform(0, 25))
        }
      }
      trains = SpikeTrains(examples, neuronCount: inputs)
      simulation = SpikingSimulation(
        encoding: SpikeEncoding(.given), given: trains, duration: 40, readout: readout)
      labels = (0..<3).map { _ in Int(random.next() % UInt64(classes)) }
    }

    func workspace(threads: Int = 1) -> SpikingWorkspace {
      let setting = NetworkSetting(
        feedback: .transport, random: NetworkDraws(seed: 1, initialisation: .glorotUniform),
        threads: threads)
      let workspace = SpikingWorkspace(simulation, network, setting, capacity: labels.count)
      workspace.load(given: labels)
      return workspace
    }
  }

  /// All events in their order: inputs, spikes, where spikes arrive, and releases. As long as it stays, the loss is smooth but for
  /// kinks of maxima.
  private func order(_ trial: Trial, _ workspace: SpikingWorkspace) -> [[Int]] {
    (0..<3).flatMap { example -> [[Int]] in
      let trains = trial.trains
      var events = trains.times[trains.spikes(of: example)].enumerated().map { ($1, [0, $0]) }
      for spike in workspace.spikes(ofExample: example) where spike.layer > 0 {
        let layer = trial.network.nodes[spike.layer - 1].layer as! SpikingLayer
        let name = [spike.layer, spike.neuron]
        events.append((spike.time, name + [0]))
        events.append((spike.time + layer.delays[spike.neuron], name + [1]))
        events.append((spike.time + layer.neuron.refractoryTime, name + [2]))
      }
      return events.filter { $0.0 < 40 }.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }

  @Test func centralDifferences() throws {
    var (compared, spikes) = (0, 0)
    for seed in 0..<200 {
      var trial = Trial(seed: seed)
      let workspace = trial.workspace()
      var gradient = [Double](repeating: .nan, count: trial.weights.count)
      _ = try workspace.gradient(
        forward: trial.weights, backward: trial.weights, into: &gradient)
      let order = order(trial, workspace)
      spikes += order.count
      let scale = gradient.reduce(0) { max($0, abs($1)) }
      guard scale > 0 else { continue }
      var random = SeededRandom(seed: seed)
      for _ in 0..<10 {
        let k = Int(random.next() % UInt64(trial.weights.count))
        let weight = trial.weights[k]
        func loss(_ step: Double) throws -> Double? {
          trial.weights[k] = weight + step
          defer { trial.weights[k] = weight }
          let loss = try workspace.evaluate(forward: trial.weights).loss / 3
          return self.order(trial, workspace) == order ? loss : nil
        }
        // Rounding of the loss leaves 1e-11 of it in the quotient.
        let h = 1e-5
        guard let a = try loss(h), let b = try loss(-h), let c = try loss(2 * h),
          let d = try loss(-2 * h)
        else { continue }
        let difference = (8 * (a - b) - (c - d)) / (12 * h)
        // The error of fourth order is about the square of what second order makes. Where a maximum passes from one hump to
        // another the loss has a kink, and the two disagree.
        let simple = (a - b) / (2 * h)
        guard abs(simple - difference) < 1e-4 * scale else { continue }
        compared += 1
        #expect(
          abs(difference - gradient[k]) <= 1e-7 * scale + 1e-10 * max(1, abs(a)),
          "seed \(seed), weight \(k)")
      }
    }
    #expect(compared > 1000 && spikes > 10_000, "\(compared) weights, \(spikes) spikes")
  }

  /// Examples are summed in an order of their own.
  @Test(arguments: 0..<20) func threadsDoNotMatter(_ seed: Int) throws {
    let trial = Trial(seed: seed)
    let all = try (1...3).map { threads in
      var gradient = [Double](repeating: .nan, count: trial.weights.count)
      let loss = try trial.workspace(threads: threads).gradient(
        forward: trial.weights, backward: trial.weights, into: &gradient)
      return gradient + [loss]
    }
    #expect(all[0] == all[1] && all[0] == all[2])
  }
}
