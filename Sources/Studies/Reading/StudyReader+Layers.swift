import Configuration
import DataFiles
import NeuralNetworks
import RuleEquations

extension StudyReader {
  /// Layers of a network, by their numbers from 1, each once; nil if the key is not there, or wrong.
  func layerNumbers(_ section: Section, _ key: String) -> [Int]? {
    guard let node = section.node(key) else { return nil }
    if case .list(let items) = node.content {
      let numbers = items.compactMap { item -> Int? in
        guard case .scalar(let text) = item.content else { return nil }
        return finiteNumber(text).flatMap { Int(exactly: $0) }.flatMap { $0 > 0 ? $0 : nil }
      }
      if !numbers.isEmpty, numbers.count == items.count, Set(numbers).count == numbers.count {
        return numbers.sorted()
      }
    }
    diagnostics.report(
      "\(section.qualified(key)): found \(node.summary), expected a list of layers' numbers from 1 on, none of them twice",
      at: node.origin)
    return nil
  }

  /// Says that a key has no effect, of a section whose keys were looked at before.
  func refuseLayers(_ section: Section, _ key: String, because reason: String) {
    guard let node = section.node(key) else { return }
    diagnostics.report(
      "\(section.qualified(key)): has no effect, since \(reason); expected no such key",
      at: node.origin)
  }

  /// Looks whether layers that are named are there, and whether any learns.
  ///
  /// - Parameters:
  ///   - drive: the section `drive`.
  ///   - initial: the section `synapse.initial`.
  ///   - equations: the rule, if it is written in the study.
  func checkLayers(
    of network: NetworkDescription, _ drive: Section, _ initial: Section, equations: WrittenRule?
  ) {
    if equations != nil {
      refuseLayers(
        drive, "frozen", because: "a rule written in the study says by itself what weights do")
    }
    guard diagnostics.count == 0, let built = try? network.network() else { return }
    let count = built.weightedNodes.count
    for (section, key) in [(drive, "frozen"), (initial, "layers")] {
      guard let node = section.node(key),
        let unknown = layerNumbers(section, key)?.first(where: { $0 > count })
      else { continue }
      diagnostics.report(
        "\(section.qualified(key)): found \(unknown), expected layers from 1 to \(count), as layers.csv numbers them",
        at: node.origin)
    }
    if layerNumbers(initial, "layers")?.count == count,
      initial.textsIfPresent("components")?.contains("rho") ?? true
    {
      refuseLayers(
        initial, "rho", because: "all layers begin with that of the run, synapse.initial.from")
    }
    if network.frozen.count == count, let node = drive.node("frozen") {
      diagnostics.report(
        "drive.frozen: found all layers, expected at least one that learns", at: node.origin)
    }
  }
}

extension [Int] {
  /// As a study writes them.
  var layerList: String { "[\(map(String.init).joined(separator: ", "))]" }
}
