import Architectures
import NeuralNetworks
import Parallel
import Testing

/// A batch in parts has the gradient of the batch as a whole, but for rounding: a sum of some hundred terms of the size of 1.
struct PartsTests {
  private static let tolerance = 1e-11

  private func gradient(
    _ example: GradientTests.Case, _ feedback: Feedback, _ modulation: ErrorModulation?,
    partSize: Int, threads: Int = 1
  ) -> (loss: Double, gradient: [Double], statistics: [Double]) {
    let workspace = NetworkWorkspace<Double>(
      example.network, feedback: feedback, modulation: modulation, random: example.random,
      capacity: example.labels.count, threads: threads, share: BatchShare(partSize: partSize))
    workspace.load(
      features: example.features, labels: example.labels, rows: 0..<Int32(example.labels.count))
    workspace.beginWindow(3)
    var gradient = [Double](repeating: .nan, count: example.network.synapseCount)
    let loss = workspace.gradient(
      forward: example.forward, backward: example.backward, into: &gradient)
    workspace.advanceStatistics(by: 1)
    return (loss, gradient, workspace.statistics)
  }

  private func expectAgreement(
    _ example: GradientTests.Case, _ feedback: Feedback, _ modulation: ErrorModulation?,
    partSizes: [Int], _ comment: String
  ) {
    let whole = gradient(example, feedback, modulation, partSize: .max)
    for partSize in partSizes {
      let parts = gradient(example, feedback, modulation, partSize: partSize)
      let scale = whole.gradient.reduce(1) { max($0, $1.magnitude) }
      let deviation = zip(parts.gradient, whole.gradient).reduce(0) {
        max($0, ($1.0 - $1.1).magnitude)
      }
      #expect(deviation <= Self.tolerance * scale, "\(comment), parts of \(partSize)")
      #expect((parts.loss - whole.loss).magnitude <= Self.tolerance * (1 + whole.loss))
      for (a, b) in zip(parts.statistics, whole.statistics) {
        #expect((a - b).magnitude <= Self.tolerance * (1 + b.magnitude), "\(comment)")
      }
      // Threads have no say.
      let threaded = gradient(example, feedback, modulation, partSize: partSize, threads: 3)
      #expect(threaded.gradient == parts.gradient && threaded.loss == parts.loss)
    }
  }

  private static let pathways: [Feedback] = [
    .transport, .backwardWeights, .direct, .indirect, .signSymmetry(.uniform(0.3)),
  ]

  @Test(arguments: 0..<20) func graphsOfDenseLayers(_ seed: Int) {
    let example = GradientTests.Case(
      randomGraph(seed: seed, dropout: seed % 2 == 0 ? 0.2 : 0), seed: UInt64(seed), count: 23)
    let modulation = seed % 3 == 0 ? ErrorModulation() : nil
    for feedback in Self.pathways {
      expectAgreement(
        example, feedback, modulation, partSizes: [1, 7, 16, 23], "seed \(seed), \(feedback)")
    }
  }

  @Test(arguments: Normalisation.allCases)
  func convolutions(_ normalisation: Normalisation) throws {
    func convolution(_ maps: Int) -> LayerPlan {
      .weighted(
        WeightedPlan(.convolution(channels: maps, kernel: 3), normalisation: normalisation))
    }
    let network = try Network(
      Architecture([
        convolution(3), convolution(4), .pooling(.maximum(2)), .pooling(.averageOfMaps),
      ]),
      input: Shape(2, rows: 6, columns: 5), classes: 3, activation: .tanh, dropout: 0)
    for seed in 0..<UInt64(5) {
      let example = GradientTests.Case(network, seed: seed, count: 75)
      for feedback in Self.pathways {
        expectAgreement(
          example, feedback, nil, partSizes: [16, 32, 64], "seed \(seed), \(feedback)")
      }
    }
  }

  /// The sizes that drives choose hang on the batch and the kind of network.
  @Test func sizes() {
    let dense = Network(sizes: [4, 3, 2])
    let simulation = LayerwiseResponse()
    for (batch, size) in [(1, 64), (64, 64), (256, 64), (4096, 64), (4097, 128), (60_000, 960)] {
      #expect(simulation.partSize(ofBatch: batch, for: dense) == size, "\(batch)")
    }
  }
}
