import GradientDrives
import ODESolvers
import PopulationMethods
import RandomNumbers
import SynapticDynamics

/// Exact windows: gradients redrawn for each window of ten learning steps, or of one, from memory.
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
      for length in [10.0, 1] {
        let drive = drive(n, windows: windows, lasting: length)
        for predisposition in [false, true] {
          for precision in Precision.allCases {
            let rule = bioAdam(predisposition: predisposition)
            let what = predisposition ? ", predisposition" : ""
            let numbers = precision == .single ? ", Float" : ""
            var row = BenchmarkResult(
              "exact window", "\(windows) windows of \(Int(length))\(what)\(numbers)",
              synapses: n)
            row.measured(
              try timings(rule, drive, until: length * Double(windows), precision),
              operations: n * windows, isOfSynapses: true)
            row.error = try error(rule, lasting: length, precision)
            report(row)
          }
        }
      }
    }
  }

  /// Whole runs: memory that is touched for the first time is part of them.
  private static func timings(
    _ rule: BioAdam, _ drive: TabulatedDrive<ListedTable>, until end: Double,
    _ precision: Precision
  ) throws -> Timings {
    var timings = Timings()
    for _ in 0..<5 {
      let dynamics = try PopulationDynamics(rule: rule, drive: drive)
      let problem = dynamics.problem(
        from: 0, to: end, initialState: initialState(drive.signalCount))
      let solver = try ExactPropagator(dynamics, precision: precision)
      var observer = MemoryObserver()
      try timings.time { try solver.solve(problem, sampling: [], observer: &observer).check() }
    }
    return timings
  }

  static func drive(_ n: Int, windows: Int, lasting length: Double = 10) -> TabulatedDrive<
    ListedTable
  > {
    let field = RandomField(seed: 2, purpose: .gradient)
    return TabulatedDrive(
      ListedTable(
        times: (0..<windows).map { length * Double($0) },
        rows: (0..<windows).map { window in
          (0..<n).map { 0.5 * field.normal(synapse: $0, index: window) }
        }))
  }

  /// The largest difference of a hundred synapses after two hundred windows from collocation, which knows no
  /// closed form of a window.
  private static func error(_ rule: BioAdam, lasting length: Double, _ precision: Precision) throws
    -> Double
  {
    let (n, windows) = (100, 200)
    let dynamics = try PopulationDynamics(
      rule: rule, drive: drive(n, windows: windows, lasting: length))
    let state = initialState(n)
    let problem = dynamics.problem(from: 0, to: length * Double(windows), initialState: state)
    let one = try ExactPropagator(dynamics, precision: precision).solve(problem).states[0]
    let other = try Collocation(
      dynamics, relative: 1e-12, absolute: [.m: 1e-12, .rho: 1e-12, .w: 1e-12]
    ).solve(problem).states[0]
    return zip(zip(one, other), state).map { pair, start in
      (pair.0 - pair.1).magnitude / max(pair.0.magnitude, start.magnitude)
    }.max()!
  }
}
