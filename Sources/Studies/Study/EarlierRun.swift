/// A run from whose final state synapses begin.
package struct EarlierRun: Sendable, Equatable {
  /// The run's folder.
  package var folder: String
  /// The components that are taken from it; nil: all.
  package var components: [String]?

  /// Whether a component is taken from it.
  func has(_ component: String) -> Bool { components?.contains(component) ?? true }
}
