import CKernels
import Foundation

/// The shape of a network of dense layers.
///
/// Its synapses are numbered layer after layer; in a layer first the weights W row by row, outputs ×
/// inputs, then the biases, one for each output. All of them have a forward and a backward weight; the
/// backward weights of a layer stand in the orientation of its forward weights. A bias's is not used.
public struct Network: Sendable, Equatable {
  /// A dense layer: y = φ(W x + b).
  public struct Layer: Sendable, Equatable {
    /// How many inputs and outputs.
    public let inputCount, outputCount: Int
    /// φ.
    public let activation: Activation
    /// Its weights among all synapses.
    public let weights: Range<Int>
    /// Its biases among all synapses.
    public let biases: Range<Int>
  }

  /// The layers, from the one at the inputs on.
  public let layers: [Layer]
  /// What is learned.
  public let loss: Loss
  /// The share of hidden outputs that are silenced in a window, from 0 to below 1.
  public let dropout: Double

  /// A network.
  ///
  /// - Parameters:
  ///   - sizes: the number of inputs, of units in each hidden layer, and of classes.
  ///   - activation: of the hidden layers.
  ///   - loss: what is learned.
  ///   - outputActivation: of the last layer; linear before a softmax.
  ///   - dropout: the share of hidden outputs that are silenced in a window.
  /// - Precondition: there are at least two sizes, all positive.
  public init(
    sizes: [Int], activation: Activation = .tanh, loss: Loss = .softmaxCrossEntropy,
    outputActivation: Activation = .linear, dropout: Double = 0
  ) {
    precondition(sizes.count > 1 && sizes.allSatisfy { $0 > 0 }, "a network needs sizes above 0")
    precondition(
      loss != .softmaxCrossEntropy || outputActivation == .linear, "a softmax has linear inputs")
    precondition(dropout >= 0 && dropout < 1, "a share is at least 0 and below 1")
    var first = 0
    layers = sizes.indices.dropLast().map { index in
      let weights = first..<(first + sizes[index] * sizes[index + 1])
      let biases = weights.upperBound..<(weights.upperBound + sizes[index + 1])
      first = biases.upperBound
      return Layer(
        inputCount: sizes[index], outputCount: sizes[index + 1],
        activation: index == sizes.count - 2 ? outputActivation : activation, weights: weights,
        biases: biases)
    }
    self.loss = loss
    self.dropout = dropout
  }

  /// How many weights and biases there are.
  public var synapseCount: Int { layers.last!.biases.upperBound }
  /// How many numbers an example has.
  public var inputCount: Int { layers[0].inputCount }
  /// How many outputs there are.
  public var classCount: Int { layers.last!.outputCount }
}

/// What a unit makes of its input a.
public enum Activation: String, Sendable, CaseIterable {
  /// a.
  case linear
  /// tanh a.
  case tanh
  /// max(a, 0).
  case relu
  /// 1/(1 + e^−a).
  case sigmoid

  var kind: unit_kind {
    switch self {
    case .linear: UNIT_LINEAR
    case .tanh: UNIT_TANH
    case .relu: UNIT_RELU
    case .sigmoid: UNIT_SIGMOID
    }
  }
}

/// What is averaged over examples and made small.
public enum Loss: String, Sendable, CaseIterable {
  /// −log of the softmax of the outputs at the label.
  case softmaxCrossEntropy
  /// ½ Σ (y − t)² with t = 1 at the label and 0 elsewhere.
  case squaredError

  /// The loss of a network that holds all classes for equally likely.
  public func ofChance(classCount: Int) -> Double {
    let share = 1 / Double(classCount)
    return switch self {
    case .softmaxCrossEntropy: -log(share)
    case .squaredError: 0.5 * (1 - share)
    }
  }
}
