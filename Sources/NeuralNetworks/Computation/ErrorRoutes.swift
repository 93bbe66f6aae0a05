/// The ways that errors can take through a network, known before the first example.
struct ErrorRoutes {
  /// A way between a node and one of those that it reads.
  struct Way: Equatable {
    /// The input of the upper node at which it ends.
    var slot: Int
    /// The lower node.
    var lower: Int
    /// Whether no other error has come to where this one goes, if ways are gone in order.
    var isFirst: Bool
  }

  /// Of each node whether something learns there or below, so that errors have to come there.
  let isLearning: [Bool]
  /// Of each node the ways back to what it reads, as far as something learns there or below; nodes are gone through
  /// from the last to the first.
  let back: [[Way]]
  /// Of each hidden node the ways on to it from what it reads, as far as errors that enter by `entries` get there;
  /// nodes are gone through from the first to the last.
  let on: [[Way]]
  /// The hidden nodes with weights that read no other one's outputs, however indirectly.
  let entries: [Int]

  init(_ network: Network) {
    let nodes = network.nodes
    let sources = nodes.map(\.sources)
    let hidden = Set(network.hidden)
    var (isLearning, isAbove) = (nodes.map { _ in false }, nodes.map { _ in false })
    for k in nodes.indices {
      let below = sources[k].compactMap(\.self)
      isLearning[k] = nodes[k].layer.parameters.count > 0 || below.contains { isLearning[$0] }
      isAbove[k] = below.contains { isAbove[$0] || hidden.contains($0) }
    }
    var back = [[Way]](repeating: [], count: nodes.count)
    var reached = nodes.map { _ in false }
    for k in nodes.indices.reversed() {
      for (slot, source) in sources[k].enumerated() {
        guard let source, isLearning[source] else { continue }
        back[k].append(Way(slot: slot, lower: source, isFirst: !reached[source]))
        reached[source] = true
      }
    }
    var on = [[Way]](repeating: [], count: nodes.count)
    for k in nodes.indices.dropLast() {
      for (slot, source) in sources[k].enumerated() {
        guard let source, hidden.contains(source) || isAbove[source] else { continue }
        on[k].append(Way(slot: slot, lower: source, isFirst: on[k].isEmpty))
      }
    }
    (self.isLearning, self.back, self.on) = (isLearning, back, on)
    entries = network.hidden.filter { !isAbove[$0] }
  }
}
