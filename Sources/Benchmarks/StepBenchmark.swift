import CKernels
import GradientDrives
import RandomNumbers

/// Bandwidth, and forward Euler's step against it: a fresh gradient for each synapse and step, the
/// state read and written back in place.
public enum StepBenchmark {
  private static let runs = 7

  /// Measures.
  ///
  /// - Parameters:
  ///   - counts: numbers of synapses.
  ///   - isQuick: shorter runs.
  public static func run(counts: [Int], isQuick: Bool, report: (BenchmarkResult) -> Void) {
    for n in counts {
      // Some milliseconds, so that the clock and the system's own work do not show.
      let steps = max(1, (isQuick ? 2_000_000 : 6_000_000) / n)
      triad(n, steps, report)
      double(n, steps, report)
      single(n, steps, report)
    }
  }

  private static func triad(_ n: Int, _ steps: Int, _ report: (BenchmarkResult) -> Void) {
    let x = [Double](repeating: 1, count: n)
    let y = x
    var z = x
    let timings = Timings(runs: runs) {
      for _ in 0..<steps { CKernels.triad(n, 0.5, x, y, &z) }
    }
    var row = BenchmarkResult("bandwidth", "triad", synapses: n)
    row.measured(timings, operations: n * steps, isOfSynapses: true)
    row.gigabytesPerSecond = 24 / row.nanoseconds!
    report(row)
  }

  private static func double(_ n: Int, _ steps: Int, _ report: (BenchmarkResult) -> Void) {
    var state = initialState(n)
    let field = RandomField(seed: 1, purpose: .gradient)
    let gradient = (0..<n).map { field.uniform(synapse: $0) - 0.5 }
    let bare: (inout [Double]) -> Void = { same_traffic_step(n, n, 0.999, gradient, &$0) }
    measure("Double", bytes: 88, n, steps, &state, bare, report) { law, state in
      var law = law
      _ = law_euler_step(&law, n, n, 1, 0, gradient, &state)
    }
  }

  private static func single(_ n: Int, _ steps: Int, _ report: (BenchmarkResult) -> Void) {
    var state = initialState(n).map(Float.init)
    let field = RandomField(seed: 1, purpose: .gradient)
    let gradient = (0..<n).map { Float(field.uniform(synapse: $0) - 0.5) }
    let bare: (inout [Float]) -> Void = { same_traffic_step_float(n, n, 0.999, gradient, &$0) }
    measure("Float", bytes: 44, n, steps, &state, bare, report) { law, state in
      var law = law
      _ = law_euler_step_float(&law, n, n, 1, 0, gradient, &state)
    }
  }

  /// The bare kernel and the step in turn, so that both see the same machine.
  private static func measure<Scalar>(
    _ type: String, bytes: Double, _ n: Int, _ steps: Int, _ state: inout [Scalar],
    _ bare: (inout [Scalar]) -> Void, _ report: (BenchmarkResult) -> Void,
    step: (law, inout [Scalar]) -> Void
  ) {
    for predisposition in [false, true] {
      let law = bioAdam(predisposition: predisposition).branches[0].law
      var (bareTimings, timings) = (Timings(), Timings())
      for _ in 0..<runs {
        bareTimings.time { for _ in 0..<steps { bare(&state) } }
        timings.time { for _ in 0..<steps { step(law, &state) } }
      }
      var row = BenchmarkResult(
        "euler step", "\(type)\(predisposition ? ", predisposition" : "")", synapses: n)
      row.measured(timings, operations: n * steps, isOfSynapses: true)
      row.compared(with: bareTimings)
      row.gigabytesPerSecond = bytes / row.nanoseconds!
      row.fractionOfBandwidth = bareTimings.median / timings.median
      report(row)
    }
  }
}
