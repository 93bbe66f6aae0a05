import DataSets
import Foundation
import NeuralNetworks
import ODESolvers
import PopulationMethods
import RandomNumbers
import SynapticDynamics
import Testing

/// How a drive presents examples, and what becomes of the weights under it.
struct DriveTests {
  private let digits = try! DataSet.digits()

  private func drive(
    _ feedback: Feedback = .backwardWeights, _ presentation: NetworkDrive.Presentation = .held,
    precision: NetworkDrive.Precision = .double, mirror: NetworkDrive.Mirror? = nil,
    dropout: Double = 0, threads: Int = 1, examples: LabelledSet? = nil
  ) -> NetworkDrive {
    NetworkDrive(
      Network(sizes: [64, 20, 10], dropout: dropout), feedback: feedback, mirror: mirror,
      examples: examples ?? digits.training, presentation: presentation, precision: precision,
      random: NetworkDraws(seed: 3, initialisation: .glorotUniform), threads: threads)
  }

  private func state(_ drive: NetworkDrive, equal: Bool = false) -> [Double] {
    let n = drive.network.synapseCount
    let forward = drive.network.initialWeights(
      .glorotUniform, field: RandomField(seed: 3, purpose: .forwardWeights))
    let backward = drive.network.initialWeights(
      .glorotUniform, field: RandomField(seed: 3, purpose: .backwardWeights))
    return rest(n) + forward + (equal ? forward : backward)
  }

  private func dynamics(
    _ drive: NetworkDrive, temperature: Double? = 1, weights: WeightLaw = WeightLaw()
  ) throws -> PopulationDynamics {
    let rule = BioAdam(
      BioAdam.Kinetics(
        learningRate: 1, predisposition: temperature.map { Predisposition(temperature: $0) }))
    return try PopulationDynamics(
      rule: rule, drive: drive, weights: weights, threads: drive.threads)
  }

  private func final(
    _ drive: NetworkDrive, windows: Double, temperature: Double? = 1, equal: Bool = false,
    weights: WeightLaw = WeightLaw(),
    _ solver: (PopulationDynamics) throws -> any Solver = { try ExactPropagator($0) }
  ) throws -> [Double] {
    let dynamics = try dynamics(drive, temperature: temperature, weights: weights)
    let problem = dynamics.problem(
      from: 0, to: windows, initialState: state(drive, equal: equal))
    return try solver(dynamics).solve(problem).states[0]
  }

  /// w_f = w_b once means for ever, bit for bit, whatever the method and the pathway.
  @Test func equalWeightsStayEqual() throws {
    for temperature in [nil, 0.5] as [Double?] {
      for presentation in [NetworkDrive.Presentation.held, .following] {
        let drive = drive(.backwardWeights, presentation)
        let n = drive.network.synapseCount
        var solvers: [(PopulationDynamics) throws -> any Solver] = [
          { try PopulationEuler($0, stepSize: 0.5) },
          { _ in RungeKutta4(stepSize: 0.5) },
          presentation == .held
            ? { try ExactPropagator($0) } : { try WindowMap($0, relative: 1e-4) },
        ]
        #if SUNDIALS
          solvers.append { CVODE(.adams, tolerances: $0.tolerances(relative: 1e-4)) }
        #endif
        for solver in solvers {
          let state = try final(
            drive, windows: 30, temperature: temperature, equal: true, solver)
          #expect(Array(state[(3 * n)..<(4 * n)]) == Array(state[(4 * n)...]))
        }
      }
    }
  }

  /// Layer by layer ‖w_f − w_b‖ never grows, and the colder the faster it falls.
  @Test func differencesShrinkTheFasterTheColder() throws {
    var endings: [[Double]] = []
    for temperature in [5, 0.5, 0.1] {
      let drive = drive()
      let dynamics = try dynamics(drive, temperature: temperature)
      let problem = dynamics.problem(from: 0, to: 60, initialState: state(drive))
      let times = (0...30).map { 2 * Double($0) }
      let solution = try ExactPropagator(dynamics).solve(problem, at: times)
      let n = drive.network.synapseCount
      var last = drive.network.weightedNodes.map { _ in Double.infinity }
      for state in solution.states {
        for (index, layer) in drive.network.weightedNodes.enumerated() {
          let norm = layer.weights.reduce(0) {
            $0 + pow(state[3 * n + $1] - state[4 * n + $1], 2)
          }.squareRoot()
          #expect(norm <= last[index] * (1 + 1e-14), "T = \(temperature), layer \(index + 1)")
          last[index] = norm
        }
      }
      endings.append(last)
    }
    for layer in 0..<2 {
      #expect(endings[0][layer] > endings[1][layer] && endings[1][layer] > endings[2][layer])
    }
  }

  /// Each example once an epoch, in another order in the next.
  @Test func epochsPresentEveryExampleOnce() throws {
    let order = LabelledSet.order(ofEpoch: 0, seed: 3, count: digits.training.exampleCount)
    #expect(order.sorted() == Array(0..<Int32(digits.training.exampleCount)))
    #expect(order != LabelledSet.order(ofEpoch: 1, seed: 3, count: order.count))
    let drive = drive()
    #expect(drive.windowsPerEpoch == 23)
    // 22 batches of 64 and one of the rest: their gradients make that of the whole set.
    let weights = state(drive)
    let n = drive.network.synapseCount
    func gradient(_ drive: NetworkDrive, window: Int) throws -> [Double] {
      let dynamics = try dynamics(drive)
      var state = weights
      let piece = Double(window)...Double(window + 1)
      try state.withUnsafeMutableBufferPointer {
        try dynamics.feed.begin([piece], state: $0.baseAddress!)
      }
      return dynamics.feed.gradient(at: piece.lowerBound)
    }
    var sum = [Double](repeating: 0, count: n)
    for window in 0..<23 {
      let count = window < 22 ? 64 : digits.training.exampleCount - 22 * 64
      let part = try gradient(drive, window: window)
      for i in 0..<n { sum[i] += part[i] * Double(count) / Double(digits.training.exampleCount) }
    }
    let whole = try gradient(self.drive(.backwardWeights, .fullBatch), window: 0)
    for i in 0..<n { #expect((sum[i] - whole[i]).magnitude < 1e-15) }
  }

  /// A gradient in 32 bits differs by its rounding; threads differ by nothing.
  @Test func precisionAndThreads() throws {
    let double = try final(drive(), windows: 20)
    let mixed = try final(drive(precision: .single), windows: 20)
    let distance = zip(double, mixed).map { ($0 - $1).magnitude }.max()!
    #expect(distance > 0 && distance < 1e-4)
    for threads in [2, 3] {
      #expect(try final(drive(threads: threads), windows: 20) == double)
    }
    func euler(_ drive: NetworkDrive) throws -> [Double] {
      try final(drive, windows: 20) {
        try PopulationEuler($0, stepSize: 1, precision: .single)
      }
    }
    let single = try euler(drive(precision: .single))
    #expect(try euler(drive(precision: .single, threads: 2)) == single)
    let wide = try final(drive(), windows: 20) { try PopulationEuler($0, stepSize: 1) }
    #expect(zip(single, wide).map { ($0 - $1).magnitude }.max()! < 1e-3)
  }

  /// Following: the window map against Runge–Kutta, within a run's many steps of the tolerance.
  @Test func followingAgreesAcrossMethods() throws {
    let drive = drive(.backwardWeights, .following)
    let map = try final(drive, windows: 10) {
      try WindowMap($0, relative: 1e-9, absolute: [.m: 1e-9, .rho: 1e-9, .w: 1e-9])
    }
    let reference = try final(drive, windows: 10) { _ in RungeKutta4(stepSize: 0.02) }
    for i in map.indices {
      #expect((map[i] - reference[i]).magnitude < 1e-7 * (1 + reference[i].magnitude))
    }
  }

  /// With linear units noise of unit variance makes B a mirror of W: B → η/λ W, to the noise of its average.
  @Test func mirrorsMirror() throws {
    let network = Network(sizes: [20, 15, 10], activation: .linear)
    let examples = try digits.prefix(training: 64).training
    let few = LabelledSet(
      features: Array(examples.features.prefix(20 * 64)), labels: examples.labels,
      featureCount: 20, classCount: 10)
    let drive = NetworkDrive(
      network, feedback: .backwardWeights,
      mirror: NetworkDrive.Mirror(rate: 0.2, decay: 0.2, batch: 2000), examples: few,
      random: NetworkDraws(seed: 3, initialisation: .glorotUniform))
    let rule = GradientFlow(learningRate: 0)
    let dynamics = try PopulationDynamics(
      rule: rule, drive: drive, weights: WeightLaw(movesBackward: false))
    let forward = network.initialWeights(
      .glorotUniform, field: RandomField(seed: 1, purpose: .forwardWeights))
    let problem = dynamics.problem(
      from: 0, to: 60, initialState: forward + forward.map { _ in 0 })
    let state = try RungeKutta4(stepSize: 1).solve(problem).states[0]
    let n = network.synapseCount
    for layer in network.weightedNodes {
      let (w, b) = (
        state[layer.weights], state[(n + layer.weights.lowerBound)..<(n + layer.weights.upperBound)]
      )
      let error = zip(w, b).reduce(0) { $0 + pow($1.0 - $1.1, 2) }
      // The average of 2000 draws is off by 1/√2000 of ‖w‖, and ten windows' noise averages out further.
      #expect(error.squareRoot() < 0.03 * Double(layer.weights.count).squareRoot() * 0.3)
      #expect(zip(w, b).reduce(0) { $0 + $1.0 * $1.1 } > 0)
    }
  }

  /// With decay and common updates the weights meet: w_f − w_b falls as e^(−λt) exactly.
  @Test func kolenPollackWeightsMeet() throws {
    let drive = drive()
    let n = drive.network.synapseCount
    let end = try final(
      drive, windows: 20, temperature: nil, weights: WeightLaw(decay: 0.05)
    ) { _ in RungeKutta4(stepSize: 0.25) }
    let start = state(drive)
    for i in 0..<n {
      let expected = (start[3 * n + i] - start[4 * n + i]) * exp(-1)
      // RK4 of λh = 0.0125: 1e-10, and roundings of the weights.
      #expect((end[3 * n + i] - end[4 * n + i] - expected).magnitude < 1e-9)
    }
  }
}
