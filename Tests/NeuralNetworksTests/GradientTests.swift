import Foundation
import GradientDrives
import NeuralNetworks
import RandomNumbers
import SynapticDynamics
import Testing

/// Gradients against central differences of the loss, and every pathway against plain loops.
struct GradientTests {
  struct Case {
    let network: Network
    let forward, backward: [Double]
    let features: [Float]
    let labels: [Int32]
    let random: NetworkDraws

    init(_ network: Network, seed: UInt64, count: Int = 5) {
      self.network = network
      random = NetworkDraws(seed: seed, initialisation: .glorotNormal)
      let field = RandomField(seed: seed, purpose: .amplitude)
      func normals(_ count: Int, _ index: Int) -> [Double] {
        (0..<count).map { field.normal(synapse: $0, index: index) }
      }
      // Biases too are not 0 here.
      forward = normals(network.synapseCount, 0).map { 0.5 * $0 }
      backward = normals(network.synapseCount, 1).map { 0.5 * $0 }
      features = normals(count * network.inputCount, 2).map { Float($0) }
      labels = (0..<count).map { Int32($0 % network.classCount) }
    }

    func workspace<Scalar: NetworkScalar>(
      _ feedback: Feedback, of type: Scalar.Type, threads: Int = 1
    ) -> NetworkWorkspace<Scalar> {
      let workspace = NetworkWorkspace<Scalar>(
        network, feedback: feedback, random: random, capacity: labels.count, threads: threads)
      workspace.load(features: features, labels: labels, rows: 0..<Int32(labels.count))
      workspace.beginWindow(7)
      return workspace
    }

    func gradient<Scalar: NetworkScalar>(
      _ feedback: Feedback, of type: Scalar.Type, threads: Int = 1
    ) -> (loss: Double, gradient: [Scalar]) {
      let workspace = workspace(feedback, of: type, threads: threads)
      var gradient = [Scalar](repeating: .nan, count: network.synapseCount)
      let loss = workspace.gradient(
        forward: forward.map { Scalar($0) }, backward: backward.map { Scalar($0) }, into: &gradient)
      return (loss, gradient)
    }

    /// The gradient of every pathway is that of plain loops, and in 32 bits nearly.
    func expectAgreementWithPlainLoops(tolerance: Double, _ comment: String) {
      var plain = PlainNetwork(network: network, forward: forward, backward: backward)
      let weighted = network.weightedNodes
      plain.fixed = weighted.enumerated().map { index, node in
        random.fixedMatrix(to: index, inputs: network.classCount, outputs: node.outputCount)
      }
      let sizes = random.signSizes(of: network, window: 7)
      func deviation(_ synapse: Int) -> Double {
        let node = weighted.first { $0.biases.upperBound > synapse }!
        return FanRule.glorotNormal.standardDeviation(
          inputs: node.inputCount, outputs: node.outputCount)
      }
      let pathways: [(Feedback, PlainNetwork.Pathway)] = [
        (.transport, .transport), (.backwardWeights, .backwardWeights), (.direct, .direct),
        (.indirect, .indirect), (.signSymmetry(.uniform(0.3)), .signs { _ in 0.3 }),
        (.signSymmetry(.uniform(nil)), .signs(deviation)),
        (.signSymmetry(.batchwiseRandom), .signs { sizes[$0].magnitude }),
        (.signSymmetry(.frozenRandom), .signs { backward[$0].magnitude }),
      ]
      for (feedback, pathway) in pathways {
        let (loss, gradient) = gradient(feedback, of: Double.self)
        var expected = [Double](repeating: 0, count: network.synapseCount)
        var expectedLoss = 0.0
        for (x, label) in zip(examples, labels) {
          let part = plain.gradient(x, label: Int(label), through: pathway)
          for i in expected.indices { expected[i] += part[i] / Double(labels.count) }
          expectedLoss += plain.loss(x, label: Int(label)) / Double(labels.count)
        }
        #expect(
          (loss - expectedLoss).magnitude < 10 * tolerance * (1 + loss), "\(comment), \(feedback)")
        let size = 1 + expected.map(\.magnitude).max()!
        for i in expected.indices {
          #expect(
            (gradient[i] - expected[i]).magnitude < tolerance * size,
            "\(comment), \(feedback), \(i)")
        }
        let single = self.gradient(feedback, of: Float.self).gradient
        for i in expected.indices {
          #expect(
            (Double(single[i]) - expected[i]).magnitude < 2e8 * tolerance * size,
            "\(comment), \(feedback), \(i)")
        }
      }
    }

    /// How many of the synapses' gradients by backpropagation are off central differences of the loss.
    func countOffCentralDifferences(tolerance: Double) -> Int {
      let workspace = workspace(.transport, of: Double.self)
      var gradient = [Double](repeating: 0, count: network.synapseCount)
      _ = workspace.gradient(forward: forward, backward: backward, into: &gradient)
      var scratch = gradient
      return gradient.indices.count { i in
        var weights = forward
        weights[i] += 1e-5
        let above = workspace.gradient(forward: weights, backward: backward, into: &scratch)
        weights[i] -= 2e-5
        let below = workspace.gradient(forward: weights, backward: backward, into: &scratch)
        return !(((above - below) / 2e-5 - gradient[i]).magnitude <= tolerance)
      }
    }

    var examples: [[Double]] {
      labels.indices.map { k in
        (0..<network.inputCount).map { Double(features[k * network.inputCount + $0]) }
      }
    }
  }

  private static let shapes: [(Activation, Loss, Activation)] = Activation.allCases.flatMap {
    hidden in
    [(hidden, .softmaxCrossEntropy, .linear)]
      + Activation.allCases.map { (hidden, .squaredError, $0) }
  }

  /// The step of 1e-5 leaves an error of 1e-10 of the third derivative and, of the loss's rounding, 1e-11. With
  /// relu a difference may reach over a kink, where the inputs are not smooth: such weights are rare, and one in
  /// a hundred may be off.
  @Test(arguments: shapes.indices) func centralDifferences(index: Int) throws {
    let (hidden, loss, output) = Self.shapes[index]
    for (seed, sizes) in [[4, 6, 3], [5, 4, 3, 2], [3, 2]].enumerated() {
      for dropout in [0, 0.4] {
        let network = Network(
          sizes: sizes, activation: hidden, loss: loss, outputActivation: output, dropout: dropout)
        let example = Case(network, seed: UInt64(10 * index + seed + 1))
        let off = example.countOffCentralDifferences(tolerance: 1e-8)
        let allowed = hidden == .relu || output == .relu ? network.synapseCount / 100 + 1 : 0
        #expect(off <= allowed, "\(hidden), \(loss), \(output), sizes \(sizes), dropout \(dropout)")
      }
    }
  }

  /// Sums in another order: some roundings.
  @Test(arguments: 1...5) func pathwaysAgreeWithPlainLoops(seed: Int) throws {
    Case(Network(sizes: [7, 6, 5, 4, 3]), seed: UInt64(seed)).expectAgreementWithPlainLoops(
      tolerance: 1e-14, "seed \(seed)")
  }

  /// On a network that is large enough to be split.
  @Test func threadsDoNotMatter() throws {
    let example = Case(Network(sizes: [500, 300, 100, 10]), seed: 3, count: 64)
    for feedback in [Feedback.transport, .backwardWeights, .direct, .indirect] {
      let one = example.gradient(feedback, of: Double.self)
      let oneSingle = example.gradient(feedback, of: Float.self)
      for threads in [2, 3] {
        #expect(example.gradient(feedback, of: Double.self, threads: threads) == one)
        #expect(example.gradient(feedback, of: Float.self, threads: threads) == oneSingle)
      }
    }
  }

  /// Transport's own errors are the true ones; through independent weights the angles are about right ones.
  @Test func anglesOfErrors() throws {
    let example = Case(Network(sizes: [50, 200, 100, 10]), seed: 4, count: 64)
    let exact = example.workspace(.transport, of: Double.self)
      .errorAngles(forward: example.forward, backward: example.backward)
    #expect(exact.allSatisfy { $0 < 1e-5 })
    let others = example.workspace(.backwardWeights, of: Double.self)
      .errorAngles(forward: example.forward, backward: example.backward)
    #expect(others.allSatisfy { (80...100).contains($0) })
    let same = example.workspace(.backwardWeights, of: Double.self)
      .errorAngles(forward: example.forward, backward: example.forward)
    #expect(same.allSatisfy { $0 < 1e-5 })
  }

  /// What is not finite shows in the loss, wherever it stands.
  @Test(arguments: [Double.nan, .infinity, -.infinity]) func notFiniteShows(value: Double) throws {
    for loss in Loss.allCases {
      let network = Network(sizes: [4, 3, 5], activation: .linear, loss: loss)
      for place in network.weightedNodes[1].biases {
        let example = Case(network, seed: 5)
        var weights = example.forward
        weights[place] = value
        var gradient = weights
        let result = example.workspace(.transport, of: Double.self)
          .gradient(forward: weights, backward: weights, into: &gradient)
        #expect(!result.isFinite, "\(loss), \(place)")
      }
    }
  }
}
