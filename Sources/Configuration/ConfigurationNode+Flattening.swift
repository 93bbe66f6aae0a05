extension ConfigurationNode {
  /// Every value by its dotted key, as text.
  package var flattened: [String: String] {
    var values: [String: String] = [:]
    collect(into: &values, prefix: "")
    return values
  }

  private func collect(into parameters: inout [String: String], prefix: String) {
    switch content {
    case .scalar(let text): parameters[prefix] = text
    case .list(let items): parameters[prefix] = "[\(items.map(\.flowText).joined(separator: ", "))]"
    case .mapping(let entries):
      for entry in entries {
        entry.value.collect(
          into: &parameters, prefix: prefix.isEmpty ? entry.key : "\(prefix).\(entry.key)")
      }
    }
  }

  private var flowText: String {
    switch content {
    case .scalar(let text): text
    case .list(let items): "[\(items.map(\.flowText).joined(separator: ", "))]"
    case .mapping(let entries):
      "{\(entries.map { "\($0.key): \($0.value.flowText)" }.joined(separator: ", "))}"
    }
  }
}
