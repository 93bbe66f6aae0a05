import Yams

/// A YAML text that is composed in a time that grows with its length alone.
///
/// Yams puts what an alias stands for in its place and then compares whole trees to find keys that stand twice, so that
/// a few lines of aliases of aliases take longer than anybody waits; and of two equal keys it names one. Both are seen
/// to here: aliases are composed as words, whose places are told, and a key that stands twice gets another name, until
/// all do.
struct YAMLText {
  /// A line and a column, both from 1.
  struct Place: Hashable {
    var line, column: Int

    init(line: Int, column: Int) { (self.line, self.column) = (line, column) }

    init(_ mark: Mark?) { self.init(line: mark?.line ?? 1, column: mark?.column ?? 1) }
  }

  /// What the text composes to.
  struct Document {
    var root: Node
    /// Keeps the names of anchors, to which nodes have weak references.
    var parser: Parser
    /// Where words stand that are the names of aliases behind a sign.
    var aliases: Set<Place> = []
    /// The right names of keys that were given others.
    var renamed: [Place: String] = [:]
    /// What was composed.
    var source: YAMLText

    /// The column at which a word's text begins, if it stands there letter by letter in one line.
    func textColumn(of node: Node) -> Int? {
      guard case .scalar(let scalar) = node, let mark = scalar.mark else { return nil }
      let place = Place(mark)
      guard !aliases.contains(place), var start = source.index(of: place) else { return nil }
      if scalar.style != .plain { start += 1 }
      return source.scalars[start...].starts(with: scalar.string.unicodeScalars)
        ? place.column + (scalar.style == .plain ? 0 : 1) : nil
    }
  }

  private var scalars: [Unicode.Scalar]
  /// Where each line begins.
  private var lines: [Int] = [0]

  /// - Throws: ``ConfigurationError`` if it has more values than a study may have.
  init(_ text: String, path: String) throws {
    scalars = Array(text.unicodeScalars)
    var separators = 0
    for (index, scalar) in scalars.enumerated() {
      switch scalar {
      case "\r" where index + 1 < scalars.count && scalars[index + 1] == "\n": break
      case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}":
        lines.append(index + 1)
        separators += 1
      case ",": separators += 1
      default: break
      }
    }
    guard separators <= ConfigurationNode.largestCount else {
      throw ConfigurationError(
        "\(path):1: found \(separators) commas and lines, expected at most"
          + " \(ConfigurationNode.largestCount): give gradients in a CSV file, drive.kind: csv")
    }
  }

  /// Composes the text; nil if there is nothing in it.
  ///
  /// - Throws: `YamlError`.
  func document() throws -> Document? {
    let stars = scalars.indices.filter { scalars[$0] == "*" }
    guard !stars.isEmpty else { return try renaming() }
    // Whether a star begins an alias, is told by where words begin once there are none.
    var words = self
    for star in stars { words.scalars[star] = Self.sign }
    guard let trial = try words.renaming() else { return nil }
    let places = Dictionary(uniqueKeysWithValues: zip(stars.map(place), stars))
    var aliases: Set<Place> = []
    trial.root.forEachWord { place in
      if places[place] != nil { aliases.insert(place) }
    }
    guard aliases.count < stars.count else { return Document(trial, aliases) }
    // Other stars are those of texts and comments.
    words = self
    for place in aliases { words.scalars[places[place]!] = Self.sign }
    return try words.renaming().map { Document($0, aliases) }
  }

  /// Stands where the star of an alias stood.
  private static let sign: Unicode.Scalar = "_"

  /// At most so many keys are given other names.
  private static let mostRenamed = 10

  private func renaming() throws -> Document? {
    var text = self
    var renamed: [Place: String] = [:]
    while true {
      do {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: text.scalars)
        let parser = try Parser(yaml: String(view))
        return try parser.singleRoot().map {
          Document(root: $0, parser: parser, renamed: renamed, source: self)
        }
      } catch YamlError.duplicatedKeysInMapping(let names, let context)
        where renamed.count < Self.mostRenamed
      {
        let place = Place(context.mark)
        guard var index = text.index(of: place), renamed[place] == nil else {
          throw YamlError.duplicatedKeysInMapping(duplicates: names, context: context)
        }
        if "\"'".unicodeScalars.contains(text.scalars[index]) { index += 1 }
        text.scalars[index] = Unicode.Scalar(0xE000 + UInt32(renamed.count))!
        renamed[place] = names.sorted().first ?? ""
      }
    }
  }

  private func place(of index: Int) -> Place {
    var (low, high) = (0, lines.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if lines[middle] <= index { low = middle } else { high = middle }
    }
    return Place(line: low + 1, column: index - lines[low] + 1)
  }

  private func index(of place: Place) -> Int? {
    guard lines.indices.contains(place.line - 1) else { return nil }
    let index = lines[place.line - 1] + place.column - 1
    return scalars.indices.contains(index) ? index : nil
  }
}

extension YAMLText.Document {
  fileprivate init(_ document: YAMLText.Document, _ aliases: Set<YAMLText.Place>) {
    self = document
    self.aliases = aliases
  }
}

extension Node {
  /// Tells where each word without quotes begins.
  fileprivate func forEachWord(_ body: (YAMLText.Place) -> Void) {
    switch self {
    case .scalar(let scalar):
      if scalar.style == .plain { body(YAMLText.Place(scalar.mark)) }
    case .sequence(let items): for item in items { item.forEachWord(body) }
    case .mapping(let pairs):
      for (key, value) in pairs {
        key.forEachWord(body)
        value.forEachWord(body)
      }
    case .alias: break
    }
  }
}
