import DataSets
import Foundation
import NeuralNetworks
import SynapticDynamics
import Testing

/// Modulated errors against numpy, and what a modulation may not do.
struct ModulationTests {
  /// Some thirty operations on numbers of the size of 1, in another order.
  @Test(arguments: NetworkReference.shared.networks)
  func gradientsOfEveryModulation(_ reference: NetworkReference.Case) {
    for result in reference.modulated {
      let modulation = result.modulation!.errorModulation
      let workspace = reference.workspace(
        result.pathway, modulation: modulation, of: Double.self)
      var gradient = [Double](repeating: .nan, count: reference.network.synapseCount)
      // Twice: nothing is left from the first time.
      for _ in 0..<2 {
        let loss = workspace.gradient(
          forward: reference.forward, backward: reference.backward, into: &gradient)
        #expect((loss - result.loss).magnitude < 2e-15 * (1 + loss))
        #expect(
          largestDifference(gradient, result.gradient) < 8e-15, "\(result.pathway), \(modulation)")
      }
      let single = reference.workspace(result.pathway, modulation: modulation, of: Float.self)
      var singleGradient = gradient.map { Float($0) }
      _ = single.gradient(
        forward: reference.forward.map { Float($0) },
        backward: reference.backward.map { Float($0) }, into: &singleGradient)
      #expect(
        largestDifference(singleGradient.map { Double($0) }, result.gradient) < 4e-6,
        "\(result.pathway), \(modulation)")
    }
  }

  /// Angles between the modulated errors and backpropagation's, without dropout; some are near 0, where the
  /// cosine has only half of their digits.
  @Test(arguments: NetworkReference.shared.networks)
  func anglesOfModulatedErrors(_ reference: NetworkReference.Case) {
    for result in reference.modulated {
      let modulation = result.modulation!.errorModulation
      let angles = reference.workspace(result.pathway, modulation: modulation, of: Double.self)
        .errorAngles(forward: reference.forward, backward: reference.backward)
      #expect(largestDifference(angles, result.angles) < 3e-6, "\(result.pathway), \(modulation)")
    }
  }

  /// The modulations' references differ by far more than what is allowed. Errors that do not pass a hidden layer
  /// on their way are the same for both scopes.
  @Test(arguments: NetworkReference.shared.networks)
  func referencesDiffer(_ reference: NetworkReference.Case) {
    let plain = Dictionary(
      reference.results.map { ($0.pathway, $0.gradient) }, uniquingKeysWith: { $1 })
    for pathway in ["transport", "backwardWeights", "direct", "indirect"] {
      let results = reference.modulated.filter { $0.pathway == pathway }
      let hasOneWay = pathway == "direct" || reference.sizes.count == 3
      for (k, a) in results.enumerated() {
        #expect(largestDifference(a.gradient, plain[pathway]!) > 1e-4, "\(pathway)")
        for b in results[..<k] {
          let (first, second) = (a.modulation!, b.modulation!)
          let isSame =
            hasOneWay && first.importance == second.importance && first.clip == second.clip
          #expect(
            isSame == (largestDifference(a.gradient, b.gradient) < 1e-15),
            "\(pathway), \(first), \(second)")
        }
      }
    }
  }

  /// Of class 0 at one example.
  private func gradient(
    _ network: Network, _ forward: [Double], _ modulation: ErrorModulation?
  ) -> [Double] {
    let workspace = NetworkWorkspace<Double>(
      network, feedback: .transport, modulation: modulation,
      random: NetworkDraws(seed: 1, initialisation: .glorotUniform), capacity: 1)
    workspace.load(features: [1, 3], labels: [0], rows: 0..<1)
    var gradient = forward
    _ = workspace.gradient(forward: forward, backward: forward, into: &gradient)
    return gradient
  }

  /// Worked by hand: W₁ has rows of sums 3, 1 and 0.5, so the factors are 2, 1 (2/3 clipped) and 1.
  @Test func factorsByHand() {
    let network = Network(sizes: [2, 3, 2], activation: .linear)
    let forward: [Double] = [1, -2, 0.5, 0.5, 0.25, -0.25, 0, 0, 0] + [1, 2, 3, -4, 5, 6, 0, 0]
    func gradient(_ modulation: ErrorModulation?) -> [Double] {
      self.gradient(network, forward, modulation)
    }
    let plain = gradient(nil)
    func expectRows(_ modulation: ErrorModulation, _ factors: [Double]) {
      let modulated = gradient(modulation)
      for (n, factor) in factors.enumerated() {
        for place in [2 * n, 2 * n + 1, 6 + n] {
          #expect((modulated[place] - factor * plain[place]).magnitude < 1e-14)
        }
      }
      // The output layer is not modulated.
      #expect(modulated[9...] == plain[9...])
    }
    expectRows(ErrorModulation(), [2, 1, 1])
    expectRows(ErrorModulation(scope: .local), [2, 1, 1])
    expectRows(ErrorModulation(clip: nil), [2, 2.0 / 3, 1.0 / 3])
    // Column sums of W₂: 5, 7, 9.
    expectRows(ErrorModulation(importance: .outgoing), [10.0 / 9, 14.0 / 9, 2])
    expectRows(ErrorModulation(importance: .outgoing, clip: 1.2...1.5), [1.2, 1.5, 1.5])
  }

  /// Where all weights are 0 there is no importance, and nothing is made of 0/0.
  @Test func withoutWeightsNothingIsModulated() {
    let network = Network(sizes: [2, 3, 2], activation: .sigmoid)
    var forward = [Double](repeating: 0, count: network.synapseCount)
    forward[network.weightedNodes[1].weights.lowerBound] = 1
    let gradients = [nil, ErrorModulation()].map { gradient(network, forward, $0) }
    #expect(gradients[0].contains { $0 != 0 })
    #expect(gradients[0] == gradients[1])
  }

  @Test func threadsDoNotMatter() {
    for dropout in [0, 0.3] {
      let network = Network(sizes: [500, 300, 200, 10], dropout: dropout)
      let example = GradientTests.Case(network, seed: 3, count: 64)
      let results = [1, 2, 3].map { threads in
        let workspace = NetworkWorkspace<Float>(
          network, feedback: .transport, modulation: ErrorModulation(), random: example.random,
          capacity: 64, threads: threads)
        workspace.load(features: example.features, labels: example.labels, rows: 0..<64)
        workspace.beginWindow(3)
        var gradient = [Float](repeating: 0, count: network.synapseCount)
        _ = workspace.gradient(
          forward: example.forward.map { Float($0) }, backward: example.backward.map { Float($0) },
          into: &gradient)
        return gradient
      }
      #expect(results[1] == results[0])
      #expect(results[2] == results[0])
    }
  }
}
