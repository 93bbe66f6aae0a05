#if SUNDIALS
  import HostSystem
  import GradientDrives
  import ODESolvers
  import PopulationMethods
  import SynapticDynamics

  /// CVODE's Adams method at rtol 1e-6: held windows, and a large population under three sines each.
  public enum CVODEBenchmark {
    /// Measures.
    ///
    /// - Parameters:
    ///   - n: the size of the large population.
    ///   - report: told of each number.
    public static func run(synapses n: Int, report: (BenchmarkResult) -> Void) throws {
      let held = WindowBenchmark.drive(1000, windows: 200)
      report(
        try measure("held, 200 windows", synapses: 1000, until: 2000, drive: held, averaging: false)
      )
      // The norm over all components, as SUNDIALS has it, beside that of the worst synapse.
      for averaging in [false, true] {
        report(
          try measure(
            "three sines\(averaging ? ", averaging norm" : ", t = 100")", synapses: n, until: 100,
            drive: drive(n), averaging: averaging))
      }
    }

    private static func drive(_ n: Int) -> SinesDrive {
      let drive = SmoothBenchmark.drive(n)
      return SinesDrive(
        amplitude: drive.amplitude, frequency: drive.frequency, phase: drive.phase,
        harmonics: [1, 0.5, 0.25])
    }

    private static func measure(
      _ name: String, synapses n: Int, until end: Double, drive: any GradientDrive, averaging: Bool
    ) throws -> BenchmarkResult {
      let before = residentMemory()
      let dynamics = try PopulationDynamics(rule: bioAdam(predisposition: true), drive: drive)
      var tolerances = dynamics.tolerances()
      if averaging { tolerances.norm = .rootMeanSquare }
      let solver = CVODE(.adams, tolerances: tolerances)
      var observer = MemoryObserver()
      var row = BenchmarkResult("cvode", name, synapses: n)
      var state: [Double] = []
      let timings = try Timings(runs: 3) {
        let solution = solver.solve(
          dynamics.problem(from: 0, to: end, initialState: initialState(n)), sampling: [],
          observer: &observer)
        try solution.check()
        row.steps = solution.statistics.steps
        state = solution.state
      }
      row.measured(timings)
      if n >= 10_000, !averaging, let before, let largest = observer.largest {
        row.bytesPerSynapse = (largest - before) / Double(n)
      }
      if !dynamics.drive.isHeld {
        let problem = dynamics.problem(from: 0, to: end, initialState: initialState(n))
        let best = try Collocation(dynamics, relative: 1e-10).solve(problem).states[0]
        row.error = zip(state, best).reduce(0) {
          max($0, ($1.0 - $1.1).magnitude / max($1.1.magnitude, 0.01))
        }
      }
      return row
    }
  }
#endif
