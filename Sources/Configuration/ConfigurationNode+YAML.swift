import DataFiles
import Yams

extension ConfigurationNode {
  /// A study has at most so many values, what aliases stand for counted at each of them.
  static let largestCount = 4_000_000
  /// Lists and mappings lie at most so deep in each other.
  static let largestDepth = 100
  /// A mapping has at most so many keys.
  static let mostKeys = 1000
  /// A study file has at most so many bytes.
  package static let largestFile = 128 << 20

  /// Reads a YAML text.
  ///
  /// - Throws: ``ConfigurationError`` with the line of the first mistake in the syntax.
  package init(yaml text: String, path: String) throws {
    do {
      guard let document = try YAMLText(text, path: path).document() else {
        throw ConfigurationError("\(path):1: the file is empty, expected a study")
      }
      self = try YAMLTree.node(document) { .file(path: path, line: $0.line, column: $0.column) }
    } catch let error as YamlError {
      throw ConfigurationError(error.located(in: path, text: text))
    }
  }

  /// Reads the value of `--set key.path=value`.
  package init(option text: String, value: String) throws {
    do {
      guard let document = try YAMLText(value, path: text).document() else {
        self.init(content: .scalar(""), origin: .option(text))
        return
      }
      self = try YAMLTree.node(document) { _ in .option(text) }
    } catch is YamlError {
      throw ConfigurationError("\(text): \"\(value)\" is not a YAML value")
    }
  }
}

/// Turns what Yams composed into a ``ConfigurationNode``, and puts what aliases stand for in their places.
private struct YAMLTree {
  let document: YAMLText.Document
  let origin: (YAMLText.Place) -> ConfigurationNode.Origin
  private var anchors: [String: Counted] = [:]
  private var duplicates: [(line: Int, message: String)] = []

  /// A node with how many values it has, and how deep they lie.
  private struct Counted {
    var node: ConfigurationNode
    var count = 1
    var depth = 0

    mutating func add(_ inner: Counted) {
      count += inner.count
      depth = max(depth, inner.depth + 1)
    }
  }

  static func node(
    _ document: YAMLText.Document, origin: @escaping (YAMLText.Place) -> ConfigurationNode.Origin
  ) throws -> ConfigurationNode {
    var tree = YAMLTree(document: document, origin: origin)
    let node = try tree.counted(document.root).node
    guard tree.duplicates.isEmpty else {
      throw ConfigurationError(tree.duplicates.sorted { $0.line < $1.line }.map(\.message))
    }
    return node
  }

  private init(
    document: YAMLText.Document, origin: @escaping (YAMLText.Place) -> ConfigurationNode.Origin
  ) {
    self.document = document
    self.origin = origin
  }

  private mutating func counted(_ node: Node) throws -> Counted {
    let place = YAMLText.Place(node.mark)
    var counted = Counted(node: ConfigurationNode(content: .scalar(""), origin: origin(place)))
    switch node {
    case .scalar(let scalar):
      if document.aliases.contains(place) { return try value(ofAlias: scalar.string, at: place) }
      let isNull = scalar.style == .plain && ["~", "null"].contains(scalar.string)
      counted.node.content = .scalar(isNull ? "" : scalar.string)
    case .sequence(let sequence):
      var items: [ConfigurationNode] = []
      for item in sequence {
        let place = YAMLText.Place(item.mark)
        let item = try self.counted(item)
        counted.add(item)
        try check(counted, at: place)
        items.append(item.node)
      }
      counted.node.content = .list(items)
    case .mapping(let mapping):
      guard mapping.count <= ConfigurationNode.mostKeys else {
        throw mistake(
          "found a mapping of \(mapping.count) keys, expected at most \(ConfigurationNode.mostKeys)",
          at: place)
      }
      var entries: [ConfigurationNode.Entry] = []
      for (key, value) in mapping {
        let place = YAMLText.Place(value.mark)
        let column = document.textColumn(of: value)
        let value = try self.counted(value)
        counted.add(value)
        try check(counted, at: place)
        var entry = try entry(key, value.node)
        entry.textColumn = column
        entries.append(entry)
      }
      reportDuplicates(among: entries)
      counted.node.content = .mapping(entries)
    case .alias: break
    }
    if let anchor = node.anchor { anchors[anchor.rawValue] = counted }
    return counted
  }

  private func entry(_ key: Node, _ value: ConfigurationNode) throws -> ConfigurationNode.Entry {
    let place = YAMLText.Place(key.mark)
    guard case .scalar(let scalar) = key, !document.aliases.contains(place) else {
      throw mistake("found a key that is no word, expected key: value", at: place)
    }
    return ConfigurationNode.Entry(
      key: document.renamed[place] ?? scalar.string, keyOrigin: origin(place), value: value)
  }

  private func value(ofAlias name: String, at place: YAMLText.Place) throws -> Counted {
    let name = String(name.dropFirst())
    guard let value = anchors[name] else {
      throw mistake("this is not YAML: found undefined alias \"\(name.excerpt)\"", at: place)
    }
    return value
  }

  /// Nobody means that much, and it would not fit into memory or onto the stack.
  private func check(_ counted: Counted, at place: YAMLText.Place) throws {
    guard counted.count <= ConfigurationNode.largestCount else {
      throw mistake(
        "found more than \(ConfigurationNode.largestCount) values, those of aliases counted at each of them,"
          + " expected fewer: give gradients in a CSV file, drive.kind: csv", at: place)
    }
    guard counted.depth <= ConfigurationNode.largestDepth else {
      throw mistake(
        "found values more than \(ConfigurationNode.largestDepth) lists and mappings deep, expected fewer",
        at: place)
    }
  }

  private mutating func reportDuplicates(among entries: [ConfigurationNode.Entry]) {
    guard !document.renamed.isEmpty else { return }
    let groups = Dictionary(grouping: entries, by: \.key).values.filter { $0.count > 1 }
    for group in groups {
      let (first, second) = (group[0], group[1])
      var message =
        "\(first.keyOrigin.description): the key \"\(first.key.excerpt)\" stands twice in this mapping"
      if case .file(_, let line, _) = second.keyOrigin { message += ", here and in line \(line)" }
      duplicates.append((first.keyOrigin.position, message))
    }
  }

  private func mistake(_ message: String, at place: YAMLText.Place) -> ConfigurationError {
    ConfigurationError("\(origin(place).description): \(message)")
  }
}

extension YamlError {
  /// The mistake as `file:line: message`.
  fileprivate func located(in path: String, text: String) -> String {
    switch self {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      return "\(path):\(mark.line): this is not YAML: \(problem)"
    case .duplicatedKeysInMapping(let duplicates, let context):
      let keys = duplicates.sorted().map { "\"\($0.excerpt)\"" }.joined(separator: ", ")
      return "\(path):\(context.mark.line): the key \(keys) stands twice in this mapping"
    case .reader(let problem, let offset, _, _):
      let line = text.utf8.prefix(offset ?? 0).count { $0 == UInt8(ascii: "\n") } + 1
      return "\(path):\(line): this is not YAML: \(problem)"
    default:
      return "\(path):1: this is not YAML: \(self)"
    }
  }
}
