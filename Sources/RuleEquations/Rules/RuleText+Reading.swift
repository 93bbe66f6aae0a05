import Configuration
import DataFiles
import SynapticDynamics

extension WrittenRule {
  /// Reads the section `rule` of a study, if it is a mapping: a rule written in the study, or in a file of its own.
  ///
  /// - Parameters:
  ///   - node: the section.
  ///   - folder: where relative paths of files start.
  ///   - diagnostics: is told every mistake.
  /// - Returns: nil if there are mistakes.
  package init?(_ node: ConfigurationNode, folder: String, diagnostics: Diagnostics) {
    let before = diagnostics.count
    var reader = RuleTextReader(diagnostics: diagnostics)
    let section = Section(node, name: "rule", at: node.origin, diagnostics: diagnostics)
    if section.node("file") != nil {
      reader.readFile(section, folder: folder)
    } else {
      reader.read(section)
    }
    guard diagnostics.count == before else { return nil }
    self.init(reader.text) { mistake in reader.report(mistake) }
  }
}

extension WrittenRule {
  /// Reads a rule from the text of the section `rule`.
  ///
  /// - Parameters:
  ///   - text: YAML.
  ///   - path: what messages call it.
  /// - Throws: ``ConfigurationError`` with every mistake and its line.
  package init(yaml text: String, path: String = "rule") throws {
    let diagnostics = Diagnostics()
    let rule = WrittenRule(
      try ConfigurationNode(yaml: text, path: path), folder: "", diagnostics: diagnostics)
    try diagnostics.check()
    guard let rule else { preconditionFailure("what has no mistakes is a rule") }
    self = rule
  }
}

/// Turns the section `rule` into a ``RuleText``, and remembers where its parts stand.
private struct RuleTextReader {
  let diagnostics: Diagnostics
  var text = RuleText(name: "")
  private var origins: [RuleText.Part: ConfigurationNode.Origin] = [:]
  /// Where expressions begin in their lines.
  private var columns: [RuleText.Part: Int] = [:]
  private var whole = ConfigurationNode.Origin.option("rule")

  /// So many substances, constants and names there may be.
  private static let mostSubstances = 20
  private static let mostNames = 100

  init(diagnostics: Diagnostics) { self.diagnostics = diagnostics }

  func report(_ mistake: EquationSystem.Mistake) {
    let origin = origins[mistake.part] ?? origins[.equations] ?? whole
    let key =
      switch mistake.part {
      case .constant(let name): "rule.constants.\(name)"
      case .substance(let name): "rule.substances.\(name)"
      case .auxiliary(let name): "rule.let.\(name)"
      case .equation(let name): "rule.equations.\(name)"
      case .equations: "rule.equations"
      }
    let place = mistake.column.map { self.place(of: $0, in: mistake.part) } ?? ""
    diagnostics.report("\(key): \(place)\(mistake.message)", at: origin)
  }

  /// Where a character of an expression is, in it and in the file's line.
  private func place(of character: Int, in part: RuleText.Part) -> String {
    let text = expression(part)
    let before = text.prefix(character - 1).unicodeScalars.count
    let column = columns[part].map { " (column \($0 + before))" } ?? ""
    return "at character \(character) of \"\(text.excerpt)\"\(column), "
  }

  private func expression(_ part: RuleText.Part) -> String {
    switch part {
    case .auxiliary(let name): text.auxiliaries.first { $0.name == name }?.text ?? ""
    case .equation(let name): text.equations.first { $0.name == name }?.text ?? ""
    default: ""
    }
  }

  // MARK: Sections

  /// A rule in a file of its own; the study may give constants other values.
  mutating func readFile(_ section: Section, folder: String) {
    let origin = section.node("file")?.origin ?? section.origin
    let changes = ["constants", "substances"].flatMap { replacements(in: section, $0) }
    guard let name = section.text("file") else { return }
    section.finish()
    do {
      var root = try self.root(of: name, folder: folder)
      for change in changes where root.set(change.path[...], to: change.value) != nil {
        diagnostics.report(
          "\(change.path[0]): found no mapping, expected one", at: change.value.origin)
      }
      read(Section(root, name: "rule", at: root.origin, diagnostics: diagnostics))
    } catch let error as ConfigurationError {
      for message in error.messages { diagnostics.report(mistake: message, namedAt: origin) }
    } catch {
      let near = suggestion(for: name, among: ShippedRules.texts.keys.sorted())
      diagnostics.report("rule.file: \(error)\(near)", at: origin)
    }
  }

  /// What the study says of a file's constants, or of how its substances begin.
  private func replacements(in section: Section, _ key: String)
    -> [(path: [String], value: ConfigurationNode)]
  {
    guard let node = section.node(key) else { return [] }
    guard case .mapping(let entries) = node.content else {
      diagnostics.report(
        "rule.\(key): found \(node.summary), expected a mapping of keys", at: node.origin)
      return []
    }
    return entries.flatMap { entry -> [(path: [String], value: ConfigurationNode)] in
      if key == "substances", case .mapping(let keys) = entry.value.content {
        return keys.map { ([key, entry.key, $0.key], $0.value) }
      }
      return [([key, entry.key], entry.value)]
    }
  }

  /// What a file says, or a rule that is shipped under its name.
  private func root(of name: String, folder: String) throws -> ConfigurationNode {
    if let text = ShippedRules.texts[name] {
      return try ConfigurationNode(yaml: text, path: "the rule \(name)")
    }
    let path = name.hasPrefix("/") ? name : folder + name
    let text = try InputFile.text(path, atMost: ConfigurationNode.largestFile)
    return try ConfigurationNode(yaml: text, path: path)
  }

  mutating func read(_ section: Section) {
    whole = section.origin
    text.name = section.text("name") ?? ""
    if section.node("name") == nil {
      diagnostics.report(
        "rule: the key \"name\" is missing: what the rule is called", at: section.origin)
    } else {
      checkName(text.name, "rule.name", at: section.node("name")!.origin, isOfRule: true)
    }
    for entry in entries(section, "constants", atMost: Self.mostNames) {
      let own = Section(
        nil, name: "rule.constants", at: entry.value.origin, diagnostics: diagnostics)
      guard let values = own.values(entry.value, key: entry.key) else { continue }
      origins[.constant(entry.key)] = entry.keyOrigin
      text.constants.append(RuleText.Constant(name: entry.key, values: values))
    }
    for entry in entries(section, "substances", atMost: Self.mostSubstances) {
      origins[.substance(entry.key)] = entry.keyOrigin
      text.substances.append(substance(entry))
    }
    for entry in entries(section, "let", atMost: Self.mostNames) {
      origins[.auxiliary(entry.key)] = entry.value.origin
      columns[.auxiliary(entry.key)] = entry.textColumn
      if let equation = equation(entry, "rule.let") { text.auxiliaries.append(equation) }
    }
    origins[.equations] = section.origin(of: "equations") ?? section.origin
    for entry in entries(section, "equations", atMost: Self.mostSubstances + 3, areNew: false) {
      origins[.equation(entry.key)] = entry.value.origin
      columns[.equation(entry.key)] = entry.textColumn
      if let equation = equation(entry, "rule.equations") { text.equations.append(equation) }
    }
    if let units = section.sectionIfPresent("units") { text.readUnits(units) }
    section.finish()
  }

  private func substance(_ entry: ConfigurationNode.Entry) -> RuleText.Substance {
    let section = Section(
      entry.value, name: "rule.substances.\(entry.key)", at: entry.keyOrigin,
      diagnostics: diagnostics)
    defer { section.finish() }
    let isPositive = section.flag("positive", default: false)
    let initial = section.values(
      "initial", default: .constant(0), isPositive ? .notNegative : .any)
    if case .uniform(let low, _) = initial, isPositive, low < 0 {
      diagnostics.report(
        "rule.substances.\(entry.key).initial: found numbers from \(low), expected numbers of at least 0, since the"
          + " substance is positive", at: section.node("initial")!.origin)
    }
    return RuleText.Substance(
      name: entry.key, initial: initial,
      isPositive: isPositive, group: section.choice("group", default: isPositive ? .rho : .m))
  }

  private func equation(_ entry: ConfigurationNode.Entry, _ key: String) -> RuleText.Equation? {
    guard case .scalar(let text) = entry.value.content, !text.isEmpty else {
      diagnostics.report(
        "\(key).\(entry.key): found \(entry.value.summary), expected an expression such as \"(g - m)/tau\", quoted if it has"
          + " a comma and stands in braces", at: entry.value.origin)
      return nil
    }
    return RuleText.Equation(name: entry.key, text: text)
  }

  // MARK: Names

  /// The keys below a key, with their values.
  ///
  /// - Parameter areNew: whether they are names that are given here.
  private mutating func entries(
    _ section: Section, _ key: String, atMost most: Int, areNew: Bool = true
  ) -> [ConfigurationNode.Entry] {
    guard let node = section.node(key) else { return [] }
    guard case .mapping(let entries) = node.content else {
      if case .scalar("") = node.content { return [] }
      diagnostics.report(
        "rule.\(key): found \(node.summary), expected a mapping of names", at: node.origin)
      return []
    }
    guard entries.count <= most else {
      diagnostics.report(
        "rule.\(key): found \(entries.count) names, expected at most \(most)", at: node.origin)
      return []
    }
    guard areNew else { return entries }
    return entries.filter { checkName($0.key, "rule.\(key).\($0.key.excerpt)", at: $0.keyOrigin) }
  }

  /// Whether a name may be given; a mistake is reported.
  @discardableResult
  private func checkName(
    _ name: String, _ key: String, at origin: ConfigurationNode.Origin, isOfRule: Bool = false
  ) -> Bool {
    let isWord =
      name.utf8.count <= 60 && name.first?.isNumber == false
      && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
    if !isWord {
      diagnostics.report(
        "\(key): found \"\(name.excerpt)\", expected a name of at most 60 letters a to z or A to Z, digits and _, no digit first",
        at: origin)
      return false
    }
    if isOfRule {
      guard RuleKind.named(name) != nil else { return true }
      diagnostics.report(
        "\(key): \(name) is a rule that is built in, expected another name", at: origin)
      return false
    }
    if RuleText.reservedNames.contains(name) {
      diagnostics.report("\(key): the name has a meaning already, expected another", at: origin)
      return false
    }
    let known =
      text.constants.map { ($0.name, "a constant") }
      + text.substances.map { ($0.name, "a substance") }
      + text.auxiliaries.map { ($0.name, "a name under let") }
    if let other = known.first(where: { $0.0 == name }) {
      diagnostics.report("\(key): \(name) is \(other.1) already, expected another name", at: origin)
      return false
    }
    return true
  }
}
