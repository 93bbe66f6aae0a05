import Architectures
import DataSets
import NeuralNetworks
import RandomNumbers
import Testing

/// Modulation, dropout, mirrors and angles where layers are convolutions.
struct ConvolutionPathwayTests {
  private static let image = Shape(2, rows: 4, columns: 5)

  private func network(
    _ layers: [LayerPlan], activation: Activation = .tanh, dropout: Double = 0
  ) throws -> Network {
    try Network(
      Architecture(layers), input: Self.image, classes: 3, activation: activation,
      dropout: dropout)
  }

  private func convolution(_ channels: Int, normalisation: Normalisation = .none) -> LayerPlan {
    .weighted(
      WeightedPlan(.convolution(channels: channels, kernel: 3), normalisation: normalisation))
  }

  private func gradient(
    _ example: GradientTests.Case, _ modulation: ErrorModulation?,
    _ feedback: Feedback = .transport
  ) -> [Double] {
    let workspace = NetworkWorkspace<Double>(
      example.network, feedback: feedback, modulation: modulation, random: example.random,
      capacity: example.labels.count)
    workspace.load(
      features: example.features, labels: example.labels, rows: 0..<Int32(example.labels.count))
    var gradient = example.forward
    _ = workspace.gradient(
      forward: example.forward, backward: example.backward, into: &gradient)
    return gradient
  }

  /// Factors of some importances: 2 i/max i.
  private func factors(_ importances: [Double]) -> [Double] {
    importances.map { 2 * $0 / importances.max()! }
  }

  /// With one hidden layer each map's gradients, gains and offsets too, are multiplied by the factor of the map, whichever
  /// way; with which the importance is Σ|W| over the map's kernels, or over all that reads it.
  @Test(arguments: [ErrorModulation.Scope.propagating, .local], [Normalisation.none, .batch])
  func importanceOfMaps(scope: ErrorModulation.Scope, normalisation: Normalisation) throws {
    let example = GradientTests.Case(
      try network([convolution(3, normalisation: normalisation), .pooling(.average(2))]), seed: 4)
    let (hidden, output) = (example.network.weightedNodes[0], example.network.weightedNodes[1])
    let plain = gradient(example, nil)
    let incoming = (0..<3).map { m in
      hidden.weights.dropFirst(18 * m).prefix(18).reduce(0) { $0 + example.forward[$1].magnitude }
    }
    // A map of 2×2 is left, which four columns of the outputs' weights read.
    let outgoing = (0..<3).map { m in
      output.weights.reduce(0) {
        $0 + (($1 - output.weights.lowerBound) % 12 / 4 == m ? example.forward[$1].magnitude : 0)
      }
    }
    for (importance, importances) in [
      (ErrorModulation.Importance.incoming, incoming), (.outgoing, outgoing),
    ] {
      let modulated = gradient(
        example, ErrorModulation(scope: scope, importance: importance, clip: nil))
      let factors = factors(importances)
      for (place, synapse) in (Array(hidden.weights) + Array(hidden.biases)).enumerated() {
        let map = place < 54 ? place / 18 : (place - 54) % 3
        #expect((modulated[synapse] - factors[map] * plain[synapse]).magnitude < 1e-14)
      }
      #expect(Array(modulated[output.weights]) == Array(plain[output.weights]))
    }
  }

  /// A step of 1e-5 leaves 1e-10 of the third derivative, which a normalisation makes some ten times as large, and 1e-11 of
  /// the loss's rounding.
  @Test(arguments: 1...10) func centralDifferences(seed: Int) throws {
    for dropout in [0, 0.3] {
      let block = ResidualPlan(
        [convolution(3, normalisation: .batch), convolution(3)], shortcut: .projection)
      let example = GradientTests.Case(
        try network(
          [convolution(2), .residual(block), .pooling(.average(2)), .dense(4)], dropout: dropout),
        seed: UInt64(seed), count: 18)
      #expect(example.countOffCentralDifferences(tolerance: 1e-7) == 0, "seed \(seed)")
    }
  }

  /// Transport's own errors are the true ones, and so are those through equal weights.
  @Test func anglesOfErrors() throws {
    let example = GradientTests.Case(
      try network([convolution(4, normalisation: .batch), convolution(4), .dense(5)]), seed: 4,
      count: 40)
    func angles(_ feedback: Feedback, _ backward: [Double]) -> [Double] {
      example.workspace(feedback, of: Double.self)
        .errorAngles(forward: example.forward, backward: backward)
    }
    #expect(angles(.transport, example.backward).allSatisfy { $0 < 1e-5 })
    #expect(angles(.backwardWeights, example.forward).allSatisfy { $0 < 1e-5 })
    #expect(angles(.backwardWeights, example.backward).allSatisfy { $0 > 20 })
  }

  /// ⟨ξ φ(W ξ)⟩ of white noise is W for linear units, at every position of a map where it is noise: after a long phase B is near
  /// η/λ W. The noise of 3200 draws is 60/3200 of a dense layer's square with as many inputs, and what a phase forgets of the
  /// ones before leaves half of that; a kernel has twelve positions or more in each.
  @Test func mirrorsOfKernels() throws {
    let layers: [LayerPlan] = [
      .weighted(
        WeightedPlan(
          .convolution(channels: 3, kernel: 3), normalisation: .batch))
    ]
    let network = try network(layers, activation: .linear)
    let example = GradientTests.Case(network, seed: 5)
    let drive = NetworkDrive(
      network, feedback: .backwardWeights,
      mirror: NetworkDrive.Mirror(rate: 0.5, decay: 1, batch: 3200),
      examples: LabelledSet(
        features: example.features, labels: example.labels, featureCount: 40, classCount: 3),
      random: example.random)
    var backward = example.backward
    var span = backward.mutableSpan
    for window in 0..<40 {
      drive.runMirrorPhase(on: &span, forward: example.forward.span, before: window)
    }
    for node in network.weightedNodes {
      let kernel = example.forward[node.weights].map { 0.5 * $0 }
      let difference = zip(kernel, backward[node.weights]).reduce(0) {
        $0 + ($1.0 - $1.1) * ($1.0 - $1.1)
      }
      #expect(difference < 0.02 * kernel.reduce(0) { $0 + $1 * $1 })
      // What has no partner is not touched.
      #expect(Array(backward[node.biases]) == Array(example.backward[node.biases]))
    }
  }

  /// Statistics of any number of examples are those of all of them, whatever parts they were taken in.
  @Test(arguments: [1, 17, 64, 65, 100, 129, 501, 512]) func statisticsOfParts(count: Int) throws {
    let network = try network([convolution(3, normalisation: .batch)])
    let example = GradientTests.Case(network, seed: 8, count: count)
    let set = LabelledSet(
      features: example.features, labels: example.labels, featureCount: 40, classCount: 3)
    let probe = NetworkProbe(network, feedback: .transport, random: example.random)
    try probe.takeStatistics(forward: example.forward.span, of: set)
    let evaluated = try probe.evaluate(forward: example.forward.span, on: set)
    let workspace = NetworkWorkspace<Double>(
      network, feedback: .transport, random: example.random, capacity: count)
    workspace.load(features: set.features, labels: set.labels, rows: 0..<Int32(count))
    let together = workspace.evaluate(forward: example.forward)
    #expect((evaluated.loss - together.loss / Double(count)).magnitude < 1e-13)
    #expect(evaluated.accuracy == Double(together.correct) / Double(count))
  }

  /// One example at one position has no variance: its sums are the offsets, whatever came before, and lanes that have no example
  /// stay small, however many layers there are.
  @Test func idleLanesStaySmall() throws {
    let layers = (0..<40).map { _ in
      LayerPlan.weighted(
        WeightedPlan(
          .convolution(channels: 2, kernel: 1), normalisation: .batch, activation: .linear))
    }
    let network = try Network(Architecture(layers), input: Shape(2), classes: 3)
    let example = GradientTests.Case(network, seed: 9, count: 1)
    let (loss, gradient) = example.gradient(.transport, of: Float.self)
    #expect(loss.isFinite && gradient.allSatisfy(\.isFinite))
  }

  /// What normalised layers answer does not hang on which other examples are asked about, once statistics are taken.
  @Test func answersHangOnTheirExamplesAlone() throws {
    let network = try network([convolution(3, normalisation: .batch), .pooling(.maximum(2))])
    let example = GradientTests.Case(network, seed: 6, count: 50)
    func set(_ rows: Range<Int>) -> LabelledSet {
      LabelledSet(
        features: Array(example.features[(rows.lowerBound * 40)..<(rows.upperBound * 40)]),
        labels: Array(example.labels[rows]), featureCount: 40, classCount: 3)
    }
    let probe = NetworkProbe(network, feedback: .transport, random: example.random)
    try probe.takeStatistics(forward: example.forward.span, of: set(0..<30))
    let together = try probe.evaluate(forward: example.forward.span, on: set(30..<50))
    let alone = try (30..<50).map {
      try probe.evaluate(forward: example.forward.span, on: set($0..<($0 + 1))).loss
    }
    #expect((together.loss - alone.reduce(0, +) / 20).magnitude < 1e-14)
    // Those that the statistics are of are normalised as in training.
    let workspace = NetworkWorkspace<Double>(
      network, feedback: .transport, random: example.random, capacity: 30)
    workspace.load(
      features: set(0..<30).features, labels: set(0..<30).labels, rows: 0..<30)
    let training = workspace.evaluate(forward: example.forward).loss / 30
    let evaluated = try probe.evaluate(forward: example.forward.span, on: set(0..<30)).loss
    #expect((training - evaluated).magnitude < 1e-14)
  }
}
