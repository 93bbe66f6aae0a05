import Configuration

extension Study {
  /// Every parameter of the resolved study by its dotted key, as text; paths of data files as seen from
  /// a folder.
  package func parameters(in folder: String = ".") throws -> [String: String] {
    let root = try ConfigurationNode(yaml: yaml(in: folder), path: "study.yaml")
    var parameters: [String: String] = [:]
    root.collect(into: &parameters, prefix: "")
    return parameters
  }
}

extension ConfigurationNode {
  fileprivate func collect(into parameters: inout [String: String], prefix: String) {
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
