import DataSets
import SpikingNetworks

extension SpikingWorkspace {
  /// Takes in all examples whose spikes are given.
  func load(given labels: [Int]) {
    load(
      features: labels.indices.map { Float($0) }, labels: labels.map { Int32($0) },
      rows: 0..<Int32(labels.count), permutation: nil)
  }
}
