import Architectures
import NeuralNetworks
import RandomNumbers
import Testing

/// Every kind of layer, and what errors do there in every pathway, against PyTorch.
struct ConvolutionReferenceTests {
  /// Gradients by a pathway.
  private func gradient<Scalar: NetworkScalar>(
    of reference: ConvolutionReference.Case, by feedback: Feedback, _ type: Scalar.Type,
    threads: Int = 1, capacity: Int? = nil
  ) throws -> (loss: Double, gradient: [Double]) {
    let network = try reference.network
    #expect(network.synapseCount == reference.synapses)
    let workspace = NetworkWorkspace<Scalar>(
      network, feedback: feedback,
      random: NetworkDraws(seed: 1, initialisation: .glorotUniform),
      capacity: capacity ?? reference.count, threads: threads)
    workspace.setFixedMatrices { place, units in
      reference.fixedMatrix(ofHidden: place, units: units)
    }
    workspace.load(
      features: reference.features, labels: reference.labels, rows: 0..<Int32(reference.count))
    workspace.beginWindow(0)
    var gradient = [Scalar](repeating: .nan, count: reference.synapses)
    var loss = 0.0
    // Twice: nothing is left from the first time.
    for _ in 0..<2 {
      loss = workspace.gradient(
        forward: reference.forward.map { Scalar($0) },
        backward: reference.backward.map { Scalar($0) }, into: &gradient)
    }
    return (loss, gradient.map { Double($0) })
  }

  private static let pathways: [(String, Feedback)] = [
    ("transport", .transport), ("backwardWeights", .backwardWeights), ("direct", .direct),
    ("indirect", .indirect),
  ]

  private func check<Scalar: NetworkScalar>(
    _ reference: ConvolutionReference.Case, _ type: Scalar.Type, loss tolerance: Double,
    gradient gradientTolerance: Double
  ) throws {
    for (name, feedback) in Self.pathways {
      let (loss, gradient) = try gradient(of: reference, by: feedback, type)
      #expect((loss - reference.lossValue).magnitude < tolerance, "\(name)")
      #expect(
        largestDifference(gradient, reference.gradients[name]!) < gradientTolerance, "\(name)")
    }
  }

  /// Sums of some hundred numbers of the size of 1, in another order; a normalisation divides by deviations of 0.01 at
  /// least. The same with 24 bits in place of 53.
  @Test(arguments: ConvolutionReference.shared.cases)
  func gradients(_ reference: ConvolutionReference.Case) throws {
    try check(reference, Double.self, loss: 1e-14, gradient: 1e-13)
    try check(reference, Float.self, loss: 1e-5, gradient: 1e-4)
  }

  /// Neither threads nor room for more examples change a digit.
  @Test(arguments: ConvolutionReference.shared.cases)
  func threadsAndRoomDoNotMatter(_ reference: ConvolutionReference.Case) throws {
    for (name, feedback) in Self.pathways {
      let one = try gradient(of: reference, by: feedback, Double.self)
      for threads in [2, 3] {
        let other = try gradient(
          of: reference, by: feedback, Double.self, threads: threads, capacity: 40)
        #expect(one == other, "\(name), \(threads) threads")
      }
    }
  }

  /// The pathways' references differ by far more than what is allowed: no agreement is an accident.
  @Test(arguments: ConvolutionReference.shared.cases)
  func referencesDiffer(_ reference: ConvolutionReference.Case) throws {
    let hidden = try reference.network.weightedNodes.count - 1
    for a in Self.pathways.indices {
      for b in Self.pathways.indices where a < b {
        let names = [Self.pathways[a].0, Self.pathways[b].0]
        // With one hidden layer there is nothing between the two for errors to go on through.
        guard hidden > 1 || names != ["direct", "indirect"] else { continue }
        #expect(
          largestDifference(reference.gradients[names[0]]!, reference.gradients[names[1]]!) > 1e-4,
          "\(names)")
      }
    }
  }
}
