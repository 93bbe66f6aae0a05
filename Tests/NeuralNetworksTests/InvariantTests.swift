import DataSets
import NeuralNetworks
import ODESolvers
import PopulationMethods
import RandomNumbers
import SynapticDynamics
import Testing

/// What the weights of a network keep to, whatever integrates them: on digits, for some windows.
struct InvariantTests {
  private enum Method: String, CaseIterable {
    case exact, euler, singleEuler, rungeKutta4, windowMap
    #if SUNDIALS
      case cvode
    #endif
  }

  private func drive(
    _ feedback: Feedback, _ presentation: NetworkDrive.Presentation,
    precision: NetworkDrive.Precision = .double, sizes: [Int] = [64, 20, 10], threads: Int = 1
  ) throws -> NetworkDrive {
    NetworkDrive(
      Network(sizes: sizes), feedback: feedback, examples: try DataSet.digits().training,
      presentation: presentation, precision: precision,
      random: NetworkDraws(seed: 5, initialisation: .glorotUniform), threads: threads)
  }

  private func start(_ network: Network, areEqual: Bool = false) -> [Double] {
    let (forward, backward) = (
      network.initialWeights(
        .glorotUniform, field: RandomField(seed: 5, purpose: .forwardWeights)),
      network.initialWeights(
        .glorotUniform, field: RandomField(seed: 5, purpose: .backwardWeights))
    )
    return rest(network.synapseCount) + forward
      + (areEqual ? forward : backward)
  }

  private func dynamics(
    _ drive: NetworkDrive, temperature: Double?, weights: WeightLaw = WeightLaw()
  ) throws -> PopulationDynamics {
    try PopulationDynamics(
      rule: BioAdam(
        BioAdam.Kinetics(
          learningRate: 1, predisposition: temperature.map { Predisposition(temperature: $0) })),
      drive: drive, weights: weights, threads: drive.threads)
  }

  private func solver(_ method: Method, _ dynamics: PopulationDynamics) throws -> any Solver {
    switch method {
    case .exact: try ExactPropagator(dynamics)
    case .windowMap: try WindowMap(dynamics, relative: 1e-4)
    case .euler: try PopulationEuler(dynamics, stepSize: 0.5)
    case .singleEuler: try PopulationEuler(dynamics, stepSize: 0.5, precision: .single)
    case .rungeKutta4: RungeKutta4(stepSize: 0.5)
    #if SUNDIALS
      case .cvode: CVODE(.adams, tolerances: dynamics.tolerances(relative: 1e-4))
    #endif
    }
  }

  /// Every method with what it can solve.
  private static let cases: [(Method, NetworkDrive.Presentation)] = Method.allCases.flatMap {
    method -> [(Method, NetworkDrive.Presentation)] in
    switch method {
    case .exact: [(method, .held)]
    case .windowMap: [(method, .following)]
    default: [(method, .held), (method, .following)]
    }
  }

  /// w_f = w_b once means for ever, bit for bit, with predisposition and without.
  @Test(arguments: cases.indices, [nil, 0.5] as [Double?])
  func equalWeightsStayEqual(index: Int, temperature: Double?) throws {
    let (method, presentation) = Self.cases[index]
    let drive = try drive(
      .backwardWeights, presentation, precision: method == .singleEuler ? .single : .double)
    let dynamics = try dynamics(drive, temperature: temperature)
    let solver = try solver(method, dynamics)
    let initial = start(drive.network, areEqual: true)
    let state = try solver.solve(dynamics.problem(from: 0, to: 8, initialState: initial)).states[0]
    let n = drive.network.synapseCount
    let (forward, backward) = (Array(state[(3 * n)..<(4 * n)]), Array(state[(4 * n)...]))
    #expect(forward == backward, "\(method), \(presentation)")
    // They learned.
    #expect(largestDifference(forward, Array(initial[(3 * n)..<(4 * n)])) > 1e-4)
  }

  /// Backward weights that are fixed keep their bits; the errors go through them all the same.
  @Test(arguments: cases.indices)
  func fixedWeightsStay(index: Int) throws {
    let (method, presentation) = Self.cases[index]
    let drive = try drive(
      .backwardWeights, presentation, precision: method == .singleEuler ? .single : .double)
    let dynamics = try dynamics(
      drive, temperature: nil, weights: WeightLaw(movesBackward: false))
    let solver = try solver(method, dynamics)
    let initial = start(drive.network)
    let state = try solver.solve(dynamics.problem(from: 0, to: 8, initialState: initial)).states[0]
    let n = drive.network.synapseCount
    let expected = initial.suffix(n).map { method == .singleEuler ? Double(Float($0)) : $0 }
    #expect(Array(state.suffix(n)) == expected, "\(method), \(presentation)")
    #expect(
      largestDifference(Array(state[(3 * n)..<(4 * n)]), Array(initial[(3 * n)..<(4 * n)])) > 1e-4)
  }

  #if SUNDIALS
    /// Following, and the whole set: the window map and CVODE, two methods that share nothing but the gradient.
    /// Both keep 1e-10 a step, some tens of steps.
    @Test(arguments: [NetworkDrive.Presentation.following, .fullBatch], [nil, 0.5] as [Double?])
    func windowMapAgreesWithCVODE(
      presentation: NetworkDrive.Presentation, temperature: Double?
    ) throws {
      func final(_ solver: (PopulationDynamics) throws -> any Solver) throws -> [Double] {
        let drive = try drive(.backwardWeights, presentation, sizes: [64, 8, 10])
        let dynamics = try dynamics(drive, temperature: temperature)
        return try solver(dynamics).solve(
          dynamics.problem(from: 0, to: 3, initialState: start(drive.network))
        ).states[0]
      }
      let tight: [StateComponent.Group: Double] = [.m: 1e-11, .rho: 1e-11, .w: 1e-11]
      let map = try final { try WindowMap($0, relative: 1e-10, absolute: tight) }
      let adams = try final {
        CVODE(.adams, tolerances: $0.tolerances(relative: 1e-10, absolute: tight))
      }
      #expect(largestDifference(map, adams) < 1e-8)
    }
  #endif

  /// A run's bits, on a network that is large enough to be split, whatever is presented.
  @Test(arguments: [NetworkDrive.Presentation.held, .following, .fullBatch])
  func threadsDoNotMatter(presentation: NetworkDrive.Presentation) throws {
    let states = try [1, 2, 3].map { (threads: Int) -> [Double] in
      let drive = try drive(
        .backwardWeights, presentation, sizes: [64, 250, 220, 10], threads: threads)
      let dynamics = try dynamics(drive, temperature: 0.5)
      let solver = try solver(presentation == .held ? .exact : .windowMap, dynamics)
      return try solver.solve(
        dynamics.problem(from: 0, to: 2, initialState: start(drive.network))
      ).states[0]
    }
    #expect(states[1] == states[0] && states[2] == states[0])
  }

  /// Loss, accuracy and angles do not depend on threads, nor on how many examples are looked at together: 1437
  /// go through in three parts.
  @Test func evaluations() throws {
    let examples = try DataSet.digits().training
    let network = Network(sizes: [64, 250, 10])
    let weights = start(network)
    let n = network.synapseCount
    let forward = Array(weights[(3 * n)..<(4 * n)])
    let backward = Array(weights[(4 * n)...])
    func look(_ threads: Int) throws -> (NetworkProbe.Evaluation, [Double]) {
      let probe = NetworkProbe(
        network, feedback: .signSymmetry(.batchwiseRandom),
        random: NetworkDraws(seed: 5, initialisation: .glorotUniform), threads: threads)
      return (
        try probe.evaluate(forward: forward.span, on: examples),
        try probe.errorAngles(
          forward: forward.span, backward: backward.span, on: examples, window: 3)
      )
    }
    let one = try look(1)
    for threads in [2, 3] {
      #expect(try look(threads) == one)
    }
    let plain = PlainNetwork(network: network, forward: forward, backward: backward)
    func loss(_ count: Int) -> Double {
      (0..<count).reduce(0) { sum, k in
        let row = examples.features[(64 * k)..<(64 * k + 64)].map { Double($0) }
        return sum + plain.loss(row, label: Int(examples.labels[k])) / Double(count)
      }
    }
    // Sums of 1437 losses in another order.
    #expect((one.0.loss - loss(examples.exampleCount)).magnitude < 1e-12)
    let probe = NetworkProbe(
      network, feedback: .transport,
      random: NetworkDraws(seed: 5, initialisation: .glorotUniform))
    let few = try probe.evaluate(forward: forward.span, on: examples, atMost: 30)
    #expect((few.loss - loss(30)).magnitude < 1e-13)
    #expect((few.accuracy * 30).rounded() == few.accuracy * 30)
  }
}
