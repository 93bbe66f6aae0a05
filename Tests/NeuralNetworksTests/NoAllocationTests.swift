import CAllocationCounter
import DataSets
import NeuralNetworks
import RandomNumbers
import SynapticDynamics
import Testing

/// A window's gradient must not allocate, nor presenting its examples, apart from the order of an epoch, masks
/// and mirrors.
@Suite(.enabled(if: allocation_count() >= 0)) struct NoAllocationTests {
  private static let pathways: [Feedback] = [
    .transport, .backwardWeights, .direct, .indirect, .signSymmetry(.uniform(nil)),
    .signSymmetry(.frozenRandom),
  ]

  private static let networks = [
    Network(sizes: [4, 6, 5, 3], dropout: 0.3),
    Network(
      nodes: [
        Node(Dense(Shape(4), units: 4), of: .examples, activation: .tanh),
        Node(Dense(Shape(4), units: 4), of: .node(0), activation: .relu),
        Node(Addition(of: Shape(4)), of: .node(0), .node(1)),
        Node(Dense(Shape(4), units: 3), of: .node(2)),
      ], dropout: 0.3),
    // Modulation goes without dropout here.
    Network(
      nodes: [
        Node(
          Normalised(Convolution(image, maps: 3, kernel: 3, padding: 1, hasBiases: false)),
          of: .examples, activation: .relu),
        Node(
          Convolution(Shape(3, rows: 2, columns: 2), maps: 3, kernel: 1, padding: 0), of: .node(0)),
        Node(Addition(of: Shape(3, rows: 2, columns: 2)), of: .node(0), .node(1)),
        Node(Pooling(.maximum, of: Shape(3, rows: 2, columns: 2), window: 2), of: .node(2)),
        Node(Dense(Shape(3), units: 3), of: .node(3)),
      ]),
  ]

  private static let image = Shape(1, rows: 2, columns: 2)

  private func check<Scalar: NetworkScalar>(
    _ network: Network, _ feedback: Feedback, _ type: Scalar.Type
  ) {
    let workspace = NetworkWorkspace<Scalar>(
      network, feedback: feedback, modulation: ErrorModulation(),
      random: NetworkDraws(seed: 1, initialisation: .glorotUniform), capacity: 2)
    workspace.load(features: [1, 2, 3, 4, 5, 6, 7, 8], labels: [1, 2], rows: 0..<2)
    workspace.beginWindow(0)
    let weights = network.initialWeights(
      .glorotUniform, field: RandomField(seed: 1, purpose: .forwardWeights)
    ).map { Scalar($0) }
    var gradient = weights
    var sum = 0.0
    func compute(_ times: Int) {
      for _ in 0..<times {
        sum += workspace.gradient(forward: weights, backward: weights, into: &gradient)
        sum += workspace.evaluate(forward: weights).loss
      }
    }
    compute(1)
    let before = allocation_count()
    compute(100)
    #expect(allocation_count() == before, "\(feedback), \(type)")
    #expect(sum.isFinite)
  }

  @Test(arguments: networks.indices, pathways)
  func gradientsDoNotAllocate(index: Int, feedback: Feedback) {
    check(Self.networks[index], feedback, Double.self)
    check(Self.networks[index], feedback, Float.self)
  }

  /// From the second window of an epoch to its last, in all kinds of numbers.
  @Test(
    arguments: [NetworkDrive.Precision.double, .single],
    [
      .single, TaskSequence(count: 2, epochsPerTask: 1, featureCount: 64, seed: 1),
    ])
  func windowsDoNotAllocate(precision: NetworkDrive.Precision, tasks: TaskSequence) throws {
    let examples = try DataSet.digits().training
    // An epoch has 144 windows; the second one is looked at, which is the second task's if there are two.
    for presentation in [NetworkDrive.Presentation.held, .following] {
      let network = Network(sizes: [64, 8, 10])
      let drive = NetworkDrive(
        network, feedback: .backwardWeights, examples: examples, tasks: tasks,
        presentation: presentation, batch: 10, precision: precision,
        random: NetworkDraws(seed: 1, initialisation: .glorotUniform))
      let dynamics = try PopulationDynamics(rule: GradientFlow(), drive: drive)
      let pieces = (144..<284).map { [Double($0)...Double($0 + 1)] }
      var state = [Double](repeating: 0.1, count: 2 * network.synapseCount)
      func begin(_ windows: Range<Int>) throws {
        for k in windows {
          try state.withUnsafeMutableBufferPointer {
            try dynamics.feed.begin(pieces[k][...], state: $0.baseAddress!)
            try dynamics.feed.update(at: Double(144 + k) + 0.5, state: $0.baseAddress!)
          }
        }
      }
      try begin(0..<2)
      let before = allocation_count()
      try begin(2..<140)
      #expect(allocation_count() == before, "\(presentation)")
    }
  }
}
