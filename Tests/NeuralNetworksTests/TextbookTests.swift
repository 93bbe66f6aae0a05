import DataSets
import Foundation
import GradientDrives
import NeuralNetworks
import ODESolvers
import RandomNumbers
import SynapticDynamics
import Testing

/// Forward Euler with dt = 1, weights after substances, is the textbook training of a network: against plain
/// loops with their own backpropagation and their own batches.
struct TextbookTests {
  private static let eta = 0.05
  private static let (tauM, tauV, epsilon) = (10.0, 32.0, 1e-3)

  /// One weight's update, as a textbook has it: `state` is what it remembers, `t` counts from 1.
  private struct Optimiser: Sendable {
    var rule: any SynapticRule
    var start: [Double]
    var update:
      @Sendable (_ w: inout Double, _ state: inout [Double], _ g: Double, _ t: Int) -> Void
  }

  private static let optimisers: [Optimiser] = [
    Optimiser(rule: GradientFlow(learningRate: eta), start: []) { w, _, g, _ in w -= eta * g },
    Optimiser(rule: Momentum(tauM: tauM, learningRate: eta), start: [0]) { w, m, g, _ in
      m[0] = 0.9 * m[0] + 0.1 * g
      w -= eta * m[0]
    },
    // PyTorch's SGD(momentum=0.9, nesterov=True) at the rate η/τ_m.
    Optimiser(rule: Momentum(tauM: tauM, learningRate: eta, looksAhead: true), start: [0]) {
      w, v, g, _ in
      v[0] = 0.9 * v[0] + g
      w -= eta / 10 * (g + 0.9 * v[0])
    },
    Optimiser(rule: RMSProp(tauV: tauV, epsilon: epsilon, learningRate: eta), start: [0]) {
      w, v, g, _ in
      v[0] = 31 / 32 * v[0] + 1 / 32 * g * g
      w -= eta * g / (v[0].squareRoot() + epsilon)
    },
    Optimiser(
      rule: Adam(
        tauM: tauM, tauV: tauV, epsilon: epsilon, learningRate: eta, biasCorrection: .discrete),
      start: [0, 0]
    ) { w, moments, g, t in
      moments[0] = 0.9 * moments[0] + 0.1 * g
      moments[1] = 31 / 32 * moments[1] + 1 / 32 * g * g
      let mHat = moments[0] / (1 - pow(0.9, Double(t)))
      let vHat = moments[1] / (1 - pow(31 / 32, Double(t)))
      w -= eta * mHat / (vHat.squareRoot() + epsilon)
    },
    Optimiser(
      rule: BioAdam(
        BioAdam.Kinetics(
          tauM: tauM, coConsumption: CoConsumption(tauRho: tauV, epsilon: epsilon),
          learningRate: eta)),
      start: [1, 1, 1]
    ) { w, substances, g, _ in
      substances[0] += (1 - substances[0] - g / 2) / 10
      substances[1] += (1 - substances[1] + g / 2) / 10
      substances[2] += (1 - (g.magnitude + epsilon) * substances[2]) / 32
      w -= eta * (substances[1] - substances[0]) * substances[2]
    },
  ]

  /// Three epochs of four windows, the last of them with 3 examples in place of 4. Each window's roundings of
  /// 1e-16 grow with g/√v where v begins at 0, by 1/ε = 1000 at most.
  @Test(arguments: optimisers.indices) func epochsAgree(index: Int) throws {
    let optimiser = Self.optimisers[index]
    let network = Network(sizes: [4, 5, 3])
    let field = RandomField(seed: 8, purpose: .amplitude)
    let features = (0..<(15 * 4)).map { Float(field.normal(synapse: $0)) }
    let labels = (0..<15).map { Int32($0 * 7 % 3) }
    let seed: UInt64 = 21
    let drive = NetworkDrive(
      network, feedback: .backwardWeights,
      examples: LabelledSet(features: features, labels: labels, featureCount: 4, classCount: 3),
      batch: 4, random: NetworkDraws(seed: seed, initialisation: .glorotUniform))
    let n = network.synapseCount
    let forward = (0..<n).map { 0.5 * field.normal(synapse: $0, index: 1) }
    let backward = (0..<n).map { 0.5 * field.normal(synapse: $0, index: 2) }
    // The algorithm of Bio-Adam's paper keeps m⁺ and m⁻.
    let substances =
      optimiser.rule is BioAdam
      ? rest(n) : optimiser.start.flatMap { Array(repeating: $0, count: n) }
    let dynamics = try PopulationDynamics(rule: optimiser.rule, drive: drive)
    let problem = dynamics.problem(
      from: 0, to: 12, initialState: substances + forward + backward)
    let solver = ForwardEuler(
      stepSize: 1,
      updateOrder: substances.isEmpty ? .simultaneous : .sequential(count: substances.count))
    let end = try solver.solve(problem).states[0]

    // Forward and backward weights have moments of their own, and the same gradients.
    var weights = [forward, backward]
    var memory = (0..<2).map { _ in Array(repeating: optimiser.start, count: n) }
    for t in 0..<12 {
      let plain = PlainNetwork(network: network, forward: weights[0], backward: weights[1])
      let order = LabelledSet.order(ofEpoch: t / 4, seed: seed, count: 15)
      let batch = order[(t % 4 * 4)..<min(15, t % 4 * 4 + 4)].map { Int($0) }
      var gradient = [Double](repeating: 0, count: n)
      for k in batch {
        let example = features[(4 * k)..<(4 * k + 4)].map { Double($0) }
        let part = plain.gradient(example, label: Int(labels[k]), through: .backwardWeights)
        for i in 0..<n { gradient[i] += part[i] / Double(batch.count) }
      }
      for partner in 0..<2 {
        for i in 0..<n {
          optimiser.update(&weights[partner][i], &memory[partner][i], gradient[i], t + 1)
        }
      }
    }
    let difference = largestDifference(Array(end.suffix(2 * n)), weights[0] + weights[1])
    #expect(difference < 1e-12, "\(optimiser.rule.name)")
    // They moved by far more.
    #expect(largestDifference(weights[0], forward) > 1e-3)
  }
}
