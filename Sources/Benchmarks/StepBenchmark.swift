import CKernels
import SynapticDynamics

/// Bandwidth, and forward Euler's step against it: a fresh gradient for each synapse and step, the
/// state read and written back in place.
public enum StepBenchmark {
  /// Measures.
  ///
  /// - Parameters:
  ///   - counts: numbers of synapses.
  ///   - isQuick: fewer repetitions.
  public static func run(counts: [Int], isQuick: Bool, report: (BenchmarkResult) -> Void) {
    for n in counts {
      let repetitions = max(3, min(isQuick ? 20 : 100, (isQuick ? 6_000_000 : 30_000_000) / n))
      triad(n, repetitions, report)
      double(n, repetitions, report)
      single(n, repetitions, report)
    }
  }

  private static func triad(_ n: Int, _ repetitions: Int, _ report: (BenchmarkResult) -> Void) {
    let x = [Double](repeating: 1, count: n)
    let y = x
    var z = x
    let times = (0..<repetitions).map { _ in seconds { CKernels.triad(n, 0.5, x, y, &z) } }
    var row = BenchmarkResult("bandwidth", "triad", synapses: n)
    row.nanoseconds = median(times) / Double(n) * 1e9
    row.gigabytesPerSecond = 24 / row.nanoseconds!
    report(row)
  }

  private static func double(_ n: Int, _ repetitions: Int, _ report: (BenchmarkResult) -> Void) {
    var state = initialState(n)
    let field = RandomField(seed: 1, purpose: .gradient)
    let gradient = (0..<n).map { field.uniform(synapse: $0) - 0.5 }
    let bare: (inout [Double]) -> Void = { same_traffic_step(n, n, 0.999, gradient, &$0) }
    measure("Double", bytes: 88, n, repetitions, &state, bare, report) { law, state in
      var law = law
      _ = law_euler_step(&law, n, n, 1, 0, gradient, &state)
    }
  }

  private static func single(_ n: Int, _ repetitions: Int, _ report: (BenchmarkResult) -> Void) {
    var state = initialState(n).map(Float.init)
    let field = RandomField(seed: 1, purpose: .gradient)
    let gradient = (0..<n).map { Float(field.uniform(synapse: $0) - 0.5) }
    let bare: (inout [Float]) -> Void = { same_traffic_step_float(n, n, 0.999, gradient, &$0) }
    measure("Float", bytes: 44, n, repetitions, &state, bare, report) { law, state in
      var law = law
      _ = law_euler_step_float(&law, n, n, 1, 0, gradient, &state)
    }
  }

  /// The bare kernel and the step in turn, so that both see the same machine.
  private static func measure<Scalar>(
    _ type: String, bytes: Double, _ n: Int, _ repetitions: Int, _ state: inout [Scalar],
    _ bare: (inout [Scalar]) -> Void, _ report: (BenchmarkResult) -> Void,
    step: (law, inout [Scalar]) -> Void
  ) {
    for predisposition in [false, true] {
      let law = bioAdam(predisposition: predisposition).branches[0].law
      var (bareTimes, times): ([Double], [Double]) = ([], [])
      for _ in 0..<repetitions {
        bareTimes.append(seconds { bare(&state) })
        times.append(seconds { step(law, &state) })
      }
      var row = BenchmarkResult(
        "euler step", "\(type)\(predisposition ? ", predisposition" : "")", synapses: n)
      row.nanoseconds = median(times) / Double(n) * 1e9
      row.gigabytesPerSecond = bytes / row.nanoseconds!
      row.fractionOfBandwidth = median(bareTimes) / median(times)
      report(row)
    }
  }
}
