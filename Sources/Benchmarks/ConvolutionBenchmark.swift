import Architectures
import NeuralNetworks
import ODESolvers
import PopulationMethods
import SynapticDynamics

/// One window of a convolutional network that learns, a batch of 128 images: its gradient in 32 bits, and the synapses' way
/// through the window.
public enum ConvolutionBenchmark {
  private static let batch = 128

  /// Measures.
  ///
  /// - Parameters:
  ///   - architecture: a known one.
  ///   - input: the shape of an image.
  ///   - windows: how many windows a run has.
  ///   - threads: how many threads may work.
  ///   - report: told of each number.
  public static func run(
    _ architecture: Architecture, input: Shape, windows: Int, threads: Int,
    report: (BenchmarkResult) -> Void
  ) throws {
    let network = try Network(architecture, input: input, classes: 10)
    let methods: [(String, (PopulationDynamics) throws -> any Solver)] = [
      ("held, euler, single", { try PopulationEuler($0, stepSize: 1, precision: .single) }),
      ("held, exact, gradient single", { try ExactPropagator($0) }),
    ]
    for (name, solver) in methods {
      let trial = NetworkTrial(network, batch: batch, .held, .single, solver: solver)
      var row = BenchmarkResult(
        "convolution", "\(architecture.name!) \(name)", synapses: network.synapseCount)
      var (warmUp, timings) = (Timings(), Timings())
      _ = try trial.run(windows: 1, threads: threads, in: &warmUp)
      for _ in 0..<3 { row.steps = try trial.run(windows: windows, threads: threads, in: &timings) }
      row.measured(timings, operations: windows)
      row.examplesPerSecond = Double(batch) / row.seconds!
      report(row)
    }
  }
}
