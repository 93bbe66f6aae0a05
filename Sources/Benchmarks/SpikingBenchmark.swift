import DataSets
import NeuralNetworks
import PopulationMethods
import RandomNumbers
import SpikingNetworks

/// An epoch of the Yin-Yang task: 5000 examples through spiking layers, their adjoint back, and the synapses' steps, in batches of 32.
public enum SpikingBenchmark {
  /// Measures.
  ///
  /// - Parameters:
  ///   - hidden: how many neurons the hidden layers have.
  ///   - mean: the mean of the weights into hidden neurons: the larger, the more spikes.
  ///   - epochs: how many times it is run.
  ///   - threads: how many threads may work.
  ///   - report: told of the number.
  public static func run(
    hidden: [Int], mean: Double, epochs: Int, threads: Int, report: (BenchmarkResult) -> Void
  ) throws {
    let examples = try DataSet.load(named: "yinYang").training
    var input = examples.featureCount + 1
    let nodes = (hidden + [examples.classCount]).enumerated().map { k, units in
      defer { input = units }
      return Node(SpikingLayer(Shape(input), units: units), of: k == 0 ? .examples : .node(k - 1))
    }
    let network = Network(nodes: nodes)
    // Between hidden layers such that some seventy spikes of two hundred neurons reach twice the threshold.
    let weights = nodes.indices.map { k in
      k == 0
        ? ValueSource.normal(mean: mean, deviation: 0.52 * mean)
        : .normal(mean: k == nodes.count - 1 ? 0.93 : 40 / Double(hidden[k - 1]), deviation: 0.1)
    }
    let drive = NetworkDrive(
      network,
      simulation: SpikingSimulation(
        encoding: SpikeEncoding(.times, duration: 30, bias: 0), duration: 70),
      feedback: .transport, examples: examples, batch: 32,
      random: NetworkDraws(seed: 1, initialisation: .layers(weights)))
    let trial = NetworkTrial(drive, learningRate: 1e-4) { try PopulationEuler($0, stepSize: 1) }
    let windows = drive.windowsPerEpoch
    let sizes = ([examples.featureCount + 1] + hidden + [examples.classCount]).map(String.init)
    var row = BenchmarkResult(
      "spiking",
      "\(sizes.joined(separator: "-")), weights \(mean), an epoch"
        + (threads > 1 ? ", \(threads) threads" : ""), synapses: network.synapseCount)
    var (warmUp, timings) = (Timings(), Timings())
    _ = try trial.run(windows: windows / 10, threads: threads, in: &warmUp)
    for _ in 0..<epochs {
      row.steps = try trial.run(windows: windows, threads: threads, in: &timings)
    }
    row.measured(timings)
    row.examplesPerSecond = Double(examples.exampleCount) / row.seconds!
    report(row)
  }
}
