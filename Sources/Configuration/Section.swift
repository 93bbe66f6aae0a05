import DataFiles

/// A mapping of a study file that is being read: it knows which keys it was asked for, and reports
/// wrong values and, in the end, the keys that nobody asked for.
package final class Section {
  /// Which numbers a key takes.
  package enum Domain: String {
    case any = "a number"
    case positive = "a number above 0"
    case notNegative = "a number of at least 0"

    func contains(_ value: Double) -> Bool {
      switch self {
      case .any: true
      case .positive: value > 0
      case .notNegative: value >= 0
      }
    }
  }

  package let diagnostics: Diagnostics
  package let origin: ConfigurationNode.Origin
  /// What it is called in messages.
  package let name: String
  private let entries: [ConfigurationNode.Entry]
  private var asked: [String] = []
  /// Keys that have no effect, and why.
  private var refused: [String: String] = [:]

  /// - Parameters:
  ///   - node: the mapping; nil stands for an empty one.
  ///   - name: what it is called in messages, for example `synapse`.
  ///   - parent: where a missing mapping is missed.
  package init(
    _ node: ConfigurationNode?, name: String, at parent: ConfigurationNode.Origin,
    diagnostics: Diagnostics
  ) {
    self.name = name
    self.diagnostics = diagnostics
    origin = node?.origin ?? parent
    switch node?.content {
    case .mapping(let entries): self.entries = entries
    case nil, .scalar(""): entries = []
    default:
      diagnostics.report(
        "\(name): found \(node!.summary), expected a mapping of keys", at: node!.origin)
      entries = []
    }
  }

  /// The value of a key, if it is there and may be.
  package func node(_ key: String) -> ConfigurationNode? {
    if refused[key] != nil { return nil }
    asked.append(key)
    return entries.first { $0.key == key }?.value
  }

  /// A section below a key.
  package func section(_ key: String) -> Section {
    let node = node(key)
    return Section(
      node, name: qualified(key), at: node?.origin ?? origin, diagnostics: diagnostics)
  }

  /// A section below a key, if it is there.
  package func sectionIfPresent(_ key: String) -> Section? {
    node(key) == nil ? nil : section(key)
  }

  /// Who gives a key its value: an option, or the key's place in the file; nil if nobody does.
  package func origin(of key: String) -> ConfigurationNode.Origin? {
    guard let entry = entries.first(where: { $0.key == key }) else { return nil }
    if case .option = entry.value.origin { return entry.value.origin }
    return entry.keyOrigin
  }

  /// Whether a key has a word as its value.
  package func has(_ word: String, for key: String) -> Bool {
    guard case .scalar(word) = entries.first(where: { $0.key == key })?.value.content else {
      return false
    }
    return true
  }

  /// Says that a key has no effect here: its value is not looked at, and ``finish()`` reports it if it is there.
  package func refuse(_ key: String, because reason: String) { refused[key] = reason }

  /// Reports the keys that were never asked for, and those that have no effect.
  package func finish() {
    for entry in entries {
      if let reason = refused[entry.key] {
        diagnostics.report(
          "\(qualified(entry.key)): has no effect, since \(reason); expected no such key",
          at: origin(of: entry.key)!)
        continue
      }
      guard !asked.contains(entry.key) else { continue }
      let suggestion = suggestion(for: entry.key, among: asked)
      let known = "; known keys: \(Array(Set(asked)).sorted().joined(separator: ", "))"
      diagnostics.report(
        "unknown key \"\(qualified(entry.key.excerpt))\""
          + (suggestion.isEmpty ? known : suggestion),
        at: entry.keyOrigin)
    }
  }

  /// The key's full path, as `--set` takes it.
  package func qualified(_ key: String) -> String { name.isEmpty ? key : "\(name).\(key)" }

  // MARK: Values

  package func number(_ key: String, default value: Double, _ domain: Domain = .any) -> Double {
    numberIfPresent(key, domain) ?? value
  }

  package func numberIfPresent(_ key: String, _ domain: Domain = .any) -> Double? {
    node(key).flatMap { number($0, key: key, domain) }
  }

  package func number(_ node: ConfigurationNode, key: String, _ domain: Domain = .any) -> Double? {
    guard case .scalar(let text) = node.content, let value = finiteNumber(text),
      domain.contains(value)
    else {
      diagnostics.report(
        "\(qualified(key)): found \(node.summary), expected \(domain.rawValue)", at: node.origin)
      return nil
    }
    return value
  }

  package func integerIfPresent<Integer: FixedWidthInteger>(
    _ key: String, atLeast least: Integer
  ) -> Integer? {
    guard let node = node(key) else { return nil }
    // Read as an integer first: a Double would round a seed above 2⁵³.
    guard case .scalar(let text) = node.content,
      let integer = Integer(text) ?? finiteNumber(text).flatMap(Integer.init(exactly:)),
      integer >= least
    else {
      diagnostics.report(
        "\(qualified(key)): found \(node.summary), expected a whole number of at least \(least)",
        at: node.origin)
      return nil
    }
    return integer
  }

  /// No path is longer.
  private static let longestText = 4096

  package func text(_ key: String) -> String? {
    guard let node = node(key) else { return nil }
    guard case .scalar(let text) = node.content, !text.isEmpty, text.utf8.count <= Self.longestText
    else {
      diagnostics.report(
        "\(qualified(key)): found \(node.summary), expected a text of at most \(Self.longestText) bytes",
        at: node.origin)
      return nil
    }
    return text
  }

  package func flag(_ key: String, default value: Bool) -> Bool {
    guard let node = node(key) else { return value }
    switch node.content {
    case .scalar("true"): return true
    case .scalar("false"): return false
    default:
      diagnostics.report(
        "\(qualified(key)): found \(node.summary), expected true or false", at: node.origin)
      return value
    }
  }

  /// One of a set of words.
  package func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, default value: Choice
  ) -> Choice where Choice.RawValue == String {
    Choice(rawValue: word(key, among: Choice.allCases.map(\.rawValue), default: value.rawValue))!
  }

  /// One of some words.
  package func word(_ key: String, among words: [String], default value: String) -> String {
    guard let node = node(key) else { return value }
    if case .scalar(let text) = node.content, words.contains(text) { return text }
    var message =
      "\(qualified(key)): found \(node.summary), expected one of \(words.joined(separator: ", "))"
    if case .scalar(let text) = node.content { message += suggestion(for: text, among: words) }
    diagnostics.report(message, at: node.origin)
    return value
  }

  /// A list of different texts, at least one; nil if the key is missing.
  package func textsIfPresent(_ key: String) -> [String]? {
    guard let node = node(key) else { return nil }
    if case .list(let items) = node.content {
      let texts = items.compactMap { item -> String? in
        if case .scalar(let text) = item.content, text.utf8.count <= Self.longestText {
          text
        } else {
          nil
        }
      }
      if !texts.isEmpty, texts.count == items.count, Set(texts).count == texts.count {
        return texts
      }
    }
    diagnostics.report(
      "\(qualified(key)): found \(node.summary), expected a list of names, none of them twice",
      at: node.origin)
    return nil
  }

  /// A list of numbers.
  package func numbers(_ node: ConfigurationNode, key: String, _ domain: Domain = .any) -> [Double]?
  {
    guard case .list(let items) = node.content else {
      diagnostics.report(
        "\(qualified(key)): found \(node.summary), expected a list of numbers", at: node.origin)
      return nil
    }
    let values = items.compactMap { number($0, key: key, domain) }
    return values.count == items.count ? values : nil
  }
}
