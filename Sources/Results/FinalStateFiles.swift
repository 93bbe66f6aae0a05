import Foundation

/// Where the state at the end of a run stands in its folder.
package enum FinalStateFiles {
  /// The folder within that of the run.
  package static let folder = "final"

  /// What a longer run goes on from: the state at the last edge before the end.
  package static let checkpoint = "\(folder)/checkpoint"

  /// The array of a component of all synapses.
  package static func component(_ name: String) -> String { "\(folder)/\(name).npy" }

  /// How the folders of layers are called, which are numbered from 1.
  package static let layerPrefix = "layer-"

  /// The folder of a layer.
  package static func layer(_ number: Int) -> String {
    "\(folder)/\(layerName(number))"
  }

  /// What a layer is called among files.
  package static func layerName(_ number: Int) -> String {
    layerPrefix + String(format: "%02d", number)
  }

  /// Within the folder of a layer: what has no partner, in the order of synapses.
  package static let withoutPartner = ["bias", "gamma", "beta"]

  /// Within the folder of a layer: the running statistics that it is normalised by.
  package static let (runningMean, runningVariance) = ("running_mean.npy", "running_variance.npy")

  /// By what the examples of a network were standardised.
  package static let standardisation = "\(folder)/standardisation"

  /// Which examples of its set a network was trained, validated and tested with.
  package static let split = "\(folder)/split"

  /// The folders within ``folder`` that are of a network, by the beginnings of their names.
  package static let networkFolders = [layerPrefix, "standardisation", "split"]
}
