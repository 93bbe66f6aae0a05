import RandomNumbers

extension Section {
  /// A number, a list, `{uniform: [a, b]}` or `{normal: [mean, sd]}`.
  package func values(_ key: String, default source: ValueSource, _ domain: Domain = .any)
    -> ValueSource
  {
    guard let node = node(key) else { return source }
    return values(node, key: key, domain) ?? source
  }

  /// The same of a value that is at hand; nil if it was reported.
  package func values(_ node: ConfigurationNode, key: String, _ domain: Domain = .any)
    -> ValueSource?
  {
    switch node.content {
    case .scalar:
      return number(node, key: key, domain).map { .constant($0) }
    case .list(let items):
      guard !items.isEmpty else {
        diagnostics.report("\(qualified(key)): the list is empty", at: node.origin)
        return nil
      }
      return numbers(node, key: key, domain).map { .list($0) }
    case .mapping:
      let section = Section(node, name: qualified(key), at: node.origin, diagnostics: diagnostics)
      defer { section.finish() }
      if let node = section.node("uniform") {
        guard let pair = section.pair(node, key: "uniform", of: "[low, high]") else { return nil }
        guard pair.0 <= pair.1 else {
          diagnostics.report(
            "\(qualified(key)).uniform: \(pair.0) is above \(pair.1), expected [low, high]",
            at: node.origin)
          return nil
        }
        guard (pair.1 - pair.0).isFinite else {
          diagnostics.report(
            "\(qualified(key)).uniform: from \(pair.0) to \(pair.1) is more than a number can be",
            at: node.origin)
          return nil
        }
        return .uniform(low: pair.0, high: pair.1)
      }
      if let node = section.node("normal") {
        guard let pair = section.pair(node, key: "normal", of: "[mean, sd]") else { return nil }
        guard pair.1 >= 0 else {
          diagnostics.report(
            "\(qualified(key)).normal: a standard deviation of \(pair.1), expected at least 0",
            at: node.origin)
          return nil
        }
        return .normal(mean: pair.0, deviation: pair.1)
      }
      diagnostics.report(
        "\(qualified(key)): expected a number, a list, {uniform: [a, b]} or {normal: [mean, sd]}",
        at: node.origin)
      return nil
    }
  }

  /// A key whose value is a word, or a section that has the word among its keys.
  ///
  /// - Parameters:
  ///   - key: the key.
  ///   - wordKey: what the word is called in the section.
  ///   - standard: what holds if nothing is said.
  /// - Returns: the word, and the section, without keys if there is none.
  package func kind<Kind: RawRepresentable & CaseIterable>(
    of key: String, calledIn wordKey: String = "kind", default standard: Kind
  ) -> (Kind, Section) where Kind.RawValue == String {
    if let node = node(key), case .mapping = node.content {
      let inner = section(key)
      return (inner.choice(wordKey, default: standard), inner)
    }
    let place = node(key)?.origin ?? origin
    return (
      choice(key, default: standard),
      Section(nil, name: qualified(key), at: place, diagnostics: diagnostics)
    )
  }

  /// Says that a key is missing, if it is.
  package func require(_ key: String) {
    if node(key) == nil {
      diagnostics.report("the key \"\(qualified(key))\" is missing", at: origin)
    }
  }

  /// A share of at least 0 and below 1.
  package func share(_ key: String, default value: Double) -> Double {
    let share = number(key, default: value, .notNegative)
    guard share < 1 else {
      diagnostics.report(
        "\(qualified(key)): found \(share), expected a share of at least 0 and below 1",
        at: node(key)!.origin)
      return value
    }
    return share
  }

  /// Reports a number whose inverse is none.
  package func checkInverse(of key: String, _ value: Double?) {
    guard let value, !(1 / value).isFinite else { return }
    diagnostics.report(
      "\(qualified(key)): found \(value), whose inverse is more than a number can be, expected more",
      at: node(key)?.origin ?? origin)
  }

  /// A list of numbers above 0 that is not empty, each of them once.
  package func grid(_ key: String, default values: [Double]) -> [Double] {
    guard let node = node(key), let found = numbers(node, key: key, .positive) else {
      return values
    }
    if found.isEmpty { diagnostics.report("\(qualified(key)): the list is empty", at: node.origin) }
    if let second = found.indices.first(where: { found[..<$0].contains(found[$0]) }) {
      diagnostics.report(
        "\(qualified(key)): found \(found[second]) twice, expected it once", at: node.origin)
    }
    return found
  }

  private func pair(_ node: ConfigurationNode, key: String, of form: String) -> (Double, Double)? {
    guard let values = numbers(node, key: key) else { return nil }
    guard values.count == 2 else {
      diagnostics.report(
        "\(qualified(key)): found \(values.count) numbers, expected \(form)", at: node.origin)
      return nil
    }
    return (values[0], values[1])
  }
}
