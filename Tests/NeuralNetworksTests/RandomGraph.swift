import NeuralNetworks
import RandomNumbers

/// A graph of dense layers and additions, drawn by a seed: nodes read any before them, the examples too, and some are
/// read by several.
func randomGraph(
  seed: Int, activations: [Activation] = Activation.allCases, loss: Loss = .squaredError,
  dropout: Double = 0
) -> Network {
  let field = RandomField(seed: UInt64(seed), purpose: .amplitude)
  var draws = 0
  func below(_ n: Int) -> Int {
    draws += 1
    return Int(field.uniform(synapse: draws, index: 99) * Double(n))
  }
  let shape = Shape(3 + below(3))
  var nodes: [Node] = []
  var unread: Set<Int> = []
  func input() -> Node.Input {
    let k = below(nodes.count + 1)
    unread.remove(k)
    return k == nodes.count ? .examples : .node(k)
  }
  func append(_ node: Node) {
    unread.insert(nodes.count)
    nodes.append(node)
  }
  func activation() -> Activation { activations[below(activations.count)] }
  for _ in 0..<(3 + below(5)) {
    if below(2) == 0 {
      append(Node(Dense(shape, units: shape.count), of: input(), activation: activation()))
    } else {
      append(Node(Addition(of: shape), of: input(), input(), activation: activation()))
    }
  }
  while unread.count > 1 {
    let two = unread.sorted().suffix(2)
    unread.subtract(two)
    append(
      Node(
        Addition(of: shape), of: .node(two.first!), .node(two.last!), activation: activation()))
  }
  let top = Node.Input.node(unread.first!)
  // A network ends with a dense layer, or with the sum of two.
  append(Node(Dense(shape, units: 3), of: top))
  if below(2) == 0 {
    let first = nodes.count - 1
    append(Node(Dense(shape, units: 3), of: top, activation: activation()))
    append(Node(Addition(of: Shape(3)), of: .node(first), .node(first + 1)))
  }
  return Network(nodes: nodes, loss: loss, dropout: dropout)
}
