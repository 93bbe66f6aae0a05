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
    let network = Network(sizes: sizes)
    func trial(
      _ presentation: NetworkDrive.Presentation, _ precision: NetworkDrive.Precision,
      learningRate: Double = 1e-3, solver: @escaping (PopulationDynamics) throws -> any Solver
    ) -> NetworkTrial {
      NetworkTrial(
        network, batch: batch, presentation, precision, learningRate: learningRate, solver: solver)
    }
    func row(_ name: String, _ trial: NetworkTrial) throws {
      var row = BenchmarkResult("network", "\(shape) \(name)", synapses: network.synapseCount)
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
      trial(.held, .single) {
        try PopulationEuler($0, stepSize: 1, precision: .single)
      })
    try row("held, euler", trial(.held, .double) { try PopulationEuler($0, stepSize: 1) })
    try row(
      "held, exact, single",
      trial(.held, .single) { try ExactPropagator($0, precision: .single) })
    try row("held, exact", trial(.held, .double) { try ExactPropagator($0) })
    try row(
      "held, exact, gradient single", trial(.held, .single) { try ExactPropagator($0) })
    try row("following, windowMap", trial(.following, .double, solver: windowMap))
    #if SUNDIALS
      try row(
        "following, cvodeAdams",
        trial(.following, .double) {
          CVODE(
            .adams,
            tolerances: $0.tolerances(relative: relativeTolerance, absolute: absoluteTolerance))
        })
    #endif
    try row(
      "following, windowMap, η = 1",
      trial(.following, .double, learningRate: 1, solver: windowMap))
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
}
