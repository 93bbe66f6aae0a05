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
    let count = try parts(of: 0..<population, network: network).last?.earlierEnd
    for name in names where has(name) {
      let file = try self.file(of: name)
      let expected = count ?? population
      guard file.shape == [expected] else {
        throw StudyError(
          "synapse.initial.from: found \(file.shape.map(String.init).joined(separator: " × ")) synapses in \(file.path), expected"
            + " \(expected)")
      }
    }
  }

  /// Writes what is taken from the run over a state that was drawn.
  ///
  /// - Parameters:
  ///   - state: that of some synapses, one component after the other.
  ///   - components: those of the rule.
  ///   - synapses: which of the population they are.
  ///   - network: whose weights they are, if a network's.
  /// - Throws: as ``check(_:population:network:)``; `DataFileError` if a number is not finite.
  /// - Complexity: O(synapses).
  func fill<Scalar: BinaryFloatingPoint>(
    _ state: inout [Scalar], _ components: [StateComponent], of synapses: Range<Int>,
    network: Network?
  ) throws {
    let n = synapses.count
    let parts = try parts(of: synapses, network: network)
    for (k, component) in components.enumerated() where has(component.name) {
      let reader = try file(of: component.name).makeReader()
      for part in parts where !part.earlier.isEmpty {
        var values = [Double](repeating: 0, count: part.earlier.count)
        try reader.read(rows: part.earlier, into: &values)
        for i in values.indices { state[k * n + part.first + i] = Scalar(values[i]) }
      }
    }
  }

  /// Neighbouring synapses that are taken.
  private struct Part {
    /// Which of the run's they are.
    var earlier: Range<Int>
    /// The place of the first among those that begin there.
    var first: Int
    /// How many synapses the run has, if that was counted.
    var earlierEnd: Int?
  }

  /// All synapses, or those of the layers that are named.
  private func parts(of synapses: Range<Int>, network: Network?) throws -> [Part] {
    guard let layers, let network else { return [Part(earlier: synapses, first: 0)] }
    let (earlier, end) = try layersOfTheRun()
    return try layers.map { number in
      let own = network.synapses(ofLayer: number)
      guard number <= earlier.count else {
        throw StudyError(
          "synapse.initial.layers: found \(number), expected at most \(earlier.count), the layers of the run in \(folder)"
        )
      }
      guard earlier[number - 1].count == own.count else {
        throw StudyError(
          "synapse.initial.layers: found \(earlier[number - 1].count) synapses in layer \(number) of \(folder), expected \(own.count): one of the two has biases or a normalisation"
        )
      }
      // What of the layer is here.
      let here = own.clamped(to: synapses)
      guard !here.isEmpty else { return Part(earlier: 0..<0, first: 0, earlierEnd: end) }
      let start = earlier[number - 1].lowerBound - own.lowerBound
      return Part(
        earlier: (start + here.lowerBound)..<(start + here.upperBound),
        first: here.lowerBound - synapses.lowerBound, earlierEnd: end)
    }
  }

  /// The synapses of each layer of the run, as its files show them, and how many there are.
  private func layersOfTheRun() throws -> ([Range<Int>], Int) {
    var (layers, first): ([Range<Int>], Int) = ([], 0)
    while true {
      let name = "\(folder)/\(FinalStateFiles.layer(layers.count + 1))"
      guard FileManager.default.fileExists(atPath: "\(name)/w_f.npy") else {
        return (layers, first)
      }
      var count = 0
      for file in ["w_f"] + FinalStateFiles.withoutPartner
      where FileManager.default.fileExists(atPath: "\(name)/\(file).npy") {
        count += try NPYFile(path: "\(name)/\(file).npy").shape.reduce(1, *)
      }
      layers.append(first..<(first + count))
      first += count
    }
  }

  private func file(of component: String) throws -> NPYFile {
    try NPYFile(path: path(FinalStateFiles.component(component), of: "the component \(component)"))
  }

  /// A network's weights must have been those of layers of the same shapes.
  private func checkLayers(of network: Network?) throws {
    guard let network, layers != nil || has("w_f") || has("w_b") else { return }
    for (index, node) in network.weightedNodes.enumerated()
    where layers?.contains(index + 1) ?? true {
      let number = index + 1
      let name = FinalStateFiles.layer(number)
      let file = try NPYFile(path: path("\(name)/w_f.npy", of: "layer \(number)"))
      guard file.shape == node.layer.weightShape else {
        func text(_ shape: [Int]) -> String {
          shape.map(String.init).joined(separator: "×")
        }
        throw StudyError(
          "synapse.initial.from: found weights of the shape \(text(file.shape)) in \(file.path), expected"
            + " \(text(node.layer.weightShape)), that of layer \(number)")
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
