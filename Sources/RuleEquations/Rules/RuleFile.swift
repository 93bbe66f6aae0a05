import Configuration
import DataFiles

/// Files that contain a rule and no study.
package enum RuleFile {
  /// Whether a text's root is a rule: it has equations, and nothing that only a study has.
  package static func isRule(_ root: ConfigurationNode) -> Bool {
    guard case .mapping(let entries) = root.content else { return false }
    let keys = Set(entries.map(\.key))
    return keys.contains("equations") && keys.isDisjoint(with: ["duration", "drive", "rule"])
  }

  /// Whether a file contains a rule.
  ///
  /// - Throws: `DataFileError` if it cannot be read, ``ConfigurationError`` if it is not YAML.
  package static func isRule(atPath path: String) throws -> Bool {
    let text = try InputFile.text(path, atMost: ConfigurationNode.largestFile)
    return isRule(try ConfigurationNode(yaml: text, path: path))
  }

  /// What to do with a file if it contains a rule where a study is expected.
  package static func advice(on root: ConfigurationNode, path: String) -> String? {
    guard isRule(root) else { return nil }
    return
      "\(path): is a rule and no study: a study names it, with a duration and a drive, as in rule: {file: \(path)};"
      + " synapse equilibrium \(path) finds where it rests"
  }

  /// The text of a study that follows a rule under one gradient.
  ///
  /// - Parameter name: a file, or a rule that is shipped.
  package static func study(of name: String, gradient: Double = 1) -> String {
    var writer = YAMLWriter()
    writer.write("duration", "1")
    writer.section("rule") { $0.write("file", text: name) }
    writer.section("drive") {
      $0.write("kind", "constant")
      $0.write("gradient", gradient)
    }
    return writer.text
  }
}
