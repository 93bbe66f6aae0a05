import NeuralNetworks
import RandomNumbers
import SynapticDynamics
import Testing

/// Every pathway, with dropout and without, and all that is drawn for it, against numpy.
struct ReferenceTests {
  /// Some twenty operations on numbers of the size of 1, in another order; tanh to 2.3e-16.
  @Test(arguments: NetworkReference.shared.networks)
  func gradientsOfEveryPathway(_ reference: NetworkReference.Case) {
    for result in reference.results {
      let workspace = reference.workspace(result.pathway, of: Double.self)
      var gradient = [Double](repeating: .nan, count: reference.network.synapseCount)
      // Twice: nothing is left from the first time.
      for _ in 0..<2 {
        let loss = workspace.gradient(
          forward: reference.forward, backward: reference.backward, into: &gradient)
        #expect((loss - result.loss).magnitude < 2e-15 * (1 + loss), "\(result.pathway)")
        #expect(largestDifference(gradient, result.gradient) < 4e-15, "\(result.pathway)")
      }
    }
  }

  /// The same with 24 bits in place of 53.
  @Test(arguments: NetworkReference.shared.networks)
  func gradientsInSinglePrecision(_ reference: NetworkReference.Case) {
    for result in reference.results {
      let workspace = reference.workspace(result.pathway, of: Float.self)
      var gradient = [Float](repeating: .nan, count: reference.network.synapseCount)
      let loss = workspace.gradient(
        forward: reference.forward.map { Float($0) },
        backward: reference.backward.map { Float($0) }, into: &gradient)
      #expect((loss - result.loss).magnitude < 1e-6 * (1 + loss), "\(result.pathway)")
      let difference = largestDifference(gradient.map { Double($0) }, result.gradient)
      #expect(difference < 2e-6, "\(result.pathway)")
    }
  }

  /// Angles are of networks without dropout. Near 0° the cosine has only half of the digits of the angle:
  /// √(2·1e-16) is 1e-6 degrees, and those of transport are 0 but for it.
  @Test(arguments: NetworkReference.shared.networks)
  func anglesOfDeliveredErrors(_ reference: NetworkReference.Case) {
    for result in reference.results {
      let angles = reference.workspace(result.pathway, of: Double.self)
        .errorAngles(forward: reference.forward, backward: reference.backward)
      #expect(angles.count == reference.sizes.count - 2)
      let tolerance = result.pathway == "transport" ? 3e-6 : 1e-11
      #expect(largestDifference(angles, result.angles) < tolerance, "\(result.pathway)")
      if result.pathway == "transport" { #expect(angles.allSatisfy { $0 < 3e-6 }) }
    }
  }

  /// The pathways' references differ by far more than what is allowed: no agreement is an accident.
  @Test(arguments: NetworkReference.shared.networks)
  func referencesDiffer(_ reference: NetworkReference.Case) {
    for a in reference.results.indices {
      for b in reference.results.indices where a < b {
        // In a network with one hidden layer there is nothing between the two for errors to go on through.
        let pathways = Set([reference.results[a].pathway, reference.results[b].pathway])
        guard reference.sizes.count > 3 || pathways != ["direct", "indirect"] else { continue }
        let difference = largestDifference(
          reference.results[a].gradient, reference.results[b].gradient)
        #expect(difference > 1e-4, "\(pathways)")
      }
    }
  }

  /// Without dropout, and the sum over the examples.
  @Test(arguments: NetworkReference.shared.networks)
  func evaluations(_ reference: NetworkReference.Case) {
    let workspace = reference.workspace("transport", of: Double.self)
    let evaluation = workspace.evaluate(forward: reference.forward)
    #expect(
      (evaluation.loss - reference.evaluatedLoss).magnitude < 2e-15 * (1 + evaluation.loss))
    #expect(evaluation.correct == reference.correct)
  }

  /// Inversion and a factor: to some units in the last place of numbers below 2.
  @Test func initialWeights() {
    #expect(
      NetworkReference.shared.initials.map(\.initialisation)
        == FanRule.allCases.map(\.rawValue))
    for initial in NetworkReference.shared.initials {
      let network = Network(sizes: initial.sizes)
      for (purpose, expected) in [
        (RandomField.Purpose.forwardWeights, initial.forward),
        (.backwardWeights, initial.backward),
      ] {
        let weights = network.initialWeights(
          .fans(FanRule(rawValue: initial.initialisation)!),
          field: RandomField(seed: initial.seed, purpose: purpose))
        #expect(largestDifference(weights, expected) < 1e-15, "\(initial.initialisation)")
      }
    }
  }

  @Test func mirrorNoise() {
    let noise = NetworkDraws(seed: 9, initialisation: .glorotUniform)
      .mirrorNoise(ofLayer: 2, units: 4, rows: 3, window: 5)
    #expect(largestDifference(noise, NetworkReference.shared.mirrorNoise) < 1e-14)
  }
}
