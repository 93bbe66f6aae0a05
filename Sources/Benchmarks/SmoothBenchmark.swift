import GradientDrives
import ODESolvers
import PopulationMethods
import RandomNumbers
import SynapticDynamics

/// A smooth drive, two sines for each synapse over two thousand learning steps, by collocation.
public enum SmoothBenchmark {
  /// Measures.
  ///
  /// - Parameters:
  ///   - n: the number of synapses.
  ///   - report: told of the number.
  public static func run(synapses n: Int, report: (BenchmarkResult) -> Void) throws {
    let drive = drive(n)
    let rule = bioAdam(predisposition: true)
    var timings = Timings()
    for _ in 0..<5 {
      let dynamics = try PopulationDynamics(rule: rule, drive: drive)
      let problem = dynamics.problem(from: 0, to: 2000, initialState: initialState(n))
      let solver = try Collocation(dynamics, relative: 1e-8)
      try timings.time { _ = try solver.solve(problem) }
    }
    var row = BenchmarkResult("smooth drive", "two sines, t = 2000, rtol 1e-8", synapses: n)
    row.measured(timings)
    #if SUNDIALS
      row.error = try error(rule, drive)
    #endif
    report(row)
  }

  static func drive(_ n: Int) -> SinesDrive {
    let field = RandomField(seed: 3, purpose: .amplitude)
    return SinesDrive(
      amplitude: (0..<n).map { 0.2 + 0.8 * field.uniform(synapse: $0) },
      frequency: (0..<n).map { 0.002 + 0.008 * field.uniform(synapse: $0, index: 1) },
      phase: (0..<n).map { 6.283 * field.uniform(synapse: $0, index: 2) }, harmonics: [1, 0.5])
  }

  #if SUNDIALS
    /// The largest difference of twenty synapses from CVODE at rtol 1e-12.
    private static func error(_ rule: BioAdam, _ drive: SinesDrive) throws -> Double {
      let signals = Array(0..<20)
      let dynamics = try PopulationDynamics(
        rule: rule, drive: SubsetDrive(drive, signals: signals))
      let problem = dynamics.problem(
        from: 0, to: 2000, initialState: initialState(signals.count))
      let times = [500.0, 1000, 1500, 2000]
      let own = try Collocation(dynamics, relative: 1e-8).solve(problem, at: times).states
      var tight = dynamics.tolerances(relative: 1e-12, otherwise: 1e-15)
      tight.norm = .worstGroup(count: signals.count)
      let other = try CVODE(.adams, tolerances: tight).solve(problem, at: times).states
      var worst = 0.0
      for component in own[0].indices {
        let scale = other.map { $0[component].magnitude }.max()!
        for (one, two) in zip(own, other) {
          worst = max(worst, (one[component] - two[component]).magnitude / scale)
        }
      }
      return worst
    }
  #endif
}
