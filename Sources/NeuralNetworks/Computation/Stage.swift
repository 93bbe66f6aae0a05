import CKernels

/// A node in plain numbers: what every window asks of it.
struct Stage {
  let outputCount: Int
  /// How many maps its outputs have, and how many numbers a map.
  let maps, positions: Int
  let activation: unit_kind
  /// Its weights among all synapses; they begin where its parameters do.
  let weights: Range<Int>
  /// Its place among the hidden nodes with weights, if it is one.
  let placeAmongHidden: Int?

  /// The nodes of a network.
  static func all(of network: Network) -> [Stage] {
    let hidden = network.hidden
    return network.nodes.enumerated().map { k, node in
      Stage(
        outputCount: node.outputCount, maps: node.layer.output.channels,
        positions: node.outputCount / node.layer.output.channels, activation: node.activation.kind,
        weights: node.weights,
        placeAmongHidden: hidden.firstIndex(of: k))
    }
  }
}
