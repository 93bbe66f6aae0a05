/// A run from whose final state synapses begin.
package struct EarlierRun: Sendable, Equatable {
  /// The run's folder.
  package var folder: String
  /// The components that are taken from it; nil: all.
  package var components: [String]?

  /// The layers of a network that are taken from it, by their numbers from 1; nil: all synapses.
  package var layers: [Int]?

  /// Whether a component is taken from it.
  func has(_ component: String) -> Bool { components?.contains(component) ?? true }

  /// Whether a component is taken from it for all synapses.
  ///
  /// - Parameter layerCount: how many layers there are, in a network.
  func hasAll(of component: String, layerCount: Int? = nil) -> Bool {
    has(component) && (layers == nil || layers?.count == layerCount)
  }
}
