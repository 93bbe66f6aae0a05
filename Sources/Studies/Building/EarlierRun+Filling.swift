import DataFiles
import Foundation
import NeuralNetworks
import Results
import SynapticDynamics

extension EarlierRun {
  /// Looks whether what is to be taken is there, and fits.
  ///
  /// - Parameters:
  ///   - components: those of the rule.
  ///   - population: how many synapses there are.
  ///   - network: whose weights they are, if a network's.
  /// - Throws: ``StudyError`` if the run kept no such component or is of another size or network, `DataFileError` if a file is none.
  func check(_ components: [StateComponent], population: Int, network: Network?) throws {
    let names = components.map(\.name)
    if let unknown = self.components?.first(where: { !names.contains($0) }) {
      throw StudyError(
        "synapse.initial.components: found \(unknown), expected some of \(names.joined(separator: ", "))"
          + suggestion(for: unknown, among: names))
    }
    try checkLayers(of: network)
    for name in names where has(name) {
      let file = try self.file(of: name)
      guard file.shape == [population] else {
        throw StudyError(
          "synapse.initial.from: found \(file.shape.map(String.init).joined(separator: " × ")) synapses in \(file.path), expected"
            + " \(population)")
      }
    }
  }

  /// Writes what is taken from the run over a state that was drawn.
  ///
  /// - Parameters:
  ///   - state: that of some synapses, one component after the other.
  ///   - components: those of the rule.
  ///   - synapses: which of the population they are.
  /// - Throws: as ``check(_:population:network:)``; `DataFileError` if a number is not finite.
  /// - Complexity: O(synapses).
  func fill<Scalar: BinaryFloatingPoint>(
    _ state: inout [Scalar], _ components: [StateComponent], of synapses: Range<Int>
  ) throws {
    let n = synapses.count
    var values = [Double](repeating: 0, count: n)
    for (k, component) in components.enumerated() where has(component.name) {
      try file(of: component.name).makeReader().read(rows: synapses, into: &values)
      for i in 0..<n { state[k * n + i] = Scalar(values[i]) }
    }
  }

  private func file(of component: String) throws -> NPYFile {
    try NPYFile(path: path(FinalStateFiles.component(component), of: "the component \(component)"))
  }

  /// A network's weights must have been those of layers of the same shapes.
  private func checkLayers(of network: Network?) throws {
    guard let network, has("w_f") || has("w_b") else { return }
    for (number, node) in network.weightedNodes.enumerated() {
      let name = FinalStateFiles.layer(number + 1)
      let file = try NPYFile(path: path("\(name)/w_f.npy", of: "layer \(number + 1)"))
      guard file.shape == node.layer.weightShape else {
        func text(_ shape: [Int]) -> String {
          shape.map(String.init).joined(separator: "×")
        }
        throw StudyError(
          "synapse.initial.from: found weights of the shape \(text(file.shape)) in \(file.path), expected"
            + " \(text(node.layer.weightShape)), that of layer \(number + 1)")
      }
    }
  }

  private func path(_ name: String, of what: String) throws -> String {
    let path = "\(folder)/\(name)"
    guard FileManager.default.fileExists(atPath: path) else {
      throw StudyError(
        "synapse.initial.from: there is no \(path), expected \(what) of a run with record.final: true; synapse.initial.components says"
          + " what else to take")
    }
    return path
  }
}
