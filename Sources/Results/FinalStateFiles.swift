import Foundation

/// Where the state at the end of a run stands in its folder.
package enum FinalStateFiles {
  /// The folder within that of the run.
  package static let folder = "final"

  /// The array of a component of all synapses.
  package static func component(_ name: String) -> String { "\(folder)/\(name).npy" }

  /// How the folders of layers are called, which are numbered from 1.
  package static let layerPrefix = "layer-"

  /// The folder of a layer.
  package static func layer(_ number: Int) -> String {
    "\(folder)/\(layerPrefix)" + String(format: "%02d", number)
  }
}
