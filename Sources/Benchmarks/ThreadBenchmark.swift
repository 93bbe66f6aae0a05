import GradientDrives
import ODESolvers
import PopulationMethods
import SynapticDynamics

/// One thread against several: the same work, the same bits.
public enum ThreadBenchmark {
  /// Measures.
  ///
  /// - Parameters:
  ///   - n: the number of synapses.
  ///   - threads: how many.
  ///   - report: told of each number.
  public static func run(synapses n: Int, threads: Int, report: (BenchmarkResult) -> Void) throws {
    let held = WindowBenchmark.drive(n, windows: 16)
    let sines = SmoothBenchmark.drive(n / 10)
    try compare("exact window", n, held, threads, report) { try ExactPropagator($0) }
    try compare("euler step", n, held, threads, report) { try PopulationEuler($0, stepSize: 1) }
    try compare("smooth drive", n / 10, sines, threads, report) { try Collocation($0) }
    #if SUNDIALS
      try compare("cvode", n / 10, sines, threads, report) {
        CVODE(.adams, tolerances: $0.tolerances())
      }
    #endif
  }

  private static func compare(
    _ name: String, _ n: Int, _ drive: any GradientDrive, _ threads: Int,
    _ report: (BenchmarkResult) -> Void, solver: (PopulationDynamics) throws -> any Solver
  ) throws {
    func time(_ threads: Int, in timings: inout Timings) throws {
      let dynamics = try PopulationDynamics(
        rule: bioAdam(predisposition: true), drive: drive, threads: threads)
      let problem = dynamics.problem(from: 0, to: 160, initialState: initialState(n))
      let solver = try solver(dynamics)
      var observer = MemoryObserver()
      try timings.time { try solver.solve(problem, sampling: [], observer: &observer).check() }
    }
    var (one, several) = (Timings(), Timings())
    for _ in 0..<3 {
      try time(1, in: &one)
      try time(threads, in: &several)
    }
    var row = BenchmarkResult("threads", "\(name), \(threads) threads", synapses: n)
    row.measured(several)
    row.compared(with: one)
    row.speedup = one.median / several.median
    report(row)
  }
}
