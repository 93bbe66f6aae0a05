import RandomNumbers

/// A network: a graph of layers.
///
/// Each node reads the examples, or nodes before it, and gives y = φ(a) of what its layer makes of them. The outputs of
/// the last node are those of the network.
///
///     let shape = Shape(64)
///     let residual = Network(
///       nodes: [
///         Node(Dense(shape, units: 64), of: .examples, activation: .tanh),
///         Node(Addition(of: shape), of: .examples, .node(0)),
///         Node(Dense(shape, units: 10), of: .node(1)),
///       ])
///
/// Its synapses are numbered node after node; in a layer first the weights, for a dense layer W row by row, outputs ×
/// inputs, then the biases, then the gains γ and offsets β of a normalisation. All of them have a forward and a backward weight; the
/// backward weights of a layer stand in the orientation of its forward weights. Those of biases, gains and offsets are not used.
public struct Network: Sendable {
  /// The nodes, each after those that it reads.
  public let nodes: [Node]
  /// What is learned.
  public let loss: Loss
  /// The share of the hidden outputs of layers with weights that are silenced in a window, from 0 to below 1.
  public let dropout: Double
  /// The shape of an example.
  public let input: Shape
  /// How many weights and biases there are.
  public let synapseCount: Int

  /// A graph of layers.
  ///
  /// - Parameters:
  ///   - nodes: the layers and what they read, each after those that it reads.
  ///   - loss: what is learned.
  ///   - dropout: the share of hidden outputs that are silenced in a window.
  /// - Precondition: what a node reads comes before it and has the shape that its layer takes; every node but the
  ///   last is read; all that read the examples take one shape; there is a weight, and a layer with weights has one
  ///   input; before a softmax the last node is linear.
  public init(nodes: [Node], loss: Loss = .softmaxCrossEntropy, dropout: Double = 0) {
    precondition(dropout >= 0 && dropout < 1, "a share is at least 0 and below 1")
    input = Self.check(nodes)
    precondition(
      loss != .softmaxCrossEntropy || nodes.last!.activation == .linear,
      "a softmax has linear inputs")
    var first = 0
    self.nodes = nodes.map { node in
      var node = node
      let parameters = node.layer.parameters
      node.weights = first..<(first + parameters.weightCount)
      node.biases = node.weights.upperBound..<(first + parameters.count)
      first += parameters.count
      return node
    }
    synapseCount = first
    self.loss = loss
    self.dropout = dropout
  }

  /// A chain of dense layers.
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
    let last = sizes.count - 2
    let nodes = (0...last).map { l in
      Node(
        Dense(Shape(sizes[l]), units: sizes[l + 1]), of: l == 0 ? .examples : .node(l - 1),
        activation: l == last ? outputActivation : activation)
    }
    self.init(nodes: nodes, loss: loss, dropout: dropout)
  }

  /// Whether nodes make a network.
  ///
  /// - Returns: the shape of an example.
  private static func check(_ nodes: [Node]) -> Shape {
    var example: Shape?
    var isRead = nodes.map { _ in false }
    for (k, node) in nodes.enumerated() {
      let parameters = node.layer.parameters
      precondition(
        node.inputs.count == node.layer.inputs.count, "a node reads as much as its layer takes")
      precondition(
        parameters.weightCount == 0 || node.inputs.count == 1,
        "a layer with weights has one input")
      for (input, shape) in zip(node.inputs, node.layer.inputs) {
        switch input {
        case .examples:
          precondition(example == nil || example == shape, "examples have one shape")
          example = shape
        case .node(let other):
          precondition(nodes.indices.contains(other) && other < k, "a node reads nodes before it")
          precondition(nodes[other].layer.output == shape, "a layer reads the shape that it takes")
          isRead[other] = true
        }
      }
    }
    precondition(
      nodes.contains { $0.layer.parameters.weightCount > 0 }, "a network has weights")
    precondition(isRead.dropLast().allSatisfy(\.self), "every node but the last is read")
    guard let example else { preconditionFailure("a node reads the examples") }
    return example
  }

  /// The nodes that have weights, in order: what tables and figures number as layers.
  public var weightedNodes: [Node] { nodes.filter { !$0.weights.isEmpty } }
  /// All synapses of such a layer, by its number from 1: weights, then biases, gains and offsets.
  package func synapses(ofLayer number: Int) -> Range<Int> {
    let node = weightedNodes[number - 1]
    return node.weights.lowerBound..<node.biases.upperBound
  }
  /// How many numbers an example has.
  public var inputCount: Int { input.count }
  /// How many outputs there are.
  public var classCount: Int { nodes.last!.outputCount }
}

extension Network {
  /// The nodes with weights that are hidden, by number: dropout, modulation and all feedback pathways are about them.
  /// A node's place in this list is its place among the nodes with weights, too.
  var hidden: [Int] { nodes.indices.dropLast().filter { !nodes[$0].weights.isEmpty } }

  /// How many importances a modulation has: one for each unit or map of the hidden nodes with weights.
  var importanceCount: Int {
    hidden.reduce(0) { $0 + nodes[$1].layer.parameters.groupCount }
  }

  /// The nodes with weights that read a node's outputs, themselves or through nodes without weights.
  func weightedReaders(of number: Int) -> [Int] {
    var carries = nodes.indices.map { $0 == number }
    var readers: [Int] = []
    for (k, node) in nodes.enumerated() {
      guard node.sources.contains(where: { $0.map { carries[$0] } ?? false }) else { continue }
      if node.weights.isEmpty { carries[k] = true } else { readers.append(k) }
    }
    return readers
  }

  /// Whether a layer normalises by statistics of the examples that are presented together.
  var isNormalised: Bool { nodes.contains { $0.layer.parameters.gainCount > 0 } }

  /// How many numbers a workspace has for an example: the example, outputs and errors of all nodes, and what
  /// normalisations and silenced units remember.
  package var numbersPerExample: Int {
    nodes.reduce(inputCount) {
      let isRemembered = $1.layer.parameters.gainCount > 0
      let isSilenced = dropout > 0 && !$1.weights.isEmpty
      return $0 + $1.outputCount * (2 + (isRemembered ? 1 : 0) + (isSilenced ? 2 : 0))
    }
  }

  /// How many numbers all kernels remember from window to window, once they have seen examples.
  var memoryCount: Int { nodes.reduce(0) { $0 + $1.layer.memoryCount } }

  /// How the examples of a batch stand: side by side if a layer needs it, one after the other if none does.
  package var arrangement: Arrangement {
    nodes.contains { $0.layer.needsLanes } ? .lanes : .rows
  }

  /// Weights of all synapses at the start; biases and offsets 0, gains 1.
  ///
  /// - Parameters:
  ///   - initialisation: how they are drawn.
  ///   - field: the random numbers.
  ///   - index: which of a synapse's.
  /// - Complexity: O(synapses).
  public func initialWeights(
    _ initialisation: Initialisation, field: RandomField, index: Int = 0
  ) -> [Double] {
    var weights = [Double](repeating: 0, count: synapseCount)
    var span = weights.mutableSpan
    for (layer, node) in weightedNodes.enumerated() {
      var part = span._mutatingExtracting(node.weights)
      let parameters = node.layer.parameters
      initialisation.draw(
        node.weights, ofLayer: layer, inputs: parameters.fanIn, outputs: parameters.fanOut,
        field: field,
        index: index, into: &part)
      for gain in node.gains { span[gain] = 1 }
    }
    return weights
  }
}
