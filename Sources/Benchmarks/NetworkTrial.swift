import DataSets
import GradientDrives
import NeuralNetworks
import ODESolvers
import RandomNumbers
import SynapticDynamics

/// A method on a network with examples of noise.
struct NetworkTrial {
  let drive: NetworkDrive
  let learningRate: Double
  let solver: (PopulationDynamics) throws -> any Solver

  init(
    _ network: Network, batch: Int, _ presentation: NetworkDrive.Presentation,
    _ precision: NetworkDrive.Precision, learningRate: Double = 1e-3,
    solver: @escaping (PopulationDynamics) throws -> any Solver
  ) {
    let field = RandomField(seed: 5, purpose: .amplitude)
    let count = 20 * batch
    let examples = LabelledSet(
      features: (0..<(count * network.inputCount)).map { Float(field.uniform(synapse: $0)) },
      labels: (0..<count).map { Int32($0 % network.classCount) }, featureCount: network.inputCount,
      classCount: network.classCount)
    drive = NetworkDrive(
      network, feedback: .backwardWeights, examples: examples,
      presentation: presentation, batch: batch, precision: precision,
      random: NetworkDraws(seed: 1, initialisation: .glorotUniform))
    self.learningRate = learningRate
    self.solver = solver
  }

  /// The same on a drive that is made.
  init(
    _ drive: NetworkDrive, learningRate: Double,
    solver: @escaping (PopulationDynamics) throws -> any Solver
  ) {
    self.drive = drive
    self.learningRate = learningRate
    self.solver = solver
  }

  func problem(windows: Int, threads: Int) throws -> (PopulationDynamics, InitialValueProblem) {
    var drive = drive
    drive.threads = threads
    let rule = BioAdam(
      BioAdam.Kinetics(
        learningRate: learningRate, predisposition: Predisposition(temperature: 10)))
    let dynamics = try PopulationDynamics(rule: rule, drive: drive, threads: threads)
    let n = drive.network.synapseCount
    var state = rule.substancesAtRest(count: n)
    for purpose in [RandomField.Purpose.forwardWeights, .backwardWeights] {
      state += drive.network.initialWeights(
        drive.random.initialisation, field: RandomField(seed: 1, purpose: purpose))
    }
    return (dynamics, dynamics.problem(from: 0, to: Double(windows), initialState: state))
  }

  /// - Returns: how many gradients were computed.
  func run(windows: Int, threads: Int, in timings: inout Timings) throws -> Int {
    let (dynamics, problem) = try problem(windows: windows, threads: threads)
    let solver = try solver(dynamics)
    var observer = SilentObserver()
    try timings.time {
      try solver.solve(problem, sampling: [], observer: &observer).check()
    }
    return dynamics.feed.computations
  }

  /// The largest error of a weight after some windows, against Runge–Kutta with short steps.
  func error(windows: Int) throws -> Double? {
    guard drive.presentation == .following else { return nil }
    let (dynamics, problem) = try problem(windows: windows, threads: 1)
    let own = try solver(dynamics).solve(problem).states[0]
    let (_, sameProblem) = try self.problem(windows: windows, threads: 1)
    let reference = try RungeKutta4(stepSize: learningRate < 0.1 ? 0.1 : 0.02).solve(sameProblem)
      .states[0]
    let n = drive.network.synapseCount
    return (3 * n..<5 * n).map { (own[$0] - reference[$0]).magnitude }.max()
  }
}

/// Watches nothing.
private struct SilentObserver: SolutionObserver {
  var components: [Int]? { [0] }
  mutating func sample(at time: Double, state: Span<Double>) {}
}
