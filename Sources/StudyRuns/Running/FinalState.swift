import DataFiles
import DataSets
import Foundation
import NeuralNetworks
import ODESolvers
import Results
import Studies

/// The state at the end of a run, as arrays in the folder `final`: every component of all synapses, and of a network the weights of each
/// layer in their shape, with what it takes to use them: running statistics, standardisation and split of the examples.
struct FinalState {
  private let model: StudyModel
  private let learning: LearningRecorder?

  /// - Parameter learning: who followed the network, if there is one.
  init(of model: StudyModel, learning: LearningRecorder?) {
    (self.model, self.learning) = (model, learning)
  }

  /// Writes it.
  ///
  /// - Parameters:
  ///   - state: that of this rank's synapses.
  ///   - time: when it was.
  ///   - output: the run's folder; nil at every rank but the first.
  /// - Throws: `OutputError`.
  /// - Complexity: O(synapses).
  func write(_ state: StateVector, at time: Double, to output: OutputDirectory?) throws {
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
    guard let output, let networkModel = model.network, let learning else { return }
    let network = networkModel.network
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
        node.biases.lowerBound..<node.gains.lowerBound, node.gains,
        node.gains.upperBound..<node.biases.upperBound,
      ]
      for (name, synapses) in zip(FinalStateFiles.withoutPartner, parts) where !synapses.isEmpty {
        try output.write(
          Array(forward[synapses]), shape: [synapses.count], to: "\(folder)/\(name).npy")
      }
    }
    let forward = weights["w_f"]!
    try learning.prepareProbe(forward.span, at: time)
    for moments in networkModel.probe.runningStatistics {
      let folder = FinalStateFiles.layer(network.layerNumber(ofNode: moments.node))
      for (name, values) in [
        (FinalStateFiles.runningMean, moments.means),
        (FinalStateFiles.runningVariance, moments.variances),
      ] {
        try output.write(values, shape: [values.count], to: "\(folder)/\(name)")
      }
    }
    try write(networkModel.examples, to: output)
  }

  /// Writes how the examples were split and standardised.
  private func write(_ examples: DataSet, to output: OutputDirectory) throws {
    try output.makeFolder(FinalStateFiles.split)
    for part in OtherExamples.Part.allCases {
      guard let numbers = examples.part(part)?.numbers else { continue }
      try output.write(numbers, to: "\(FinalStateFiles.split)/\(part.rawValue).npy")
    }
    guard let moments = examples.moments else { return }
    try output.makeFolder(FinalStateFiles.standardisation)
    for (name, values) in [("mean", moments.means), ("sd", moments.standardDeviations)] {
      try output.write(
        values, shape: [values.count], to: "\(FinalStateFiles.standardisation)/\(name).npy")
    }
  }

  /// Removes what an older run left.
  static func remove(from output: OutputDirectory) {
    let folder = FinalStateFiles.folder
    let names = (try? FileManager.default.contentsOfDirectory(atPath: output.path(folder))) ?? []
    for name in names where FinalStateFiles.networkFolders.contains(where: name.hasPrefix) {
      output.removeArrays(in: "\(folder)/\(name)")
    }
    output.remove(FinalStateFiles.checkpoint)
    output.removeArrays(in: folder)
  }
}
