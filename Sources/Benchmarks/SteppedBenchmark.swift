import Architectures
import DataSets
import NeuralNetworks
import PopulationMethods
import RandomNumbers
import SpikingNetworks

/// Training of a convolutional network of neurons in discrete time, 15C5-P2-40C5-P2-300-10 on images of 28×28 over five steps, in
/// batches of 64: its gradient in 32 bits, and the synapses' Euler steps.
public enum SteppedBenchmark {
  /// Measures.
  ///
  /// - Parameters:
  ///   - windows: how many windows a run has.
  ///   - threads: how many threads may work.
  ///   - report: told of each number.
  public static func run(windows: Int, threads: Int, report: (BenchmarkResult) -> Void) throws {
    var described = SteppedDescription()
    (described.tauM, described.tauS, described.trial) = (5, 2, 5)
    described.architecture = Architecture(
      [15, 40].flatMap { maps -> [LayerPlan] in
        [
          .weighted(
            WeightedPlan(.convolution(channels: maps, kernel: 5, padding: .zeros(0)))),
          .pooling(.average(2)),
        ]
      } + [.dense(300)])
    let network = try described.network(
      input: Shape(1, rows: 28, columns: 28), classes: 10, dropout: 0)
    let (batch, count) = (64, 64 * 20)
    let field = RandomField(seed: 5, purpose: .amplitude)
    let examples = LabelledSet(
      features: (0..<(count * 784)).map { Float(field.uniform(synapse: $0)) },
      labels: (0..<count).map { Int32($0 % 10) }, featureCount: 784, classCount: 10)
    for gradient in [StepGradient.surrogate, .neighbourhoodAggregation()] {
      described.gradient = gradient
      let drive = NetworkDrive(
        network, simulation: described.simulation(of: nil), feedback: .transport,
        examples: examples, batch: batch, precision: .single,
        random: NetworkDraws(seed: 1, initialisation: .glorotUniform))
      let trial = NetworkTrial(drive, learningRate: 1e-4) {
        try PopulationEuler($0, stepSize: 1, precision: .single)
      }
      let name = gradient == .surrogate ? "surrogate" : "aggregation"
      var row = BenchmarkResult(
        "neurons", "15C5-P2-40C5-P2-300-10, \(name)", synapses: network.synapseCount)
      var (warmUp, timings) = (Timings(), Timings())
      _ = try trial.run(windows: 2, threads: threads, in: &warmUp)
      for _ in 0..<3 { row.steps = try trial.run(windows: windows, threads: threads, in: &timings) }
      row.measured(timings, operations: windows)
      row.examplesPerSecond = Double(batch) / row.seconds!
      report(row)
    }
  }
}
