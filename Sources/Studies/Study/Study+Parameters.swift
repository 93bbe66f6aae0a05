import Configuration

extension Study {
  /// Every parameter of the resolved study by its dotted key, as text; paths of data files as seen from
  /// a folder.
  package func parameters(in folder: String = ".") throws -> [String: String] {
    try ConfigurationNode(yaml: yaml(in: folder), path: "study.yaml").flattened
  }
}
