import Configuration
import NeuralNetworks

extension Architecture {
  /// As a study file says it: a name, or a list.
  package var yaml: String { name ?? layers.yaml }
}

extension [LayerPlan] {
  fileprivate var yaml: String { "[\(map(\.yaml).joined(separator: ", "))]" }
}

extension LayerPlan {
  fileprivate var yaml: String {
    switch self {
    case .weighted(let plan): plan.yaml
    case .pooling(.maximum(let size)): "{pooling: {maximum: \(size)}}"
    case .pooling(.average(let size)): "{pooling: {average: \(size)}}"
    case .pooling(.averageOfMaps): "{pooling: {average: all}}"
    case .residual(let plan):
      "{residual: \(plan.layers.yaml), shortcut: \(plan.shortcut.rawValue)\(plan.activation.yaml)}"
    }
  }
}

extension WeightedPlan {
  /// A dense layer about which nothing else is said is its size.
  fileprivate var yaml: String {
    var text: String
    switch kind {
    case .dense(let units):
      if self == WeightedPlan(kind) { return "\(units)" }
      text = "{dense: \(units)"
    case .convolution(let channels, let kernel, let stride, let padding):
      let zeros =
        switch padding {
        case .same: "same"
        case .zeros(let count): "\(count)"
        }
      text =
        "{convolution: {channels: \(channels), kernel: \(kernel), stride: \(stride), padding: \(zeros)}"
    }
    if normalisation != .none { text += ", normalisation: \(normalisation.rawValue)" }
    if isRecurrent { text += ", recurrent: true" }
    if let hasBiases { text += ", bias: \(hasBiases)" }
    return text + activation.yaml + "}"
  }
}

extension Activation? {
  fileprivate var yaml: String { map { ", activation: \($0.rawValue)" } ?? "" }
}

extension ConfigurationNode {
  /// Where a layer of a list stands: as far as the list is one of layers.
  ///
  /// - Parameter place: its number in the list, and if it is in a block, its number in that, from 0.
  package func originOfLayer(_ place: [Int]) -> Origin {
    guard let first = place.first, case .list(let items) = content, items.indices.contains(first)
    else { return origin }
    let item = items[first]
    guard place.count > 1, case .mapping(let entries) = item.content,
      let block = entries.first(where: { $0.key == "residual" })
    else { return item.origin }
    return block.value.originOfLayer(Array(place.dropFirst()))
  }
}

extension ArchitectureError {
  /// The layer's place as messages name it, for example `drive.layers[2].residual[0]`.
  package func name(inside list: String) -> String {
    list + place.map { "[\($0)]" }.joined(separator: ".residual")
  }
}
