import DataSets
import Foundation
import GradientDrives
import NeuralNetworks
import RandomNumbers
import SynapticDynamics
import Testing

/// Importances that follow the weights through τ_i di/dt = Σ|W| − i.
struct FilterTests {
  private static let network = Network(sizes: [2, 3, 2], activation: .linear)

  private func dynamics(_ modulation: ErrorModulation?, window: Double) throws
    -> PopulationDynamics
  {
    let drive = NetworkDrive(
      Self.network, feedback: .transport, modulation: modulation,
      examples: LabelledSet(features: [1, 3], labels: [0], featureCount: 2, classCount: 2),
      presentation: .following, window: window,
      random: NetworkDraws(seed: 1, initialisation: .glorotUniform))
    return try PopulationDynamics(rule: GradientFlow(), drive: drive)
  }

  /// The gradient of a window with those weights at its start.
  private func gradient(
    _ dynamics: PopulationDynamics, _ weights: [Double], window: ClosedRange<Double>
  ) throws -> [Double] {
    var state = weights + weights
    try state.withUnsafeMutableBufferPointer {
      try dynamics.feed.begin([window], state: $0.baseAddress!)
    }
    return dynamics.feed.gradient(at: window.lowerBound)
  }

  private func weights(_ window: Int) -> [Double] {
    let field = RandomField(seed: 7, purpose: .amplitude)
    return (0..<Self.network.synapseCount).map { field.normal(synapse: $0, index: window) }
  }

  /// i of each unit by 100 000 Euler steps a window, whose error is of the size of 1e-5; the factors follow from it.
  @Test(arguments: [0.3, 1, 20]) func importancesRelax(timeConstant: Double) throws {
    let window = 0.5
    let modulation = ErrorModulation(clip: nil, timeConstant: timeConstant)
    let (filtered, plain) = try (
      dynamics(modulation, window: window), dynamics(nil, window: window)
    )
    var importances: [Double] = []
    for k in 0..<5 {
      let weights = weights(k)
      let sums = (0..<3).map { weights[2 * $0].magnitude + weights[2 * $0 + 1].magnitude }
      if k == 0 { importances = sums }
      let steps = 100_000
      for n in 0..<3 {
        for _ in 0..<steps {
          importances[n] += window / Double(steps) / timeConstant * (sums[n] - importances[n])
        }
      }
      let piece = (Double(k) * window)...(Double(k + 1) * window)
      let exact = try gradient(plain, weights, window: piece)
      let modulated = try gradient(filtered, weights, window: piece)
      for n in 0..<3 {
        let factor = 2 * importances[n] / importances.max()!
        for place in [2 * n, 2 * n + 1, 6 + n] {
          #expect(
            (modulated[place] - factor * exact[place]).magnitude < 1e-4 * exact[place].magnitude,
            "window \(k), unit \(n)")
        }
      }
    }
  }

  /// What is remembered is enough to go on with, and another run begins anew.
  @Test func memoryGoesOn() throws {
    let modulation = ErrorModulation(timeConstant: 3)
    let whole = try dynamics(modulation, window: 1)
    _ = try gradient(whole, weights(0), window: 0...1)
    let memory = whole.feed.savedState
    #expect(memory.count == 3)
    let expected = try gradient(whole, weights(1), window: 1...2)
    let resumed = try dynamics(modulation, window: 1)
    resumed.feed.savedState = memory
    #expect(try gradient(resumed, weights(1), window: 1...2) == expected)
    let forgetful = try dynamics(modulation, window: 1)
    #expect(try gradient(forgetful, weights(1), window: 1...2) != expected)
    // The same run once more.
    _ = try gradient(whole, weights(0), window: 0...1)
    #expect(whole.feed.savedState == memory)
  }
}
