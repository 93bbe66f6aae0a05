import Foundation
import Yams

extension ConfigurationNode {
  /// Reads a YAML text.
  ///
  /// - Throws: ``StudyError`` with the line of the first mistake in the syntax.
  init(yaml text: String, path: String) throws {
    do {
      guard let node = try Yams.compose(yaml: text) else {
        throw StudyError("\(path):1: the file is empty, expected a study")
      }
      self = ConfigurationNode(node, path: path)
    } catch let error as YamlError {
      throw StudyError(error.located(in: path))
    }
  }

  /// Reads the value of `--set key.path=value`.
  init(option text: String, value: String) throws {
    do {
      let node = try Yams.compose(yaml: value) ?? Node("")
      self = ConfigurationNode(node, path: nil, option: text)
    } catch {
      throw StudyError("\(text): \"\(value)\" is not a YAML value")
    }
  }

  private init(_ node: Node, path: String?, option: String = "") {
    func origin(_ node: Node) -> Origin {
      guard let path else { return .option(option) }
      return .file(path: path, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
    }
    self.origin = origin(node)
    switch node {
    case .scalar(let scalar):
      let isNull = scalar.style == .plain && ["~", "null"].contains(scalar.string)
      content = .scalar(isNull ? "" : scalar.string)
    case .sequence(let sequence):
      content = .list(sequence.map { ConfigurationNode($0, path: path, option: option) })
    case .mapping(let mapping):
      content = .mapping(
        mapping.map { key, value in
          Entry(
            key: key.string ?? "", keyOrigin: origin(key),
            value: ConfigurationNode(value, path: path, option: option))
        })
    case .alias:
      content = .scalar("")
    }
  }
}

extension YamlError {
  /// The mistake as `file:line: message`.
  fileprivate func located(in path: String) -> String {
    switch self {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      return "\(path):\(mark.line): this is not YAML: \(problem)"
    case .duplicatedKeysInMapping(let duplicates, let context):
      let keys = duplicates.sorted().map { "\"\($0)\"" }.joined(separator: ", ")
      return "\(path):\(context.mark.line): the key \(keys) stands twice in this mapping"
    default:
      return "\(path):1: this is not YAML: \(self)"
    }
  }
}
