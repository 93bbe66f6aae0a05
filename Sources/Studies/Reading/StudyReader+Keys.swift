import Architectures
import Configuration
import DataFiles
import RuleEquations
import SynapticDynamics

/// The rules and methods among which a study chooses: those that it has in the end, those that a sweep or a comparison
/// tries besides, and those that its file names before settings change them. A key that none of them has a use for is a
/// mistake; one that an option of the command line gives is meant for this run, whatever the file names. A name that
/// nothing has may stand for anything.
package struct Choices {
  /// The keys that say which rule, method and layers there are, and whether there is a temperature.
  package static let keys: Set<String> = [
    Preset.key, "rule", "integrator", "integrator.method", "drive", "drive.kind",
    "drive.presentation",
    "drive.feedback", "drive.feedback.pathway", "drive.layers", "drive.normalisation",
    "synapse", "synapse.temperature",
  ]

  /// Whether a text `key.path=value` gives one of these a value.
  static func isMade(by setting: String) -> Bool {
    keys.contains(String(setting.prefix { $0 != "=" }))
  }

  private struct Names {
    var rules: Set<String> = []
    var methods: Set<String> = []
    /// Whether a method is left to the rule and the drive.
    var leavesMethod = false
    var hasTemperature = false
    /// The layers, and the normalisations of those that leave it to the network: each goes with each.
    var architectures: [Architecture] = []
    var normalisations: Set<Normalisation> = []

    mutating func add(_ root: ConfigurationNode) {
      var root = root
      Preset.expand(in: &root, diagnostics: Diagnostics())
      if !root.isMapping(at: "rule") {
        rules.insert(root.word(at: "rule") ?? BioAdam.kind.name)
      }
      let method = root.word(at: "integrator", "method") ?? IntegrationMethod.automaticWord
      if method == IntegrationMethod.automaticWord {
        leavesMethod = true
      } else {
        methods.insert(method)
      }
      if root.word(at: "synapse", "temperature") != nil { hasTemperature = true }
      let drive = Section(root, name: "", at: root.origin, diagnostics: Diagnostics())
        .section("drive")
      architectures.append(drive.normalisedArchitecture(default: Architecture([.dense(64)])))
      let word = root.word(at: "drive", "normalisation")
      if let kind = word.flatMap(Normalisation.init(rawValue:)) { normalisations.insert(kind) }
    }
  }

  private var file = Names()
  private var tried = Names()

  /// Adds what the file says, if settings change it.
  mutating func addFile(_ root: ConfigurationNode) { file.add(root) }

  /// Adds what is tried besides.
  mutating func addTried(_ root: ConfigurationNode) { tried.add(root) }

  /// Adds what a study has in the end if it names a rule or a method that there is not: whatever was meant, its keys
  /// are no mistakes.
  mutating func allowForMistakes(_ root: ConfigurationNode) {
    var names = Names()
    names.add(root)
    let isRule = names.rules.isSubset(of: RuleKind.all.map(\.name))
    let isMethod = names.methods.isSubset(
      of: IntegrationMethod.all.map(\.name))
    if !isRule || !isMethod { tried.add(root) }
  }

  /// The rules for which a key may stand, that of the study first.
  func rules(of rule: RuleKind, at origin: ConfigurationNode.Origin?) -> [RuleKind] {
    let names = tried.rules.union(origin?.isOption == true ? [] : file.rules)
    let others = RuleKind.all.filter { $0 != rule }
    guard rule != .unknown, names.isSubset(of: RuleKind.all.map(\.name)) else {
      return [rule] + others
    }
    return [rule] + others.filter { names.contains($0.name) }
  }

  /// The methods for which a key may stand, that of the study first.
  func methods(of method: IntegrationMethod, at origin: ConfigurationNode.Origin?)
    -> [IntegrationMethod]
  {
    let fromFile = origin?.isOption == true ? Names() : file
    let names = tried.methods.union(fromFile.methods)
    let others = IntegrationMethod.all.filter { $0 != method }
    guard names.isSubset(of: IntegrationMethod.all.map(\.name)) else {
      return [method] + others
    }
    let isLeft = tried.leavesMethod || fromFile.leavesMethod
    return [method]
      + others.filter {
        names.contains($0.name) || isLeft && IntegrationMethod.automatic.contains($0)
      }
  }

  /// Whether there may be a temperature, though the study has none in the end.
  func mayHaveTemperature(at origin: ConfigurationNode.Origin?) -> Bool {
    tried.hasTemperature || origin?.isOption != true && file.hasTemperature
  }

  /// The layers for which a key may stand, those of the study first.
  func architectures(of own: Architecture, at origin: ConfigurationNode.Origin?) -> [Architecture] {
    let names = [tried] + (origin?.isOption == true ? [] : [file])
    let architectures = [own] + names.flatMap(\.architectures)
    return architectures
      + names.flatMap(\.normalisations).flatMap { kind in
        architectures.filter { $0.normalisation != nil }.map { $0.normalised(by: kind) }
      }
  }
}

extension StudyReader {
  /// Refuses the constants that none of the rules in question has.
  func refuseForeignKeys(
    _ section: Section, _ initial: Section, of rule: RuleKind, equations: WrittenRule?
  ) {
    func refuse(_ section: Section, _ key: String, unlessUsedBy others: [RuleKind]) {
      let rules = choices.rules(of: rule, at: section.origin(of: key))
      if !rules.contains(where: others.contains) {
        section.refuse(key, because: Self.reason(rules.map(\.name), others.map(\.name)))
      }
    }
    for key in Set(RuleKind.all.flatMap(\.keys)) {
      refuse(section, key, unlessUsedBy: RuleKind.all.filter { $0.keys.contains(key) })
    }
    if equations?.signalsPerSynapse != 2 {
      refuse(section, "backward", unlessUsedBy: [BioAdam.kind])
    }
    let temperatureRules = choices.rules(of: rule, at: section.origin(of: "temperature"))
    if equations != nil, temperatureRules == [rule] {
      section.refuse(
        "temperature", because: "a rule written in the study says by itself what weights do")
    }
    refuse(initial, "rho", unlessUsedBy: [BioAdam.kind])
    let rules = choices.rules(of: rule, at: section.origin(of: "update_order"))
    if rules.allSatisfy({ $0.updateOrder == nil }) {
      section.refuse(
        "update_order", because: "\(rule.name) has no substances to move before the weights")
    }
    for key in ["temperature_scale", "predisposition_gain"]
    where section.node("temperature") == nil
      && !choices.mayHaveTemperature(at: section.origin(of: key))
    {
      section.refuse(key, because: "without temperature there is no predisposition")
    }
  }

  /// Refuses the keys that none of the methods in question has a use for.
  ///
  /// - Parameter isCompared: whether the study says how methods are compared: what its file says may be there for that.
  func refuseUnusedKeys(_ section: Section, method: IntegrationMethod, isCompared: Bool) {
    for key in Set(IntegrationMethod.all.flatMap(\.keys)) {
      let origin = section.origin(of: key)
      let methods = choices.methods(of: method, at: origin)
      let others = IntegrationMethod.all.filter { $0.keys.contains(key) }
      if methods.contains(where: others.contains) { continue }
      if isCompared, case .file = origin, !section.has("single", for: key) { continue }
      section.refuse(
        key, because: Self.reason(methods.map(\.name), others.map(\.name)))
    }
  }

  /// Refuses the order of Euler's steps where there are none.
  func refuseUpdateOrder(
    _ section: Section, method: IntegrationMethod, isCompared: Bool
  ) {
    let origin = section.origin(of: "update_order")
    if choices.methods(of: method, at: origin).contains(.euler) { return }
    if isCompared, case .file = origin { return }
    section.refuse(
      "update_order", because: "\(method.name) takes no steps of Euler's method")
  }

  private static func reason(_ those: [String], _ others: [String]) -> String {
    "\(those.listed) \(those.count == 1 ? "does" : "do") not use it, but \(others.listed)"
      + " \(others.count == 1 ? "does" : "do")"
  }
}

extension Section {
  /// The layers of a network, normalised as it says, and whatever is wrong with them told.
  func normalisedArchitecture(default standard: Architecture) -> Architecture {
    let architecture = architecture("layers", default: standard)
    guard let normalisation = architecture.normalisation else { return architecture }
    return architecture.normalised(by: choice("normalisation", default: normalisation))
  }
}
