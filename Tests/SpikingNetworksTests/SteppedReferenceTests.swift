import Foundation
import NeuralNetworks
import SpikingNetworks
import Testing

/// Networks in discrete time against an implementation in Python that goes unit by unit and step by step.
@Suite struct SteppedReferenceTests {
  @Test func thereAreReferences() { #expect(SteppedReference.all.count == 42) }

  /// What all neurons do, losses, classes and gradients: the fixture has 15 digits, and sums have other orders here.
  @Test(arguments: SteppedReference.all, [1, 3])
  func networksDoWhatTheReferenceDoes(_ reference: SteppedReference, threads: Int) {
    let workspace = reference.workspace(threads: threads)
    let expected = reference.expected
    var gradient = [Double](repeating: .nan, count: reference.weights.count)
    let loss = workspace.gradient(
      forward: reference.weights, backward: reference.feedback.weights ?? reference.weights,
      into: &gradient)
    #expect(abs(loss - expected.loss) <= 1e-13 * expected.loss)
    let scale = expected.gradient.reduce(0) { max($0, abs($1)) }
    for k in gradient.indices {
      #expect(
        abs(gradient[k] - expected.gradient[k]) <= 1e-12 * scale,
        "synapse \(k): \(gradient[k]), not \(expected.gradient[k])")
    }
    let neurons = reference.layers.indices.filter { reference.layers[$0].neurons != nil }
    for (place, node) in neurons.enumerated() {
      let course = workspace.course(ofNode: node)
      let leak = reference.layers[node].neurons!.activation == "identity" ? 1 : 0.1
      for step in 0..<reference.steps {
        let z = expected.z[place][step].joined()
        let s = expected.u[place][step].joined().map { $0 > 0 ? $0 : leak * $0 }
        #expect(zip(course.outputs[step], z).allSatisfy { abs($0 - $1) <= 1e-13 })
        #expect(zip(course.states[step], s).allSatisfy { abs($0 - $1) <= 1e-13 * 10 })
        #expect(course.outputs[step].count == z.count)
      }
    }
    // Dropout is for training.
    guard reference.dropout == nil else { return }
    let told = workspace.evaluate(forward: reference.weights)
    let count = reference.labels.count
    #expect(abs(told.loss / Double(count) - expected.loss) <= 1e-13 * expected.loss)
    #expect(
      told.correct == zip(expected.classes, reference.labels).count { $0 == Int($1) })
    let scores = workspace.activities(ofNode: reference.layers.count - 1)
    for (score, sum) in zip(scores, expected.scores.joined()) {
      #expect(abs(score * Double(reference.steps) - sum) <= 1e-12)
    }
  }
}
