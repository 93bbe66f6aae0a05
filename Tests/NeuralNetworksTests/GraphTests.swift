import Foundation
import NeuralNetworks
import RandomNumbers
import Testing

/// Networks that are no chains: additions, nodes that several read, shortcuts from the examples.
struct GraphTests {
  /// A step of 1e-5 leaves 1e-10 of the third derivative, which sums of up to eight nodes make a hundred times as
  /// large, and 1e-11 of the loss's rounding.
  @Test(arguments: 1...40) func centralDifferences(seed: Int) {
    let loss = Loss.allCases[seed % 2]
    for dropout in [0, 0.3] {
      let network = randomGraph(
        seed: seed, activations: [.linear, .tanh, .sigmoid], loss: loss, dropout: dropout)
      guard loss != .softmaxCrossEntropy || network.nodes.last!.activation == .linear else {
        continue
      }
      let example = GradientTests.Case(network, seed: UInt64(seed))
      #expect(
        example.countOffCentralDifferences(tolerance: 1e-7) == 0, "seed \(seed), dropout \(dropout)"
      )
    }
  }

  /// Errors come to a node from all that read it, or from where the pathway says.
  @Test(arguments: 1...40) func pathwaysAgreeWithPlainLoops(seed: Int) {
    GradientTests.Case(randomGraph(seed: seed), seed: UInt64(seed)).expectAgreementWithPlainLoops(
      tolerance: 2e-14, "seed \(seed)")
  }

  /// x + W x is (1 + W) x: a linear residual block computes, and learns, what a dense layer does.
  @Test func linearBlocksAreDenseLayers() {
    let shape = Shape(4)
    let residual = Network(
      nodes: [
        Node(Dense(shape, units: 4), of: .examples),
        Node(Addition(of: shape), of: .examples, .node(0)),
        Node(Dense(shape, units: 3), of: .node(1)),
      ])
    let chain = Network(sizes: [4, 4, 3], activation: .linear)
    #expect(residual.synapseCount == chain.synapseCount)
    let example = GradientTests.Case(residual, seed: 1)
    var weights = example.forward
    for i in 0..<4 { weights[5 * i] += 1 }
    let found = example.gradient(.transport, of: Double.self)
    let workspace = NetworkWorkspace<Double>(
      chain, feedback: .transport, random: example.random, capacity: 5)
    workspace.load(features: example.features, labels: example.labels, rows: 0..<5)
    var gradient = weights
    let loss = workspace.gradient(forward: weights, backward: weights, into: &gradient)
    #expect((found.loss - loss).magnitude < 1e-14)
    #expect(largestDifference(found.gradient, gradient) < 1e-14)
  }

  /// Synapses go by the nodes that have some, and so does all that is drawn: an addition between them moves nothing.
  @Test func additionsMoveNoNumbers() {
    let shape = Shape(4)
    let network = Network(
      nodes: [
        Node(Dense(shape, units: 4), of: .examples, activation: .tanh),
        Node(Addition(of: shape), of: .node(0), .examples),
        Node(Dense(shape, units: 3), of: .node(1)),
      ])
    let chain = Network(sizes: [4, 4, 3])
    let field = RandomField(seed: 3, purpose: .forwardWeights)
    #expect(
      network.initialWeights(.heNormal, field: field)
        == chain.initialWeights(.heNormal, field: field))
    for (node, other) in zip(network.weightedNodes, chain.weightedNodes) {
      #expect(node.weights == other.weights && node.biases == other.biases)
    }
    #expect(network.nodes[1].weights.isEmpty && network.nodes[1].biases.isEmpty)
  }

  /// Through an addition no matrix can be held against the last layer's weights, though its shape would fit.
  @Test func returnWeightsAreThoseOfOneLayer() throws {
    let shape = Shape(4)
    let network = Network(
      nodes: [
        Node(Dense(shape, units: 4), of: .examples, activation: .tanh),
        Node(Addition(of: shape), of: .node(0), .examples),
        Node(Dense(shape, units: 3), of: .node(1)),
      ])
    let example = GradientTests.Case(network, seed: 2)
    func weights(_ feedback: Feedback) -> [[Double]?] {
      NetworkProbe(network, feedback: feedback, random: example.random).returnWeights(
        forward: example.forward.span, backward: example.backward.span, window: 0)
    }
    let last = network.weightedNodes[1].weights
    #expect(weights(.backwardWeights) == [nil, Array(example.backward[last])])
    for feedback in [Feedback.transport, .direct, .indirect] {
      #expect(weights(feedback) == [nil, nil])
    }
  }

  /// One hidden layer that two read, one of them through an addition: the column sums of both add up.
  @Test func importanceOfAllReaders() {
    let shape = Shape(2)
    let network = Network(
      nodes: [
        Node(Dense(shape, units: 2), of: .examples),
        Node(Addition(of: shape), of: .node(0), .examples),
        Node(Dense(shape, units: 2), of: .node(1)), Node(Dense(shape, units: 2), of: .node(0)),
        Node(Addition(of: shape), of: .node(2), .node(3)),
      ], loss: .squaredError)
    // W₂ has the column sums 1 and 5, W₃ 2 and 3: i = 3 and 8. The layers above have no readers.
    let forward: [Double] =
      [1, 0.5, -0.5, 1, 0, 0] + [0.5, -2, 0.5, 3, 0, 0] + [-1, 1, 1, -2, 0, 0]
    func gradient(_ modulation: ErrorModulation?, dropout: Double = 0) -> [Double] {
      let workspace = NetworkWorkspace<Double>(
        network, feedback: .transport, modulation: modulation,
        random: NetworkDraws(seed: 1, initialisation: .glorotUniform), capacity: 1)
      workspace.load(features: [1, 3], labels: [0], rows: 0..<1)
      var gradient = forward
      _ = workspace.gradient(forward: forward, backward: forward, into: &gradient)
      return gradient
    }
    let plain = gradient(nil)
    let modulated = gradient(ErrorModulation(importance: .outgoing, clip: nil))
    let factors: [Double] = [0.75, 0.75, 2, 2, 0.75, 2]
    for i in 0..<6 { #expect((modulated[i] - factors[i] * plain[i]).magnitude < 1e-14) }
    #expect(modulated[6...] == plain[6...])
  }

  /// On a graph that is large enough to be split.
  @Test func threadsDoNotMatter() {
    let shape = Shape(300)
    let network = Network(
      nodes: [
        Node(Dense(shape, units: 300), of: .examples, activation: .relu),
        Node(Dense(shape, units: 300), of: .node(0), activation: .relu),
        Node(Addition(of: shape), of: .node(1), .node(0)),
        Node(Dense(shape, units: 10), of: .node(2)),
      ])
    let example = GradientTests.Case(network, seed: 3, count: 64)
    for feedback in [Feedback.transport, .backwardWeights, .direct, .indirect] {
      let one = example.gradient(feedback, of: Double.self)
      for threads in [2, 3] {
        #expect(example.gradient(feedback, of: Double.self, threads: threads) == one)
      }
    }
  }

  // MARK: What is no network

  private static let dense = Dense(Shape(4), units: 4)

  @Test func nodesReadWhatTheirLayersTake() async {
    await #expect(processExitsWith: .success) {
      _ = Network(nodes: [
        Node(Self.dense, of: .examples), Node(Addition(of: Shape(4)), of: .examples, .node(0)),
      ])
    }
    // A node reads itself, or nothing that there is.
    for number in [1, 2, -1] {
      await #expect(processExitsWith: .failure) { [number = number as Int] in
        _ = Network(nodes: [Node(Self.dense, of: .examples), Node(Self.dense, of: .node(number))])
      }
    }
    await #expect(processExitsWith: .failure) {
      _ = Network(nodes: [
        Node(Addition(of: Shape(4)), of: .examples), Node(Self.dense, of: .node(0)),
      ])
    }
    await #expect(processExitsWith: .failure) {
      _ = Network(nodes: [
        Node(Self.dense, of: .examples), Node(Dense(Shape(5), units: 2), of: .node(0)),
      ])
    }
    // As many numbers, in another shape.
    await #expect(processExitsWith: .failure) {
      _ = Network(nodes: [
        Node(Self.dense, of: .examples),
        Node(Dense(Shape(1, rows: 2, columns: 2), units: 2), of: .node(0)),
      ])
    }
    await #expect(processExitsWith: .failure) {
      _ = Network(nodes: [
        Node(Self.dense, of: .examples), Node(Dense(Shape(5), units: 4), of: .examples),
        Node(Addition(of: Shape(4)), of: .node(0), .node(1)),
      ])
    }
  }

  @Test func everyNodeIsRead() async {
    await #expect(processExitsWith: .failure) {
      _ = Network(nodes: [Node(Self.dense, of: .examples), Node(Self.dense, of: .examples)])
    }
  }

  @Test func somethingLearns() async {
    await #expect(processExitsWith: .failure) {
      _ = Network(nodes: [Node(Addition(of: Shape(4)), of: .examples, .examples)])
    }
    await #expect(processExitsWith: .failure) { _ = Network(nodes: []) }
  }

  @Test func softmaxComesAfterLinearUnits() async {
    await #expect(processExitsWith: .failure) {
      _ = Network(nodes: [Node(Self.dense, of: .examples, activation: .tanh)])
    }
  }
}
