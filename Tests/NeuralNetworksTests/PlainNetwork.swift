import Foundation
import NeuralNetworks

/// A network in plain loops, example by example: what the workspace is compared with.
struct PlainNetwork {
  let network: Network
  let forward: [Double]
  let backward: [Double]
  /// From the outputs to each hidden layer, classes × units.
  var fixed: [[Double]] = []

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

  /// The inputs of the units of each layer, and their outputs with the example before them.
  private func respond(_ example: [Double]) -> (inputs: [[Double]], outputs: [[Double]]) {
    var outputs = [example]
    var inputs: [[Double]] = []
    for layer in network.layers {
      let a = (0..<layer.outputCount).map { j in
        (0..<layer.inputCount).reduce(forward[layer.biases.lowerBound + j]) { sum, i in
          sum + forward[layer.weights.lowerBound + j * layer.inputCount + i] * outputs.last![i]
        }
      }
      inputs.append(a)
      outputs.append(a.map { unit(layer.activation, $0) })
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

  /// The gradient of one example, with errors by a pathway: a matrix for each step, as `errors` says.
  func gradient(_ example: [Double], label: Int, through pathway: Pathway) -> [Double] {
    let (inputs, outputs) = respond(example)
    let last = network.layers.count - 1
    var deltas = [[Double]](repeating: [], count: last + 1)
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
          * slope(network.layers[last].activation, inputs[last][$0.offset])
      }
    }
    func set(_ l: Int, _ values: [Double]) {
      deltas[l] = values.enumerated().map {
        $0.element * slope(network.layers[l].activation, inputs[l][$0.offset])
      }
    }
    func back(_ l: Int, _ matrix: (Int) -> Double) {
      let layer = network.layers[l + 1]
      set(
        l,
        (0..<layer.inputCount).map { i in
          (0..<layer.outputCount).reduce(0) {
            $0 + matrix(layer.weights.lowerBound + $1 * layer.inputCount + i) * deltas[l + 1][$1]
          }
        })
    }
    func direct(_ l: Int) {
      let count = network.layers[l].outputCount
      set(
        l,
        (0..<count).map { j in
          (0..<network.classCount).reduce(0) { $0 + fixed[l][$1 * count + j] * deltas[last][$1] }
        })
    }
    switch pathway {
    case .transport:
      for l in stride(from: last - 1, through: 0, by: -1) { back(l) { forward[$0] } }
    case .backwardWeights:
      for l in stride(from: last - 1, through: 0, by: -1) { back(l) { backward[$0] } }
    case .signs(let size):
      for l in stride(from: last - 1, through: 0, by: -1) {
        back(l) { size($0) * (forward[$0] > 0 ? 1 : forward[$0] < 0 ? -1 : 0) }
      }
    case .direct:
      for l in 0..<last { direct(l) }
    case .indirect:
      direct(0)
      for l in 1..<last {
        let layer = network.layers[l]
        set(
          l,
          (0..<layer.outputCount).map { j in
            (0..<layer.inputCount).reduce(0) {
              $0 + forward[layer.weights.lowerBound + j * layer.inputCount + $1] * deltas[l - 1][$1]
            }
          })
      }
    }
    var gradient = [Double](repeating: 0, count: network.synapseCount)
    for (l, layer) in network.layers.enumerated() {
      for j in 0..<layer.outputCount {
        for i in 0..<layer.inputCount {
          gradient[layer.weights.lowerBound + j * layer.inputCount + i] =
            deltas[l][j] * outputs[l][i]
        }
        gradient[layer.biases.lowerBound + j] = deltas[l][j]
      }
    }
    return gradient
  }

  enum Pathway {
    case transport, backwardWeights, direct, indirect
    case signs((Int) -> Double)
  }
}
