import DataFiles

/// A value of a study file, with the place it came from.
package struct ConfigurationNode {
  /// Where a value was written.
  package enum Origin {
    /// In a file, at a line and column from 1.
    case file(path: String, line: Int, column: Int)
    /// In an option of the command line, quoted as typed.
    case option(String)

    /// Whether it is an option.
    package var isOption: Bool {
      if case .option = self { true } else { false }
    }

    package var description: String {
      switch self {
      case .file(let path, let line, _): "\(path):\(line)"
      case .option(let text): text
      }
    }

    /// Orders mistakes as they stand in the file; those of options come last.
    var position: Int {
      if case .file(_, let line, _) = self { line } else { .max }
    }
  }

  /// What was written.
  package enum Content {
    /// A word, number or text; empty for a key without a value.
    case scalar(String)
    case list([ConfigurationNode])
    case mapping([Entry])
  }

  /// A key and its value.
  package struct Entry {
    package var key: String
    package var keyOrigin: Origin
    package var value: ConfigurationNode
    /// The column, from 1, at which the text of a value begins, behind its quote if it has one: where it stands in one line
    /// of a file, letter by letter.
    package var textColumn: Int?
  }

  package var content: Content
  package var origin: Origin

  package init(content: Content, origin: Origin) {
    self.content = content
    self.origin = origin
  }

  /// How the value is quoted in messages.
  package var summary: String {
    switch content {
    case .scalar(let text):
      text.isEmpty ? "nothing" : "\"\(text.excerpt)\""
    case .list(let items): "a list of \(items.count)"
    case .mapping(let entries): "a mapping of \(entries.count) keys"
    }
  }
}

extension ConfigurationNode {
  /// The value at a path of keys, if there is one.
  package func node(at path: [String]) -> ConfigurationNode? {
    var node = self
    for key in path {
      guard case .mapping(let entries) = node.content,
        let entry = entries.first(where: { $0.key == key })
      else { return nil }
      node = entry.value
    }
    return node
  }

  /// The same.
  package func node(at path: String...) -> ConfigurationNode? { node(at: path) }

  /// The word at a path of keys, if there is one.
  package func word(at path: String...) -> String? {
    guard case .scalar(let text)? = node(at: path)?.content else { return nil }
    return text
  }

  /// Whether there is a mapping at a key.
  package func isMapping(at key: String) -> Bool {
    guard case .mapping(let entries) = content,
      let entry = entries.first(where: { $0.key == key }), case .mapping = entry.value.content
    else { return false }
    return true
  }

  /// Puts a value at a dotted path, making the mappings on the way.
  ///
  /// - Returns: the index in the path of a key that cannot be set, because what is above it is not a
  ///   mapping.
  package mutating func set(_ path: ArraySlice<String>, to value: ConfigurationNode) -> Int? {
    guard let key = path.first else {
      self = value
      return nil
    }
    if case .scalar("") = content { content = .mapping([]) }
    guard case .mapping(var entries) = content else { return path.startIndex }
    defer { content = .mapping(entries) }
    if let index = entries.firstIndex(where: { $0.key == key }) {
      return entries[index].value.set(path.dropFirst(), to: value)
    }
    var child = ConfigurationNode(content: .mapping([]), origin: value.origin)
    let problem = child.set(path.dropFirst(), to: value)
    entries.append(Entry(key: key, keyOrigin: value.origin, value: child))
    return problem
  }
}
