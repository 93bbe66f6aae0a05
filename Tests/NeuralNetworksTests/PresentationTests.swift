import DataSets
import Foundation
import GradientDrives
import NeuralNetworks
import ODESolvers
import RandomNumbers
import SynapticDynamics
import Testing

/// Which examples a drive presents when: with one-hot examples, weights of 0 and linear units, the gradient
/// of class 0 at input i is −1/(size of the batch) for example i if it is presented, and 0 if not.
struct PresentationTests {
  private func drive(
    examples count: Int = 11, batch: Int = 4, window: Double = 1, seed: UInt64 = 1,
    _ presentation: NetworkDrive.Presentation = .held,
    precision: NetworkDrive.Precision = .double
  ) -> NetworkDrive {
    var features = [Float](repeating: 0, count: count * count)
    for i in 0..<count { features[i * count + i] = 1 }
    return NetworkDrive(
      Network(sizes: [count, 2], loss: .squaredError), feedback: .transport,
      examples: LabelledSet(
        features: features, labels: Array(repeating: 0, count: count), featureCount: count,
        classCount: 2),
      presentation: presentation, batch: batch, window: window, precision: precision,
      random: NetworkDraws(seed: seed, initialisation: .glorotUniform))
  }

  /// A drive at work on weights of its own.
  private final class Presenter {
    let dynamics: PopulationDynamics
    let count: Int
    var state: [Double]

    init(_ drive: NetworkDrive) throws {
      dynamics = try PopulationDynamics(rule: GradientFlow(), drive: drive)
      count = drive.network.inputCount
      state = Array(repeating: 0, count: 2 * dynamics.synapseCount)
    }

    func begin(_ piece: ClosedRange<Double>) throws {
      try state.withUnsafeMutableBufferPointer {
        try dynamics.feed.begin([piece], state: $0.baseAddress!)
      }
    }

    /// The examples presented, and what they weigh.
    func presented(_ piece: ClosedRange<Double>) throws -> (examples: Set<Int32>, weight: Double) {
      try begin(piece)
      let gradient = dynamics.feed.gradient(at: piece.lowerBound).prefix(count)
      let examples = gradient.indices.filter { gradient[$0] != 0 }
      #expect(Set(examples.map { gradient[$0] }).count == 1)
      return (Set(examples.map { Int32($0) }), -gradient[examples[0]])
    }
  }

  /// Three windows with 4, 4 and 3 of 11 examples: those that the epoch's order says, whatever the seed.
  @Test(arguments: [0, 1, 2, UInt64.max]) func windowsFollowTheOrder(seed: UInt64) throws {
    let drive = drive(seed: seed)
    #expect(drive.windowsPerEpoch == 3)
    let presenter = try Presenter(drive)
    for epoch in 0..<3 {
      let order = LabelledSet.order(ofEpoch: epoch, seed: seed, count: 11)
      for (index, part) in [0..<4, 4..<8, 8..<11].enumerated() {
        let first = Double(3 * epoch + index)
        let presented = try presenter.presented(first...(first + 1))
        #expect(presented.examples == Set(order[part]), "epoch \(epoch), window \(index)")
        #expect(presented.weight == 1 / Double(part.count))
      }
    }
  }

  /// Pieces between the breakpoints are the windows in their order, also where k · window is rounded.
  @Test(arguments: [1, 0.1, 0.3, 0.7, 1.0 / 3, 64, 1e-3, 1e6])
  func piecesAreWindows(window: Double) throws {
    let drive = drive(window: window)
    let end = 600 * window
    let breakpoints = drive.breakpoints(in: 0..<end)
    #expect(breakpoints == (1..<600).map { Double($0) * window })
    let presenter = try Presenter(drive)
    let edges = [0] + breakpoints + [end]
    for (k, (start, end)) in zip(edges, edges.dropFirst()).enumerated() {
      let order = LabelledSet.order(ofEpoch: k / 3, seed: 1, count: 11)
      let expected = Set(order[(k % 3 * 4)..<min(11, k % 3 * 4 + 4)])
      #expect(try presenter.presented(start...end).examples == expected, "window \(k)")
    }
  }

  /// Both ends of an interval are no breakpoints.
  @Test func breakpointsLieWithin() {
    let drive = drive(window: 2)
    #expect(drive.breakpoints(in: 0..<6) == [2, 4])
    #expect(drive.breakpoints(in: 2..<6.5) == [4, 6])
    #expect(drive.breakpoints(in: 2.5..<3) == [])
    #expect(drive.breakpoints(in: 3.5..<4.5) == [4])
  }

  /// All examples all the time; windows stay, but only to look at the run.
  @Test func fullBatchPresentsAll() throws {
    let drive = drive(batch: 4, .fullBatch)
    #expect(drive.windowsPerEpoch == 1 && drive.batch == 11 && !drive.isHeld)
    #expect(drive.breakpoints(in: 0..<3) == [1, 2])
    let presenter = try Presenter(drive)
    for k in 0..<4 {
      let presented = try presenter.presented(Double(k)...Double(k + 1))
      #expect(presented.examples == Set(0..<11) && presented.weight == 1 / 11)
    }
  }

  /// A batch larger than the set is the set.
  @Test func largeBatches() throws {
    let drive = drive(batch: 100)
    #expect(drive.windowsPerEpoch == 1)
    #expect(try Presenter(drive).presented(5...6).examples == Set(0..<11))
  }

  /// A held gradient is computed at the start of its window, once, whatever pieces the window is cut into; one
  /// that follows is computed from the weights of the piece.
  @Test(arguments: [NetworkDrive.Precision.double, .single])
  func heldForAWindow(precision: NetworkDrive.Precision) throws {
    for presentation in [NetworkDrive.Presentation.held, .following] {
      let presenter = try Presenter(drive(presentation, precision: precision))
      try presenter.begin(0...0.25)
      let first = presenter.dynamics.feed.gradient(at: 0)
      for i in presenter.state.indices { presenter.state[i] = 0.5 }
      try presenter.begin(0.25...1)
      let second = presenter.dynamics.feed.gradient(at: 0.25)
      #expect((first == second) == (presentation == .held))
      try presenter.begin(1...2)
      #expect(presenter.dynamics.feed.gradient(at: 1) != second)
    }
  }

  /// Another run with the same population begins with its own weights, also if both have but one window.
  @Test func runsDoNotShareGradients() throws {
    let presenter = try Presenter(drive())
    try presenter.begin(0...1)
    let first = presenter.dynamics.feed.gradient(at: 0)
    for i in presenter.state.indices { presenter.state[i] = 0.5 }
    try presenter.begin(0...1)
    let second = presenter.dynamics.feed.gradient(at: 0)
    let fresh = try Presenter(drive())
    fresh.state = presenter.state
    try fresh.begin(0...1)
    #expect(second != first && second == fresh.dynamics.feed.gradient(at: 0))
  }

  /// Weights that run away are told, with the time.
  @Test func lossesThatAreNotFinite() throws {
    let presenter = try Presenter(drive(.following))
    presenter.state[3] = .infinity
    let failure = #expect(throws: SolverFailure.self) { try presenter.begin(4...5) }
    #expect(failure?.time == 4)
    #expect(failure.map { "\($0)" }?.contains("loss") == true)
  }

  /// Augmented examples give the gradients of a network that is shown the changed images as they are.
  @Test(arguments: [NetworkDrive.Presentation.held, .fullBatch], [1, 2, 3] as [UInt64])
  func augmentedExamplesAreTheChangedOnes(presentation: NetworkDrive.Presentation, seed: UInt64)
    throws
  {
    let shape = ImageShape(channels: 2, rows: 3, columns: 4)
    let random = RandomField(seed: seed, purpose: .exampleOrder)
    let examples = LabelledSet(
      features: (0..<(11 * shape.featureCount)).map { Float(random.uniform(synapse: $0)) },
      labels: (0..<11).map { $0 % 3 }, featureCount: shape.featureCount, classCount: 3,
      imageShape: shape)
    let augmentation = Augmentation(crop: 1, flip: true, cutout: 2)
    func drive(_ examples: LabelledSet, _ augmentation: Augmentation?) -> NetworkDrive {
      NetworkDrive(
        Network(sizes: [shape.featureCount, 5, 3]), feedback: .transport, examples: examples,
        augmentation: augmentation, presentation: presentation, batch: 4,
        random: NetworkDraws(seed: seed, initialisation: .glorotUniform))
    }
    let augmented = try Presenter(drive(examples, augmentation))
    for epoch in 0..<3 {
      var changed = examples
      augmentation.write(
        0..<11, of: examples, epoch: epoch, seed: seed, to: &changed.features)
      let plain = try Presenter(drive(changed, nil))
      let windows = presentation == .held ? 3 : 1
      for window in (epoch * windows)..<((epoch + 1) * windows) {
        let piece = Double(window)...Double(window + 1)
        for presenter in [augmented, plain] {
          // Weights that are not 0, so that all gradients are there.
          for i in presenter.state.indices { presenter.state[i] = 0.3 * sin(Double(i)) }
          try presenter.begin(piece)
        }
        #expect(
          augmented.dynamics.feed.gradient(at: piece.lowerBound)
            == plain.dynamics.feed.gradient(at: piece.lowerBound), "epoch \(epoch)")
      }
    }
  }

  /// Coupled decay adds λ w_f to the gradients of weights, and nothing to those of biases, gains and offsets.
  @Test(arguments: [NetworkDrive.Presentation.held, .following], [1, 2, 3] as [UInt64])
  func coupledDecayIsInTheGradient(presentation: NetworkDrive.Presentation, seed: UInt64) throws {
    let input = Shape(1, rows: 4, columns: 4)
    let convolution = Convolution(input, maps: 3, kernel: 3, padding: 1)
    let network = Network(
      nodes: [
        Node(Normalised(convolution), of: .examples, activation: .tanh),
        Node(Dense(convolution.output, units: 2), of: .node(0)),
      ])
    let random = RandomField(seed: seed, purpose: .exampleOrder)
    let examples = LabelledSet(
      features: (0..<(8 * 16)).map { Float(random.uniform(synapse: $0)) },
      labels: (0..<8).map { $0 % 2 }, featureCount: 16, classCount: 2,
      imageShape: ImageShape(channels: 1, rows: 4, columns: 4))
    func gradient(_ decay: Double) throws -> (gradient: [Double], forward: [Double]) {
      let presenter = try Presenter(
        NetworkDrive(
          network, feedback: .transport, coupledDecay: decay, examples: examples,
          presentation: presentation, batch: 4,
          random: NetworkDraws(seed: seed, initialisation: .glorotUniform)))
      for i in presenter.state.indices { presenter.state[i] = 0.3 * sin(Double(i)) }
      try presenter.begin(0...1)
      return (
        presenter.dynamics.feed.gradient(at: 0),
        Array(presenter.state.prefix(network.synapseCount))
      )
    }
    let (plain, forward) = try gradient(0)
    let (decaying, _) = try gradient(0.3)
    let weights = network.weightedNodes.map(\.weights)
    // Three biases, gains and offsets, and two biases.
    #expect(weights.map(\.count) == [27, 96] && network.synapseCount == 27 + 9 + 96 + 2)
    for i in plain.indices {
      let expected = plain[i] + (weights.contains { $0.contains(i) } ? 0.3 * forward[i] : 0)
      #expect((decaying[i] - expected).magnitude < 1e-15, "synapse \(i)")
    }
  }
}
