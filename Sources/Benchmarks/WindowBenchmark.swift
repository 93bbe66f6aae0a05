import GradientDrives
import ODESolvers
import PopulationMethods
import RandomNumbers
import SynapticDynamics

/// Exact windows: gradients redrawn for each window of ten learning steps, from memory.
public enum WindowBenchmark {
  /// Measures.
  ///
  /// - Parameters:
  ///   - counts: numbers of synapses and of windows.
  ///   - report: told of each number.
  public static func run(
    counts: [(synapses: Int, windows: Int)], report: (BenchmarkResult) -> Void
  ) throws {
    for (n, windows) in counts {
      let drive = drive(n, windows: windows)
      for predisposition in [false, true] {
        let rule = bioAdam(predisposition: predisposition)
        var row = BenchmarkResult(
          "exact window", "\(windows) windows\(predisposition ? ", predisposition" : "")",
          synapses: n)
        row.measured(
          try timings(rule, drive, windows), operations: n * windows, isOfSynapses: true)
        row.error = try error(rule)
        report(row)
      }
    }
  }

  /// Whole runs: memory that is touched for the first time is part of them.
  private static func timings(
    _ rule: BioAdam, _ drive: TabulatedDrive<ListedTable>, _ windows: Int
  ) throws -> Timings {
    var timings = Timings()
    for _ in 0..<5 {
      let dynamics = try PopulationDynamics(rule: rule, drive: drive)
      let problem = dynamics.problem(
        from: 0, to: 10 * Double(windows), initialState: initialState(drive.signalCount))
      let solver = try ExactPropagator(dynamics)
      var observer = MemoryObserver()
      try timings.time { try solver.solve(problem, sampling: [], observer: &observer).check() }
    }
    return timings
  }

  static func drive(_ n: Int, windows: Int) -> TabulatedDrive<ListedTable> {
    let field = RandomField(seed: 2, purpose: .gradient)
    return TabulatedDrive(
      ListedTable(
        times: (0..<windows).map { 10 * Double($0) },
        rows: (0..<windows).map { window in
          (0..<n).map { 0.5 * field.normal(synapse: $0, index: window) }
        }))
  }

  /// The largest difference of a hundred synapses after two hundred windows from collocation, which knows no
  /// closed form of a window.
  private static func error(_ rule: BioAdam) throws -> Double {
    let (n, windows) = (100, 200)
    let dynamics = try PopulationDynamics(rule: rule, drive: drive(n, windows: windows))
    let state = initialState(n)
    let problem = dynamics.problem(from: 0, to: 10 * Double(windows), initialState: state)
    let one = try ExactPropagator(dynamics).solve(problem).states[0]
    let other = try Collocation(
      dynamics, relative: 1e-12, absolute: [.m: 1e-12, .rho: 1e-12, .w: 1e-12]
    ).solve(problem).states[0]
    return zip(zip(one, other), state).map { pair, start in
      (pair.0 - pair.1).magnitude / max(pair.0.magnitude, start.magnitude)
    }.max()!
  }
}
