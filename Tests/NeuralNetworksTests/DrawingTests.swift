import NeuralNetworks
import RandomNumbers
import SynapticDynamics
import Testing

/// How weights and masks are distributed, and what they depend on.
struct DrawingTests {
  private func weights(
    _ initialisation: Initialisation, sizes: [Int], seed: UInt64 = 1, index: Int = 0
  ) -> [Double] {
    Network(sizes: sizes).initialWeights(
      initialisation, field: RandomField(seed: seed, purpose: .forwardWeights), index: index)
  }

  /// 60 000 weights: their mean is known to 1/245 of the standard deviation, the variance to √(2/60000) of
  /// itself; four times as much is allowed. A uniform distribution ends at √3 deviations and comes within
  /// a thousandth of it; a normal one goes on.
  @Test(arguments: FanRule.allCases) func moments(rule: FanRule) {
    let variance: Double =
      switch rule {
      case .glorotUniform, .glorotNormal: 2.0 / 500
      case .heUniform, .heNormal: 2.0 / 300
      case .lecunNormal: 1.0 / 300
      }
    let values = weights(.fans(rule), sizes: [300, 200]).prefix(60_000)
    let deviation = variance.squareRoot()
    let mean = values.reduce(0, +) / 60_000
    let square = values.reduce(0) { $0 + $1 * $1 } / 60_000
    #expect(mean.magnitude < 4 * deviation / 245)
    #expect((square / variance - 1).magnitude < 4 * 0.0058)
    #expect(
      (rule.standardDeviation(inputs: 300, outputs: 200) - deviation).magnitude
        < 1e-16)
    let largest = values.map(\.magnitude).max()! / deviation
    switch rule {
    case .glorotUniform, .heUniform: #expect(largest > 1.730 && largest < 1.7321)
    case .glorotNormal, .heNormal, .lecunNormal: #expect(largest > 3.5 && largest < 6)
    }
  }

  /// 60 000 weights of each layer, by the distribution of the layer: mean and deviation to four times what they are known
  /// to. Sizes are root mean squares: √(1.5² + 0.78²), and √7 of a uniform distribution from 1 to 4.
  @Test func layersByTheirDistributions() {
    let network = Network(sizes: [300, 200, 300])
    let initialisation = Initialisation.layers([
      .normal(mean: 1.5, deviation: 0.78), .uniform(low: 1, high: 4),
    ])
    let values = weights(initialisation, sizes: [300, 200, 300])
    let sizes = [(1.5 * 1.5 + 0.78 * 0.78).squareRoot(), 7.0.squareRoot()]
    for (layer, (mean, deviation)) in [(1.5, 0.78), (2.5, 3 / 12.0.squareRoot())].enumerated() {
      let node = network.weightedNodes[layer]
      let drawn = values[node.weights]
      #expect(drawn.count == 60_000)
      let found = drawn.reduce(0, +) / 60_000
      let variance = drawn.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 60_000
      #expect((found - mean).magnitude < 4 * deviation / 245, "layer \(layer)")
      #expect((variance / (deviation * deviation) - 1).magnitude < 4 * 0.0058, "layer \(layer)")
      #expect(node.biases.allSatisfy { values[$0] == 0 })
      let size = initialisation.typicalSize(ofLayer: layer, node.layer.parameters)
      #expect((size - sizes[layer]).magnitude < 1e-15, "layer \(layer)")
    }
    #expect(values[network.weightedNodes[1].weights].allSatisfy { (1...4).contains($0) })
  }

  /// By one normal distribution of the deviation that a rule has, weights are the rule's.
  @Test func layersAndRulesDrawAlike() {
    let sizes = [30, 20, 10]
    let rules = weights(.lecunNormal, sizes: sizes)
    let layers = weights(
      .layers(sizes.dropLast().map { .normal(mean: 0, deviation: (1 / Double($0)).squareRoot()) }),
      sizes: sizes)
    #expect(layers == rules)
  }

  @Test func biasesStartAtZero() {
    let network = Network(sizes: [5, 4, 3, 2])
    let weights = weights(.heNormal, sizes: [5, 4, 3, 2])
    for layer in network.weightedNodes {
      #expect(layer.biases.allSatisfy { weights[$0] == 0 })
      #expect(layer.weights.allSatisfy { weights[$0] != 0 })
    }
  }

  /// A weight depends on nothing but its number, its layer's size and the seed: layers after it do not
  /// matter.
  @Test func layersAfterDoNotMatter() {
    let few = weights(.glorotUniform, sizes: [5, 4, 3])
    let many = weights(.glorotUniform, sizes: [5, 4, 3, 7, 2])
    #expect(Array(many.prefix(few.count)) == few)
    #expect(weights(.glorotUniform, sizes: [5, 4, 3], seed: 2) != few)
    #expect(weights(.glorotUniform, sizes: [5, 4, 3], index: 1) != few)
  }

  /// Forward and backward weights, and fixed matrices of different layers, have nothing to do with each other:
  /// the correlation of 60 000 pairs is below 4/√60000.
  @Test func purposesAreIndependent() {
    let network = Network(sizes: [300, 200])
    let random = NetworkDraws(seed: 1, initialisation: .glorotNormal)
    let draws =
      [RandomField.Purpose.forwardWeights, .backwardWeights].map {
        Array(
          network.initialWeights(.glorotNormal, field: RandomField(seed: 1, purpose: $0))
            .prefix(60_000))
      } + (0..<2).map { random.fixedMatrix(to: $0, inputs: 300, outputs: 200) }
      + [Array(random.signSizes(of: network, window: 0).prefix(60_000))]
      + [Array(random.signSizes(of: network, window: 1).prefix(60_000))]
    for a in draws.indices {
      for b in draws.indices where a < b {
        let product = zip(draws[a], draws[b]).reduce(0) { $0 + $1.0 * $1.1 }
        // The variance is 2/500.
        #expect((product / 60_000 * 250).magnitude < 4 / 245, "draws \(a) and \(b)")
      }
    }
  }

  /// 40 000 units: the share that is silenced, known to √(p (1 − p)/40000), and a mean of 1.
  @Test(arguments: [0.1, 0.5, 0.9]) func dropoutKeepsTheMean(share: Double) {
    let random = NetworkDraws(seed: 1, initialisation: .glorotUniform)
    func mask(layer: Int = 0, window: Int = 0, rows: Int = 100) -> [Double] {
      random.mask(ofLayer: layer, units: 400, rows: 0..<rows, window: window, dropout: share)
    }
    let values = mask()
    let deviation = (share * (1 - share) / 40_000).squareRoot()
    let silenced = Double(values.count { $0 == 0 }) / 40_000
    #expect((silenced - share).magnitude < 4 * deviation)
    #expect((values.reduce(0, +) / 40_000 - 1).magnitude < 4 * deviation / (1 - share))
    #expect(Set(values) == [0, 1 / (1 - share)])
    #expect(mask() == values && mask(layer: 1) != values && mask(window: 1) != values)
    // A smaller batch, as the last of an epoch, takes the first rows.
    #expect(mask(rows: 30) == Array(values.prefix(30 * 400)))
  }

  /// A mask belongs to its window: the gradient is the same whenever the window is shown, another in another
  /// window, and looking at the network needs none.
  @Test func masksBelongToWindows() {
    let network = Network(sizes: [4, 30, 20, 3], dropout: 0.5)
    let reference = Network(sizes: [4, 30, 20, 3])
    let random = NetworkDraws(seed: 1, initialisation: .glorotNormal)
    let weights = network.initialWeights(
      .glorotNormal, field: RandomField(seed: 1, purpose: .forwardWeights))
    let features: [Float] = [1, -1, 0.5, 2, 0.3, 0.1, -0.4, 1]
    func workspace(_ network: Network) -> NetworkWorkspace<Double> {
      let workspace = NetworkWorkspace<Double>(
        network, feedback: .transport, random: random, capacity: 2)
      workspace.load(features: features, labels: [0, 2], rows: 0..<2)
      return workspace
    }
    let dropping = workspace(network)
    func gradient(_ window: Int) -> [Double] {
      dropping.beginWindow(window)
      var gradient = weights
      _ = dropping.gradient(forward: weights, backward: weights, into: &gradient)
      return gradient
    }
    let first = gradient(0)
    #expect(gradient(1) != first)
    #expect(dropping.evaluate(forward: weights) == workspace(reference).evaluate(forward: weights))
    #expect(gradient(0) == first)
  }
}
