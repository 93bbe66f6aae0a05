import Foundation

/// What a network makes of some examples, for as long as it is shown.
package struct NetworkResponse {
  /// Which examples of the set.
  package let examples: Range<Int>
  private let workspace: any ProbedNetwork

  init(_ examples: Range<Int>, _ workspace: any ProbedNetwork) {
    self.examples = examples
    self.workspace = workspace
  }

  /// What a node gives, example by example.
  ///
  /// - Parameter number: the node's, from 0.
  package func activities(ofNode number: Int) -> [Double] { workspace.activities(ofNode: number) }

  /// The spikes of an example of the set, those of the input too; none where units do not spike.
  package func spikes(ofExample example: Int) -> [Spike] {
    workspace.spikes(ofExample: example - examples.lowerBound)
  }

  /// Voltages in an example of the set; none where units do not spike.
  package func voltages(ofExample example: Int, _ electrodes: Electrodes) -> [Voltage] {
    workspace.voltages(ofExample: example - examples.lowerBound, electrodes)
  }

  /// Of each example the outputs, or with a softmax in the loss the probabilities of the classes.
  package func outputs() -> [Double] {
    let network = workspace.network
    var outputs = activities(ofNode: network.nodes.count - 1)
    guard network.loss == .softmaxCrossEntropy else { return outputs }
    let classes = network.classCount
    for start in stride(from: 0, to: outputs.count, by: classes) {
      let row = start..<(start + classes)
      let largest = outputs[row].max()!
      for i in row { outputs[i] = exp(outputs[i] - largest) }
      let sum = outputs[row].reduce(0, +)
      for i in row { outputs[i] /= sum }
    }
    return outputs
  }

  /// Of each example the class that is told: the first of those with the largest output.
  package func predictions() -> [Int] {
    let network = workspace.network
    let outputs = activities(ofNode: network.nodes.count - 1)
    return stride(from: 0, to: outputs.count, by: network.classCount).map { start in
      let row = outputs[start..<(start + network.classCount)]
      return row.firstIndex(of: row.max()!)! - start
    }
  }
}
