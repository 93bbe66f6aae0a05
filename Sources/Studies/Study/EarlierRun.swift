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
  func hasAll(of component: String) -> Bool { layers == nil && has(component) }
}
