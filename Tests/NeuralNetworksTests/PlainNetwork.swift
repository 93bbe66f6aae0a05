import Foundation
import NeuralNetworks

/// A network of dense layers and additions in plain loops, example by example: what the workspace is compared with.
struct PlainNetwork {
  let network: Network
  let forward: [Double]
  let backward: [Double]
  /// From the outputs to each hidden node with weights, classes × units.
  var fixed: [[Double]] = []

  private var nodes: [Node] { network.nodes }
  private var last: Int { network.nodes.count - 1 }
  private var hidden: [Int] { nodes.indices.filter { $0 != last && isWeighted($0) } }
  private func isWeighted(_ k: Int) -> Bool { nodes[k].layer is Dense }

  private func unit(_ activation: Activation, _ a: Double) -> Double {
    switch activation {
    case .linear: a
    case .tanh: tanh(a)
    case .relu: max(a, 0)
    case .sigmoid: 1 / (1 + exp(-a))
    }
  }

  private func slope(_ activation: Activation, _ a: Double) -> Double {
    switch activation {
    case .linear: 1
    case .tanh: 1 - tanh(a) * tanh(a)
    case .relu: a > 0 ? 1 : 0
    case .sigmoid: unit(.sigmoid, a) * unit(.sigmoid, -a)
    }
  }

  /// What a node reads, from a value of the examples and one of each node.
  private func read(_ k: Int, _ example: [Double], _ values: [[Double]]) -> [[Double]] {
    nodes[k].inputs.map {
      switch $0 {
      case .examples: example
      case .node(let m): values[m]
      }
    }
  }

  /// W x, or the sum.
  private func linear(_ k: Int, _ inputs: [[Double]]) -> [Double] {
    let node = nodes[k]
    return (0..<node.outputCount).map { j in
      guard isWeighted(k) else { return inputs[0][j] + inputs[1][j] }
      return (0..<node.inputCount).reduce(0) { sum, i in
        sum + forward[node.weights.lowerBound + j * node.inputCount + i] * inputs[0][i]
      }
    }
  }

  /// The inputs of the units of each node, and their outputs.
  private func respond(_ example: [Double]) -> (inputs: [[Double]], outputs: [[Double]]) {
    var (inputs, outputs): ([[Double]], [[Double]]) = ([], [])
    for (k, node) in nodes.enumerated() {
      var a = linear(k, read(k, example, outputs))
      for (j, bias) in node.biases.enumerated() { a[j] += forward[bias] }
      inputs.append(a)
      outputs.append(a.map { unit(node.activation, $0) })
    }
    return (inputs, outputs)
  }

  func loss(_ example: [Double], label: Int) -> Double {
    let y = respond(example).outputs.last!
    switch network.loss {
    case .softmaxCrossEntropy:
      let largest = y.max()!
      return log(y.reduce(0) { $0 + exp($1 - largest) }) + largest - y[label]
    case .squaredError:
      return y.enumerated().reduce(0) {
        $0 + 0.5 * pow($1.element - ($1.offset == label ? 1 : 0), 2)
      }
    }
  }

  /// The gradient of one example, with errors by a pathway.
  func gradient(_ example: [Double], label: Int, through pathway: Pathway) -> [Double] {
    let (inputs, outputs) = respond(example)
    var deltas = nodes.map { [Double](repeating: 0, count: $0.outputCount) }
    let y = outputs.last!
    switch network.loss {
    case .softmaxCrossEntropy:
      let largest = y.max()!
      let sum = y.reduce(0) { $0 + exp($1 - largest) }
      deltas[last] = y.enumerated().map {
        exp($0.element - largest) / sum - ($0.offset == label ? 1 : 0)
      }
    case .squaredError:
      deltas[last] = y.enumerated().map {
        ($0.element - ($0.offset == label ? 1 : 0))
          * slope(nodes[last].activation, inputs[last][$0.offset])
      }
    }
    func sloped(_ k: Int, _ values: [Double]) -> [Double] {
      values.enumerated().map {
        $0.element * slope(nodes[k].activation, inputs[k][$0.offset])
      }
    }
    /// Errors come back to every node from all that read it.
    func back(_ matrix: (Int) -> Double) {
      for k in (0..<last).reversed() {
        var sum = [Double](repeating: 0, count: nodes[k].outputCount)
        for reader in (k + 1)...last {
          for input in nodes[reader].inputs where input == .node(k) {
            for i in sum.indices {
              guard isWeighted(reader) else {
                sum[i] += deltas[reader][i]
                continue
              }
              let first = nodes[reader].weights.lowerBound + i
              for j in deltas[reader].indices {
                sum[i] += matrix(first + j * sum.count) * deltas[reader][j]
              }
            }
          }
        }
        deltas[k] = sloped(k, sum)
      }
    }
    func direct(_ k: Int) {
      let (count, matrix) = (nodes[k].outputCount, fixed[hidden.firstIndex(of: k)!])
      deltas[k] = sloped(
        k,
        (0..<count).map { j in
          (0..<network.classCount).reduce(0) { $0 + matrix[$1 * count + j] * deltas[last][$1] }
        })
    }
    /// Whether a hidden node with weights is below.
    func isAbove(_ k: Int) -> Bool {
      nodes[k].inputs.contains {
        guard case .node(let m) = $0 else { return false }
        return isWeighted(m) || isAbove(m)
      }
    }
    switch pathway {
    case .transport: back { forward[$0] }
    case .backwardWeights: back { backward[$0] }
    case .signs(let size): back { size($0) * (forward[$0] > 0 ? 1 : forward[$0] < 0 ? -1 : 0) }
    case .direct: hidden.forEach(direct)
    case .indirect:
      let none = [Double](repeating: 0, count: example.count)
      for k in 0..<last {
        if isWeighted(k), !isAbove(k) {
          direct(k)
        } else {
          deltas[k] = sloped(k, linear(k, read(k, none, deltas)))
        }
      }
    }
    var gradient = [Double](repeating: 0, count: network.synapseCount)
    for (k, node) in nodes.enumerated() where isWeighted(k) {
      let x = read(k, example, outputs)[0]
      for j in deltas[k].indices {
        for i in x.indices {
          gradient[node.weights.lowerBound + j * x.count + i] = deltas[k][j] * x[i]
        }
        gradient[node.biases.lowerBound + j] = deltas[k][j]
      }
    }
    return gradient
  }

  enum Pathway {
    case transport, backwardWeights, direct, indirect
    case signs((Int) -> Double)
  }
}
