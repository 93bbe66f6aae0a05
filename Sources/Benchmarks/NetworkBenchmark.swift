import DataSets
import GradientDrives
import NeuralNetworks
import ODESolvers
import PopulationMethods
import RandomNumbers
import SynapticDynamics

/// One window of a network that learns, a batch of 64 examples: its gradient, and the synapses' way through the
/// window.
public enum NetworkBenchmark {
  private static let batch = 64

  /// Measures.
  ///
  /// - Parameters:
  ///   - sizes: inputs, hidden units and classes.
  ///   - windows: how many windows a run has.
  ///   - threads: how many threads may work.
  ///   - report: told of each number.
  public static func run(
    sizes: [Int], windows: Int, threads: Int, report: (BenchmarkResult) -> Void
  ) throws {
    let shape = sizes.map(String.init).joined(separator: "-")
    func row(_ name: String, _ trial: Trial) throws {
      var row = BenchmarkResult(
        "network", "\(shape) \(name)", synapses: Network(sizes: sizes).synapseCount)
      // The methods' first windows are not like the others.
      var (warmUp, timings) = (Timings(), Timings())
      _ = try trial.run(windows: 2, threads: threads, in: &warmUp)
      for _ in 0..<5 {
        row.steps = try trial.run(windows: windows, threads: threads, in: &timings)
      }
      row.measured(timings, operations: windows)
      row.error = try trial.error(windows: min(windows, 5))
      report(row)
    }
    try row(
      "held, euler, single",
      Trial(sizes, .held, .single) {
        try PopulationEuler($0, stepSize: 1, precision: .single)
      })
    try row("held, euler", Trial(sizes, .held, .double) { try PopulationEuler($0, stepSize: 1) })
    try row("held, exact", Trial(sizes, .held, .double) { try ExactPropagator($0) })
    try row(
      "held, exact, gradient single", Trial(sizes, .held, .single) { try ExactPropagator($0) })
    try row("following, windowMap", Trial(sizes, .following, .double, solver: windowMap))
    #if SUNDIALS
      try row(
        "following, cvodeAdams",
        Trial(sizes, .following, .double) {
          CVODE(
            .adams,
            tolerances: $0.tolerances(relative: relativeTolerance, absolute: absoluteTolerance))
        })
    #endif
    try row(
      "following, windowMap, η = 1",
      Trial(sizes, .following, .double, learningRate: 1, solver: windowMap))
  }

  /// Weights, of the size of 0.1, to 2e-8 in a window. What the map is compared with says more of m, which
  /// answers to signals at once, than its own error is: it may be coarse.
  private static let relativeTolerance = 1e-7
  private static let absoluteTolerance: [StateComponent.Group: Double] = [
    .m: 1e-5, .rho: 1e-5, .w: 1e-8,
  ]

  private static func windowMap(_ dynamics: PopulationDynamics) throws -> any Solver {
    try WindowMap(dynamics, relative: relativeTolerance, absolute: absoluteTolerance)
  }

  /// A method on a network.
  private struct Trial {
    let drive: NetworkDrive
    let learningRate: Double
    let solver: (PopulationDynamics) throws -> any Solver

    init(
      _ sizes: [Int], _ presentation: NetworkDrive.Presentation,
      _ precision: NetworkDrive.Precision, learningRate: Double = 1e-3,
      solver: @escaping (PopulationDynamics) throws -> any Solver
    ) {
      let field = RandomField(seed: 5, purpose: .amplitude)
      let count = 20 * batch
      let examples = LabelledSet(
        features: (0..<(count * sizes[0])).map { Float(field.uniform(synapse: $0)) },
        labels: (0..<count).map { Int32($0 % sizes.last!) }, featureCount: sizes[0],
        classCount: sizes.last!)
      drive = NetworkDrive(
        Network(sizes: sizes), feedback: .backwardWeights, examples: examples,
        presentation: presentation, batch: batch, precision: precision,
        random: NetworkRandomness(seed: 1, initialisation: .glorotUniform))
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
          .glorotUniform, field: RandomField(seed: 1, purpose: purpose))
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
}

/// Watches nothing.
private struct SilentObserver: SolutionObserver {
  var components: [Int]? { [0] }
  mutating func sample(at time: Double, state: Span<Double>) {}
}
