import DataFiles
import Foundation
import NeuralNetworks
import ODESolvers
import Results
import Studies

/// The state at the end of a run, as arrays in the folder `final`: every component of all synapses, and of a network the weights of each
/// layer in their shape.
struct FinalState {
  private let model: StudyModel

  init(of model: StudyModel) { self.model = model }

  /// Writes it.
  ///
  /// - Parameters:
  ///   - state: that of this rank's synapses.
  ///   - output: the run's folder; nil at every rank but the first.
  /// - Throws: `OutputError`.
  /// - Complexity: O(synapses).
  func write(_ state: StateVector, to output: OutputDirectory?) throws {
    let (dynamics, n) = (model.dynamics, model.dynamics.synapseCount)
    let components = dynamics.rule.components
    var weights: [String: [Double]] = [:]
    for (k, component) in components.enumerated() {
      let own = (0..<n).map { state[k * n + $0] }
      let all = try dynamics.ranks.gather(own)
      guard let output else { continue }
      if k == 0 { try output.makeFolder(FinalStateFiles.folder) }
      try output.write(all, shape: [all.count], to: FinalStateFiles.component(component.name))
      if k >= components.count - 2 { weights[component.name] = all }
    }
    guard let output, let network = model.network?.network else { return }
    for (number, node) in network.weightedNodes.enumerated() {
      let folder = FinalStateFiles.layer(number + 1)
      try output.makeFolder(folder)
      for (name, values) in weights {
        try output.write(
          Array(values[node.weights]), shape: node.layer.weightShape,
          to: "\(folder)/\(name).npy")
      }
      let forward = weights["w_f"]!
      let parts = [
        ("bias", node.biases.lowerBound..<node.gains.lowerBound), ("gamma", node.gains),
        ("beta", node.gains.upperBound..<node.biases.upperBound),
      ]
      for (name, synapses) in parts where !synapses.isEmpty {
        try output.write(
          Array(forward[synapses]), shape: [synapses.count], to: "\(folder)/\(name).npy")
      }
    }
  }

  /// Removes what an older run left.
  static func remove(from output: OutputDirectory) {
    let folder = FinalStateFiles.folder
    let root = output.path(folder)
    let manager = FileManager.default
    let names = (try? manager.contentsOfDirectory(atPath: root)) ?? []
    for name in names where name.hasPrefix(FinalStateFiles.layerPrefix) {
      for file in (try? manager.contentsOfDirectory(atPath: "\(root)/\(name)")) ?? []
      where file.hasSuffix(".npy") {
        output.remove("\(folder)/\(name)/\(file)")
      }
      rmdir("\(root)/\(name)")
    }
    for name in names where name.hasSuffix(".npy") { output.remove("\(folder)/\(name)") }
    rmdir(root)
  }
}
