import DataFiles
import NeuralNetworks

extension Study {
  /// What a study does not say itself, line by line: why it has its method; how a rule that is written in it was
  /// understood, and which methods solve it; the layers of its network.
  package var explanation: [String] {
    ["method: \(methodChoice)"] + explanationOfTimes + explanationOfRule + explanationOfClasses
      + explanationOfLayers
  }

  private var explanationOfRule: [String] {
    guard let equations else { return [] }
    let methods = IntegrationMethod.all.filter(\.isAvailable)
    let refusals = methods.map { ($0, $0.refusals(rule, drive)) }
    return ["the rule \(rule.name) as it was understood"] + equations.explanation
      + [
        "methods: \(refusals.filter(\.1.isEmpty).map(\.0.name).joined(separator: ", "))"
      ]
      + refusals.compactMap { $1.first.map { "not \($0)" } }
  }

  private var explanationOfClasses: [String] {
    guard let names = drive.network?.examples.classNames else { return [] }
    let most = 20
    let shown = names.prefix(most).enumerated().map { "\($0) \($1.excerpt)" }
    return [
      "classes: \(shown.joined(separator: ", "))"
        + (names.count > most ? ", … (\(names.count))" : "")
    ]
  }

  private var explanationOfLayers: [String] {
    guard let description = drive.network, let network = try? description.network() else {
      return []
    }
    let frozen = description.frozen.map(String.init).joined(separator: ", ")
    let layers = network.weightedNodes
    let rows =
      [
        [
          "layer", "reads", "gives", description.isSpiking ? "neurons" : "activation", "weights",
          "without a partner",
        ]
      ]
      + layers.enumerated().map { number, node in
        let isRecurrent = description.recurrentLayers?.dropFirst(number).first ?? false
        let isOutput = number == layers.count - 1
        return [
          "\(number + 1)", "\(node.layer.inputs[0].text)\(isRecurrent ? " and itself" : "")",
          node.layer.output.text,
          description.neurons(ofOutput: isOutput) ?? node.activation.rawValue,
          "\(node.weights.count)", "\(node.biases.count)",
        ]
      }
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max()! }
    return ["the network's layers with weights, numbered as in layers.csv"]
      + rows.map { row in
        zip(row, widths).map { String(repeating: " ", count: $1 - $0.count) + $0 }
          .joined(separator: "  ")
      }
      + ["\(network.synapseCount) synapses"]
      + (frozen.isEmpty ? [] : ["layers that do not change: \(frozen)"])
  }
}

extension NetworkDescription {
  /// What the neurons of a layer are; nil if units do not spike.
  fileprivate func neurons(ofOutput isOutput: Bool) -> String? {
    if let stepped {
      return isOutput && stepped.readout == .integratedVoltage
        ? "integrators" : stepped.kind.rawValue
    }
    return spiking.map { _ in "leakyIntegrateAndFire" }
  }
}

extension Shape {
  /// Units, or maps with their rows and columns.
  fileprivate var text: String {
    rows == 1 && columns == 1 ? "\(channels)" : "\(channels)×\(rows)×\(columns)"
  }
}
