import DataSets
import NeuralNetworks
import Results
import SpikingNetworks
import Studies

extension NetworkModel {
  /// Compares the exact gradient of a spiking network, on the examples of a run's last window with the weights that it ended with,
  /// with central differences, with respect to some weights of each layer; nil of other networks.
  ///
  /// - Parameters:
  ///   - forward: the forward weights.
  ///   - window: the window.
  /// - Throws: `NetworkFailure` if a neuron fires too often.
  func gradientCheck(_ forward: [Double], window: Int) throws
    -> Summary.GradientSummary?
  {
    guard let spiking = description.spiking else { return nil }
    var simulation = spiking.simulation(of: examples.spikes)
    simulation.spikeCounts = nil
    let workspace = SpikingWorkspace(
      simulation, network,
      NetworkSetting(feedback: .transport, random: drive.random, threads: drive.threads),
      capacity: drive.batch)
    let order = LabelledSet.order(
      ofEpoch: window / drive.windowsPerEpoch, seed: drive.random.seed,
      count: drive.examples.exampleCount)
    let first = window % drive.windowsPerEpoch * drive.batch
    workspace.load(
      features: drive.examples.features, labels: drive.examples.labels,
      rows: order[first..<min(first + drive.batch, order.count)],
      permutation: drive.tasks.permutations[drive.task(ofWindow: window)])
    workspace.beginWindow(window)
    let synapses = network.weightedNodes.flatMap { node in
      evenlySpaced(Self.checkedWeights, among: node.weights.count).map {
        node.weights.lowerBound + $0
      }
    }
    let found = try workspace.compareGradient(forward, synapses: synapses)
    return Summary.GradientSummary(
      synapses: found.compared, skipped: found.skipped, largestDeviation: found.largest)
  }

  /// With respect to so many weights of each layer.
  private static let checkedWeights = 10
}
