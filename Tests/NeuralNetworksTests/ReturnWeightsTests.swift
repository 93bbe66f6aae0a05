import NeuralNetworks
import SynapticDynamics
import Testing

/// The matrices through which errors come back, and how they agree with the forward weights, against numpy
/// (Fixtures/make_network_references.py).
struct ReturnWeightsTests {
  @Test(arguments: NetworkReference.shared.networks)
  func agreeWithNumpy(_ reference: NetworkReference.Case) throws {
    for result in reference.results {
      let probe = reference.probe(result.pathway)
      let matrices = probe.returnWeights(
        forward: reference.forward.span, backward: reference.backward.span,
        window: reference.window)
      let expected = try #require(result.alignments)
      #expect(matrices.map { $0 == nil } == expected.map { $0 == nil }, "\(result.pathway)")
      for (l, layer) in reference.network.weightedNodes.enumerated() {
        guard let matrix = matrices[l], let expected = expected[l] else { continue }
        let own = Array(reference.forward[layer.weights])
        let found = Alignment(forward: own.span, backward: matrix.span)
        // Roundings of sums of twenty terms; the arccosine of the reference keeps 1e-8 at its worst, near 0.
        #expect((found.angle - expected[0]).magnitude < 1e-8, "\(result.pathway), layer \(l + 1)")
        #expect((found.normRatio - expected[1]).magnitude < 1e-13 * expected[1])
        #expect((found.largestDifference - expected[2]).magnitude < 1e-14)
      }
    }
  }

  /// Frozen signs agree everywhere: the angle is below 90°, where the raw draws' is anything.
  @Test func signsAgree() throws {
    for reference in NetworkReference.shared.networks {
      let matrices = reference.probe("frozenSigns").returnWeights(
        forward: reference.forward.span, backward: reference.backward.span, window: 0)
      for (layer, matrix) in zip(reference.network.weightedNodes, matrices) {
        guard let matrix else { continue }
        #expect(zip(reference.forward[layer.weights], matrix).allSatisfy { $0 * $1 >= 0 })
        #expect(
          zip(reference.backward[layer.weights], matrix).allSatisfy { $0.magnitude == $1.magnitude }
        )
      }
    }
  }
}
