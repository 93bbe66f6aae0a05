/// A layer in its place in a network: what it reads, and what becomes of its outputs.
public struct Node: Sendable {
  /// What a node reads.
  public enum Input: Sendable, Equatable {
    /// The examples.
    case examples
    /// The outputs of a node, by its number from 0.
    case node(Int)
  }

  /// The layer.
  public let layer: any Layer
  /// What it reads: one for each of the layer's inputs.
  public let inputs: [Input]
  /// φ, which makes the node's outputs of the layer's.
  public let activation: Activation
  /// The layer's weights among all synapses of its network.
  public internal(set) var weights = 0..<0
  /// What of the layer has no partner, among all synapses of its network: biases, then gains γ and offsets β.
  public internal(set) var biases = 0..<0
  /// The gains among all synapses of its network. There are as many offsets, which follow them.
  package var gains: Range<Int> {
    let count = layer.parameters.gainCount
    return (biases.upperBound - 2 * count)..<(biases.upperBound - count)
  }

  /// A node, with the synapses that its network gives it.
  public init(_ layer: any Layer, of inputs: Input..., activation: Activation = .linear) {
    self.layer = layer
    self.inputs = inputs
    self.activation = activation
  }

  /// How many numbers an example has at the first input.
  public var inputCount: Int { layer.inputs[0].count }
  /// How many numbers an example has at the output.
  public var outputCount: Int { layer.output.count }
  /// The numbers of the nodes that it reads, for each input; nil for the examples.
  var sources: [Int?] {
    inputs.map { if case .node(let number) = $0 { number } else { nil } }
  }
}
