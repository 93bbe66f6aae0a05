import DataSets
import Foundation
import GradientDrives
import NeuralNetworks
import RandomNumbers
import SynapticDynamics
import Testing

/// The mirror phase at the start of a window: dB/dt = η ⟨φ(W ξ + b) ξᵀ⟩ − λ B, solved in closed form.
struct MirrorTests {
  private let seed: UInt64 = 6

  private func dynamics(
    _ network: Network, _ mirror: NetworkDrive.Mirror, window: Double = 1,
    precision: NetworkDrive.Precision = .double, threads: Int = 1
  ) throws -> PopulationDynamics {
    let count = network.inputCount
    let drive = NetworkDrive(
      network, feedback: .backwardWeights, mirror: mirror,
      examples: LabelledSet(
        features: (0..<(2 * count)).map { Float($0) / 10 }, labels: [0, 1], featureCount: count,
        classCount: network.classCount),
      window: window, precision: precision,
      random: NetworkDraws(seed: seed, initialisation: .glorotUniform), threads: threads)
    return try PopulationDynamics(
      rule: GradientFlow(), drive: drive, weights: WeightLaw(movesBackward: false))
  }

  private func normals(_ count: Int, index: Int) -> [Double] {
    let field = RandomField(seed: seed, purpose: .amplitude)
    return (0..<count).map { field.normal(synapse: $0, index: index) }
  }

  /// ⟨φ(W ξ + b) ξᵀ⟩ of all layers in plain loops, from the same noise; 0 for biases.
  private func signal(_ network: Network, _ forward: [Double], batch: Int, window: Int) -> [Double]
  {
    let random = NetworkDraws(seed: seed, initialisation: .glorotUniform)
    var signal = forward.map { _ in 0.0 }
    for (l, layer) in network.weightedNodes.enumerated() {
      let inputs = layer.inputCount
      let noise = random.mirrorNoise(ofLayer: l, units: inputs, rows: batch, window: window)
      for row in 0..<batch {
        for j in 0..<layer.outputCount {
          var a = forward[layer.biases.lowerBound + j]
          for i in 0..<inputs {
            a += forward[layer.weights.lowerBound + j * inputs + i] * noise[row * inputs + i]
          }
          let y = layer.activation == .tanh ? tanh(a) : a
          for i in 0..<inputs {
            signal[layer.weights.lowerBound + j * inputs + i] +=
              y * noise[row * inputs + i] / Double(batch)
          }
        }
      }
    }
    return signal
  }

  /// Against 20 000 Euler steps a window, whose error is λ h²/2 of what moves: 1e-4 times its size of 3. Without
  /// decay Euler makes but 20 000 roundings of numbers below 32. In single precision the signal has 24 bits.
  @Test(arguments: [0.7, 0], [NetworkDrive.Precision.double, .single])
  func agreesWithShortSteps(decay: Double, precision: NetworkDrive.Precision) throws {
    let network = Network(sizes: [4, 5, 3])
    let mirror = NetworkDrive.Mirror(rate: 0.9, decay: decay, batch: 6)
    let dynamics = try dynamics(network, mirror, window: 2, precision: precision)
    let n = network.synapseCount
    let start = normals(2 * n, index: 0)
    var state = start
    for window in 0..<3 {
      let before = Array(state[n...])
      try state.withUnsafeMutableBufferPointer {
        try dynamics.feed.begin(
          [(2 * Double(window))...(2 * Double(window + 1))], state: $0.baseAddress!)
      }
      let signal = signal(network, Array(start[..<n]), batch: 6, window: window)
      let steps = 20_000
      let h = 2 / Double(steps)
      for layer in network.weightedNodes {
        for i in layer.weights {
          var b = before[i]
          for _ in 0..<steps { b += h * (0.9 * signal[i] - decay * b) }
          let tolerance = (decay > 0 ? 3e-4 : 4e-11) + (precision == .single ? 1e-5 : 0)
          #expect((state[n + i] - b).magnitude < tolerance, "window \(window), synapse \(i)")
          // The closed form itself.
          let share = decay > 0 ? (1 - exp(-2 * decay)) / decay : 2
          let exact = before[i] * exp(-2 * decay) + 0.9 * signal[i] * share
          #expect(
            (state[n + i] - exact).magnitude < (precision == .single ? 1e-5 : 1e-14),
            "window \(window), synapse \(i)")
        }
      }
    }
    // Forward weights rest; biases have no partner to mirror.
    #expect(Array(state[..<n]) == Array(start[..<n]))
    for layer in network.weightedNodes {
      for i in layer.biases { #expect(state[n + i] == start[n + i]) }
    }
  }

  /// With linear units ⟨(W ξ + b) ξᵀ⟩ → W, so that B → η/λ W. An average over 2000 draws is off by
  /// √((inputs + 1)/2000) of ‖W‖, 0.1 for 20 inputs, and e^−λ = 0.82 a window averages over windows to 0.32 of that.
  @Test func tendsToTheForwardWeights() throws {
    let network = Network(sizes: [20, 15, 10], activation: .linear)
    let mirror = NetworkDrive.Mirror(rate: 0.3, decay: 0.2, batch: 2000)
    let dynamics = try dynamics(network, mirror)
    let n = network.synapseCount
    let start = normals(2 * n, index: 1)
    var state = start
    for window in 0..<50 {
      try state.withUnsafeMutableBufferPointer {
        try dynamics.feed.begin([Double(window)...Double(window + 1)], state: $0.baseAddress!)
      }
    }
    for layer in network.weightedNodes {
      let (error, size) = layer.weights.reduce((0.0, 0.0)) {
        ($0.0 + pow(state[n + $1] - 1.5 * start[$1], 2), $0.1 + pow(1.5 * start[$1], 2))
      }
      let relative = (error / size).squareRoot()
      #expect(relative > 0.015 && relative < 0.05, "\(relative)")
    }
  }

  /// Pieces of one window share its phase; another run has its own.
  @Test func onePhaseForEachWindow() throws {
    let network = Network(sizes: [4, 3, 2])
    let dynamics = try dynamics(
      network, NetworkDrive.Mirror(rate: 0.5, decay: 0.5, batch: 5), window: 1)
    let start = normals(2 * network.synapseCount, index: 2)
    func begin(_ piece: ClosedRange<Double>, _ state: inout [Double]) throws {
      try state.withUnsafeMutableBufferPointer {
        try dynamics.feed.begin([piece], state: $0.baseAddress!)
      }
    }
    var state = start
    try begin(0...0.5, &state)
    let once = state
    #expect(once != start)
    try begin(0.5...1, &state)
    #expect(state == once)
    try begin(1...2, &state)
    #expect(state != once)
    var again = start
    try begin(0...1, &again)
    #expect(again == once)
  }

  /// Noise goes into each layer by itself: what else there is in a graph changes no mirror.
  @Test func additionsChangeNoMirror() throws {
    let shape = Shape(4)
    let networks = [
      Network(sizes: [4, 4, 3]),
      Network(nodes: [
        Node(Dense(shape, units: 4), of: .examples, activation: .tanh),
        Node(Addition(of: shape), of: .node(0), .examples),
        Node(Dense(shape, units: 3), of: .node(1)),
      ]),
    ]
    let start = normals(2 * networks[0].synapseCount, index: 4)
    let states = try networks.map { network in
      let dynamics = try dynamics(
        network, NetworkDrive.Mirror(rate: 0.5, decay: 0.5, batch: 5))
      var state = start
      try state.withUnsafeMutableBufferPointer {
        try dynamics.feed.begin([0...1], state: $0.baseAddress!)
      }
      return state
    }
    #expect(states[0] == states[1] && states[0] != start)
  }

  /// On layers that are large enough to be split among threads.
  @Test func threadsDoNotMatter() throws {
    let network = Network(sizes: [400, 300, 10])
    let start = normals(2 * network.synapseCount, index: 3)
    let states = try [1, 2, 3].map { threads in
      var state = start
      let dynamics = try dynamics(
        network, NetworkDrive.Mirror(rate: 0.5, decay: 0.5, batch: 64), threads: threads)
      try state.withUnsafeMutableBufferPointer {
        try dynamics.feed.begin([0...1], state: $0.baseAddress!)
      }
      return state + dynamics.feed.gradient(at: 0)
    }
    #expect(states[1] == states[0] && states[2] == states[0])
  }
}
