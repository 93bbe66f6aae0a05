#if SUNDIALS
  import ODESolvers
  import SynapticDynamics

  /// CVODE's Adams method at rtol 1e-6: held windows, and a large population under three sines each.
  public enum CVODEBenchmark {
    /// Measures.
    ///
    /// - Parameters:
    ///   - n: the size of the large population.
    ///   - threads: how many may work on it.
    ///   - report: told of each number.
    public static func run(synapses n: Int, threads: Int = 1, report: (BenchmarkResult) -> Void)
      throws
    {
      report(
        try measure(
          "held, 200 windows", synapses: 1000, until: 2000,
          drive: WindowBenchmark.drive(1000, windows: 200), threads: threads))
      report(
        try measure(
          "three sines, t = 100", synapses: n, until: 100, drive: drive(n), threads: threads))
    }

    static func drive(_ n: Int) -> SinesDrive {
      let drive = SmoothBenchmark.drive(n)
      return SinesDrive(
        amplitude: drive.amplitude, frequency: drive.frequency, phase: drive.phase,
        harmonics: [1, 0.5, 0.25])
    }

    static func measure(
      _ name: String, synapses n: Int, until end: Double, drive: any GradientDrive, threads: Int
    ) throws -> BenchmarkResult {
      let before = residentMemory()
      let dynamics = try PopulationDynamics(
        rule: bioAdam(predisposition: true), drive: drive, threads: threads)
      let solver = CVODE(.adams, tolerances: dynamics.tolerances())
      var observer = MemoryObserver()
      var row = BenchmarkResult("cvode", name, synapses: n)
      row.seconds = try seconds {
        let solution = solver.solve(
          dynamics.problem(from: 0, to: end, initialState: initialState(n)), sampling: [],
          observer: &observer)
        try solution.check()
        row.steps = solution.statistics.steps
      }
      if n >= 10_000, let before, let largest = observer.largest {
        row.bytesPerSynapse = (largest - before) / Double(n)
      }
      return row
    }
  }
#endif
