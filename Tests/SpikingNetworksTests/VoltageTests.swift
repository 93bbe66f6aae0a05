import Foundation
import NeuralNetworks
import SpikingNetworks
import TestSupport
import Testing

/// Voltages between spikes, against the equations of the neuron integrated step by step.
@Suite struct VoltageTests {
  private let interval = 0.73

  /// V and I by Runge-Kutta's method of the fourth order, with arrivals and own spikes as they were found.
  private struct Reference {
    let neuron: SpikingNeuron
    /// When something arrives, and the weight that it does it with.
    let arrivals: [(time: Double, weight: Double)]
    /// When the neuron fires.
    let spikes: [Double]

    /// Just before whatever happens at a time.
    func state(at end: Double) -> (voltage: Double, current: Double) {
      let releases = spikes.map { $0 + neuron.refractoryTime }
      let breaks = (arrivals.map(\.time) + spikes + releases + [end]).filter { $0 <= end }.sorted()
      var (v, i, time) = (0.0, 0.0, 0.0)
      for next in breaks {
        let isHeld = zip(spikes, releases).contains { $0 <= time && time < $1 }
        move(&v, &i, next - time, isHeld: isHeld)
        for (when, weight) in arrivals where when == next && when < end { i += weight }
        if spikes.contains(next), next < end { v = neuron.reset }
        time = next
      }
      return (v, i)
    }

    private func move(_ v: inout Double, _ i: inout Double, _ length: Double, isHeld: Bool) {
      let count = max(1, Int((length / 0.01).rounded(.up)))
      let h = length / Double(count)
      func rates(_ v: Double, _ i: Double) -> (Double, Double) {
        (isHeld ? 0 : (i - v) / neuron.tauM, -i / neuron.tauS)
      }
      for _ in 0..<count {
        let a = rates(v, i)
        let b = rates(v + h / 2 * a.0, i + h / 2 * a.1)
        let c = rates(v + h / 2 * b.0, i + h / 2 * b.1)
        let d = rates(v + h * c.0, i + h * c.1)
        v += h / 6 * (a.0 + 2 * b.0 + 2 * c.0 + d.0)
        i += h / 6 * (a.1 + 2 * b.1 + 2 * c.1 + d.1)
      }
    }
  }

  /// Layers with and without own connections, delays, refractory times, all readouts.
  @Test(arguments: 0..<30) func voltagesSolveTheEquations(_ seed: Int) throws {
    let trial = GradientTests.Trial(seed: seed)
    let workspace = trial.workspace()
    _ = try trial.weights.withUnsafeBufferPointer {
      try workspace.evaluate(forward: $0.baseAddress!)
    }
    let spikes = workspace.spikes(ofExample: 1)
    let voltages = workspace.voltages(
      ofExample: 1, Electrodes(neurons: [0, 2], interval: interval))
    for (k, node) in trial.network.nodes.enumerated() {
      let layer = node.layer as! SpikingLayer
      let lower = k == 0 ? nil : trial.network.nodes[k - 1].layer as? SpikingLayer
      let width = layer.input.count + (layer.isRecurrent ? layer.unitCount : 0)
      for unit in [0, 2] where unit < layer.unitCount {
        let first = node.weights.lowerBound + unit * width
        let from = spikes.filter { $0.layer == k }.map {
          (
            time: $0.time + (lower?.delays[$0.neuron] ?? 0),
            weight: trial.weights[first + $0.neuron]
          )
        }
        let own =
          !layer.isRecurrent
          ? []
          : spikes.filter { $0.layer == k + 1 }.map {
            (
              time: $0.time + layer.delays[$0.neuron],
              weight: trial.weights[first + layer.input.count + $0.neuron]
            )
          }
        let reference = Reference(
          neuron: layer.neuron, arrivals: from + own,
          spikes: spikes.filter { $0.layer == k + 1 && $0.neuron == unit }.map(\.time))
        try check(
          voltages.filter { $0.layer == k + 1 && $0.neuron == unit }, reference,
          "seed \(seed), layer \(k + 1), neuron \(unit)")
      }
    }
    #expect(voltages.allSatisfy { [0, 2].contains($0.neuron) })
  }

  private func check(_ found: [Voltage], _ reference: Reference, _ name: String) throws {
    let duration = 40.0
    // In order; each mark and the end once at least, each spike twice: before, and after it.
    #expect(zip(found, found.dropFirst()).allSatisfy { $0.time <= $1.time }, "\(name)")
    let marks = (0...Int(duration / interval)).map { Double($0) * interval } + [duration]
    for mark in marks { #expect(found.contains { $0.time == mark }, "\(name): \(mark)") }
    for spike in reference.spikes {
      let rows = found.filter { $0.time == spike }
      try #require(rows.count >= 2, "\(name): the spike at \(spike)")
      // Newton's method leaves the threshold by some roundings of what V is made of, which is at most some ten.
      #expect(abs(rows[0].voltage - reference.neuron.threshold) < 1e-12, "\(name): \(rows)")
      #expect(rows[1].voltage == reference.neuron.reset, "\(name): \(rows)")
    }
    for row in found where !reference.spikes.contains(row.time) {
      let (v, i) = reference.state(at: row.time)
      // Steps of 0.01 with the shortest time constant of 0.8 leave (0.0125)⁴ of a number of some ten, over 120.
      #expect(abs(row.voltage - v) < 1e-8, "\(name): \(row), expected \(v)")
      #expect(abs(row.current - i) < 1e-8, "\(name): \(row), expected \(i)")
    }
  }
}
