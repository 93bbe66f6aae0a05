import GradientDrives
import ODESolvers
import PopulationMethods
import RandomNumbers
import SynapticDynamics
import TestSupport
import Testing

/// Runs of populations that go on from an edge are the rest of the whole run, bit for bit.
@Suite struct RestartTests {
  struct Method: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var isHeld: Bool
    var window: Double
    var make: @Sendable (PopulationDynamics) throws -> any Solver

    init(
      _ name: String, held: Bool = true, window: Double = 1.5,
      _ make: @escaping @Sendable (PopulationDynamics) throws -> any Solver
    ) {
      (testDescription, isHeld, self.window, self.make) = (name, held, window, make)
    }
  }

  static let methods: [Method] = {
    var methods = [
      Method("exact") { try ExactPropagator($0) },
      Method("exact, 32 bits") { try ExactPropagator($0, precision: .single) },
      Method("euler") { try PopulationEuler($0, stepSize: 0.3) },
      Method("euler, 32 bits") { try PopulationEuler($0, stepSize: 0.3, precision: .single) },
      Method("euler, moving", held: false) {
        try PopulationEuler($0, stepSize: 0.3, isSequential: true)
      },
      Method("rk4", held: false) { _ in RungeKutta4(stepSize: 0.3) },
      // Windows of several steps, whose length it remembers.
      Method("collocation, held", window: 15) { try Collocation($0) },
      Method("collocation", held: false, window: 15) { try Collocation($0, relative: 1e-6) },
      Method("dormandPrince, held", window: 15) { try DormandPrince($0) },
      Method("dormandPrince", held: false, window: 15) { try DormandPrince($0, relative: 1e-6) },
    ]
    #if SUNDIALS
      methods.append(Method("adams") { CVODE(.adams, tolerances: $0.tolerances()) })
      methods.append(
        Method("bdf", held: false) { CVODE(.bdf(.structured), tolerances: $0.tolerances()) })
    #endif
    return methods
  }()

  private static let synapses = 40
  /// Few samples, so that methods that like to take several pieces at once do.
  private static let times = [0.0, 12, 31.5, 90]
  private static let end = 90.0

  /// Windows in which signals change their signs now and then, and partners with signals of their own.
  private static func dynamics(_ method: Method) throws -> PopulationDynamics {
    let field = RandomField(seed: 3, purpose: .gradient)
    let noise = TabulatedDrive(
      HeldNoiseTable(
        signalCount: synapses, window: method.window, standardDeviation: [0.4], field: field),
      interpolation: method.isHeld ? .held : .linear)
    let kinetics = BioAdam.Kinetics(
      tauM: 4, coConsumption: CoConsumption(tauRho: 30, epsilon: 1e-6), learningRate: 0.1,
      predisposition: Predisposition(temperature: 0.5))
    let rule = BioAdam(kinetics, backward: kinetics, tracksContractionClock: false)
    return try PopulationDynamics(
      rule: rule, drive: PartnerDrive(forward: noise, gain: 0.9, delay: 2))
  }

  private func run(
    _ method: Method, from edge: RestartRecorder.Edge? = nil, remembering: Bool = true
  ) throws -> (solution: Solution, told: RestartRecorder) {
    let dynamics = try Self.dynamics(method)
    let n = Self.synapses
    var random = SeededRandom(seed: 11)
    var state = rest(n) + rest(n)
    state += (0..<(2 * n)).map { _ in random.uniform(-1, 1) }
    let problem = dynamics.problem(from: 0, to: Self.end, initialState: state)
    var told = RestartRecorder()
    let solution = try method.make(dynamics).solve(
      problem, from: edge?.point(remembering: remembering), sampling: Self.times, observer: &told)
    try solution.check()
    return (solution, told)
  }

  @Test(arguments: methods)
  func restIsTheSame(_ method: Method) throws {
    let whole = try run(method)
    #expect(whole.told.edges.count >= 2)
    for edge in whole.told.edges {
      let rest = try run(method, from: edge)
      #expect(rest.told.samples == Array(whole.told.samples[edge.samples...]))
      #expect(rest.told.workAfterSteps == Array(whole.told.workAfterSteps[edge.steps...]))
      #expect(
        rest.solution.state.map(\.bitPattern) == whole.solution.state.map(\.bitPattern),
        "from \(edge.time)")
      #expect(rest.solution.statistics == whole.solution.statistics)
    }
  }

  /// Methods that step each synapse by itself remember the steps to try next, without which last digits differ; all other methods go on from
  /// the state alone.
  @Test(arguments: methods)
  func memoryMatters(_ method: Method) throws {
    let whole = try run(method)
    let remembers = ["collocation", "dormandPrince"].contains {
      method.testDescription.hasPrefix($0)
    }
    #expect(whole.told.edges.allSatisfy { $0.memory.isEmpty == !remembers })
    guard remembers else { return }
    let differs = try whole.told.edges.contains { edge in
      try run(method, from: edge, remembering: false).solution.state != whole.solution.state
    }
    #expect(differs)
  }

  /// The window map remembers its momenta, and how long a step should be.
  @Test func windowMap() throws {
    let rule = BioAdam(
      BioAdam.Kinetics(
        coConsumption: CoConsumption(tauRho: 50, epsilon: 1e-8), learningRate: 0.3,
        restConcentration: 10, predisposition: Predisposition(temperature: 0.5)))
    var random = SeededRandom(seed: 4)
    let state = rest(5) + (0..<10).map { _ in random.uniform(-0.5, 0.5) }
    func run(_ edge: RestartRecorder.Edge? = nil, remembering: Bool = true) throws
      -> (solution: Solution, told: RestartRecorder)
    {
      let drive = QuadraticDrive(n: 5, window: 1, isHeld: false, stiffness: 1, seed: 2)
      drive.calls.jump = { 0.01 * Double($0) }
      let dynamics = try PopulationDynamics(rule: rule, drive: drive)
      let method = try WindowMap(dynamics, relative: 1e-7)
      var told = RestartRecorder()
      let solution = method.solve(
        dynamics.problem(from: 0, to: 10, initialState: state),
        from: edge?.point(remembering: remembering), sampling: [0, 2.5, 7, 10], observer: &told)
      try solution.check()
      return (solution, told)
    }
    let whole = try run()
    #expect(whole.told.edges.map(\.time) == [1, 2, 3, 4, 5, 6, 7, 8, 9])
    var differs = false
    for edge in whole.told.edges {
      let rest = try run(edge)
      #expect(rest.told.samples == Array(whole.told.samples[edge.samples...]))
      #expect(rest.told.workAfterSteps == Array(whole.told.workAfterSteps[edge.steps...]))
      #expect(rest.solution.state.map(\.bitPattern) == whole.solution.state.map(\.bitPattern))
      differs = try differs || run(edge, remembering: false).solution.state != whole.solution.state
    }
    #expect(differs)
  }
}
