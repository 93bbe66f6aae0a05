import CKernels
import Foundation
import NeuralNetworks
import SpikingNetworks
import Testing

/// Spikes, losses and gradients against references in 50 digits that know nothing of this code.
@Suite struct ReferenceTests {
  private func workspace(_ reference: NetworkReference, _ feedback: Feedback) -> SpikingWorkspace {
    let setting = NetworkSetting(
      feedback: feedback, random: NetworkDraws(seed: 1, initialisation: .glorotUniform))
    let workspace = SpikingWorkspace(
      reference.simulation, reference.network, setting, capacity: 1, findsConstants: true)
    workspace.load(given: [reference.label])
    return workspace
  }

  /// The largest error relative to the largest number.
  private func error(_ found: [Double], _ expected: [Double]) -> Double {
    let scale = expected.reduce(0) { max($0, abs($1)) }
    let largest = zip(found, expected).reduce(0) { max($0, abs($1.0 - $1.1)) }
    return found.count != expected.count || found.contains { !$0.isFinite }
      ? .infinity : scale > 0 ? largest / scale : largest
  }

  @Test(arguments: NetworkReference.all) func networks(_ reference: NetworkReference) throws {
    let workspace = workspace(reference, .backwardWeights)
    var gradient = [Double](repeating: .nan, count: reference.network.synapseCount)
    let loss = try workspace.gradient(
      forward: reference.forward, backward: reference.backward, into: &gradient)
    #expect(abs(loss - reference.expected.loss) <= 1e-12 * max(1, reference.expected.loss))
    let spikes = workspace.spikes(ofExample: 0).filter { $0.layer > 0 }
      .sorted { ($0.time, $0.layer, $0.neuron) < ($1.time, $1.layer, $1.neuron) }
    #expect(
      spikes.map { [$0.layer, $0.neuron] }
        == reference.expected.spikes.map { [Int($0[0]), Int($0[1])] })
    for (spike, expected) in zip(spikes, reference.expected.spikes) {
      #expect(abs(spike.time - expected[2]) <= 1e-13 * expected[2])
    }
    // An error of a spike's time by rounding grows in the gradient by 1/(I − θ) a spike.
    for (k, node) in reference.network.nodes.enumerated() {
      let expected = reference.expected.layers[k]
      #expect(error(Array(gradient[node.weights]), reference.gradient[k]) <= 1e-11, "weights \(k)")
      let found = workspace.constants[k]
      #expect(error(found.delays, expected.delays) <= 1e-11, "delays \(k)")
      #expect(error([found.tauM], [expected.tauM]) <= 1e-10, "tau_m \(k)")
      #expect(error([found.tauS], [expected.tauS]) <= 1e-10, "tau_s \(k)")
      #expect(error([found.threshold], [expected.threshold]) <= 1e-11, "threshold \(k)")
    }
    guard reference.isTransport else { return }
    var transported = gradient
    _ = try self.workspace(reference, .transport).gradient(
      forward: reference.forward, backward: reference.backward, into: &transported)
    #expect(transported == gradient)
  }
}
