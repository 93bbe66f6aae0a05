import Configuration
import DataFiles
import Foundation
import RandomNumbers
import Results
import RuleEquations
import SynapticDynamics

extension StudyReader {
  /// The section `synapse` of a study with a rule; whoever calls this finishes the section.
  func synapse(_ section: Section, rule: RuleKind, equations: WrittenRule?) -> SynapseDescription {
    var synapse = SynapseDescription()
    let initial = section.section("initial")
    refuseForeignKeys(section, initial, of: rule, equations: equations)
    synapse.earlierRun = earlierRun(initial)
    // Those of other rules that may be chosen are looked at, too.
    let rules = choices.rules(of: rule, at: nil)
    for other in rules where other != rule { _ = constants(section, of: other, isOwn: false) }
    synapse.constants = constants(section, of: rule)
    (synapse.temperature, synapse.layerTemperatures) = temperature(section)
    synapse.temperatureScale = section.choice("temperature_scale", default: .absolute)
    if synapse.temperatureScale == .initialStandardDeviation, synapse.earlierRun?.has("w_f") == true
    {
      diagnostics.report(
        "synapse.temperature_scale: found initialStandardDeviation, expected absolute where the weights are those of an earlier run",
        at: section.node("temperature_scale")!.origin)
    }
    synapse.predispositionGain = section.number("predisposition_gain", default: 1, .positive)
    synapse.updateOrder = section.choice(
      "update_order", default: rule.updateOrder ?? .simultaneous)
    if rules.contains(BioAdam.kind) {
      let partner = section.sectionIfPresent("backward").map { backward($0) }
      let rho = initialRho(initial, "rho")
      if rule == BioAdam.kind {
        synapse.backward = partner
        synapse.initialRho = rho ?? .one
        reportOverflows(synapse, rule, section, initial)
      }
    }
    // One that stands in the file for another rule has no say.
    if equations != nil { (synapse.temperature, synapse.layerTemperatures) = (nil, []) }
    if equations?.signalsPerSynapse == 2 {
      synapse.backward =
        section.sectionIfPresent("backward").map { backward($0, hasKinetics: false) }
        ?? SynapseDescription.BackwardPartner()
    }
    synapse.initialForward = initial.values("w_f", default: synapse.initialForward)
    synapse.initialBackward = initial.values("w_b", default: synapse.initialBackward)
    initial.finish()
    return synapse
  }

  /// The run from whose end synapses begin; what it says of the state is said nowhere else.
  private func earlierRun(_ initial: Section) -> EarlierRun? {
    guard let name = initial.text("from"), let node = initial.node("from") else {
      for key in ["components", "layers"] {
        initial.refuse(key, because: "only those of a run can be chosen, synapse.initial.from")
      }
      return nil
    }
    let folder = path(of: name)
    let run = EarlierRun(
      folder: folder, components: initial.textsIfPresent("components"),
      layers: layerNumbers(initial, "layers"))
    let state = "\(folder)/\(FinalStateFiles.folder)"
    var isFolder: ObjCBool = false
    if !FileManager.default.fileExists(atPath: state, isDirectory: &isFolder) || !isFolder.boolValue
    {
      diagnostics.report(
        "synapse.initial.from: there is no folder \(state), expected the folder of a run with record.final: true",
        at: node.origin)
    }
    for key in ["rho", "w_f", "w_b"] where run.hasAll(of: key) {
      initial.refuse(key, because: "it begins with that of the run in \(name)")
    }
    return run
  }

  /// T, or 1 and that of each layer; a layer's temperature is positive.
  private func temperature(_ section: Section) -> (Double?, [Double]) {
    guard let node = section.node("temperature") else { return (nil, []) }
    guard case .list(let items) = node.content else {
      // What is no temperature is told, and is one all the same: nothing else is missing for it.
      return (section.number(node, key: "temperature", .positive) ?? 1, [])
    }
    if items.isEmpty {
      diagnostics.report(
        "synapse.temperature: found a list of 0, expected a number above 0, or one for each layer of a network",
        at: node.origin)
    }
    return (1, section.numbers(node, key: "temperature", .positive) ?? [])
  }

  /// The constants and choices of a rule, the study's own or another that may be chosen.
  private func constants(_ section: Section, of rule: RuleKind, isOwn: Bool = true) -> RuleValues {
    var values = RuleValues(defaultsOf: rule)
    for constant in rule.constants {
      values[constant] = section.number(
        constant.key, default: constant.defaultValue, Section.Domain(constant.domain))
    }
    for choice in rule.choices {
      values[choice] = section.word(choice.key, among: choice.words, default: values[choice])
    }
    if let alternative = rule.alternative {
      if isOwn {
        read(alternative, section, into: &values)
      } else {
        for constant in alternative.constants {
          _ = section.numberIfPresent(constant.key, Section.Domain(constant.domain))
        }
      }
    }
    return values
  }

  /// Other constants in place of some: all of them or none.
  private func read(
    _ alternative: RuleKind.Alternative, _ section: Section, into values: inout RuleValues
  ) {
    let found = alternative.constants.map {
      section.numberIfPresent($0.key, Section.Domain($0.domain))
    }
    let keys = alternative.constants.map(\.key)
    let given = keys.filter { section.node($0) != nil }
    guard !given.isEmpty else { return }
    let all = keys.joined(separator: ", ")
    guard given.count == keys.count else {
      diagnostics.report(
        "synapse: found \(given.joined(separator: ", ")), expected all of \(all), or"
          + " \(alternative.replaced.joined(separator: " and "))", at: section.origin)
      return
    }
    for key in alternative.replaced {
      if let node = section.node(key) {
        diagnostics.report(
          "synapse.\(key): stands beside \(all), which replace it", at: node.origin)
      }
    }
    if let node = section.sectionIfPresent("backward")?.node("tau_rho") {
      diagnostics.report(
        "synapse.backward.tau_rho: stands beside \(all), which both partners share",
        at: node.origin)
    }
    values.remove(alternative.replaced)
    for (constant, value) in zip(alternative.constants, found) {
      values[constant] = value ?? constant.defaultValue
    }
  }

  /// Reports what would begin at infinity.
  private func reportOverflows(
    _ synapse: SynapseDescription, _ rule: RuleKind, _ section: Section, _ initial: Section
  ) {
    let kinetics = (rule.make(synapse.constants) as! BioAdam).forward
    let rest = kinetics.restConcentration
    if let node = section.node("m0"), !(2 * rest).isFinite {
      diagnostics.report(
        "synapse.m0: found \(rest), and m⁺ + m⁻ = 2 m0 is too large a number",
        at: node.origin)
    }
    let saturation = kinetics.coConsumption.saturation
    guard !saturation.isFinite else { return }
    let backward = section.sectionIfPresent("backward")
    for (choice, node, key) in [
      (synapse.initialRho, initial.node("rho"), "initial.rho"),
      (synapse.backward?.initialRho, backward?.node("rho"), "backward.rho"),
    ] where choice == .saturated {
      diagnostics.report(
        "synapse.\(key): saturated is 1/epsilon = \(saturation) here, expected a finite number: raise"
          + " epsilon", at: (node ?? section.node("epsilon"))?.origin ?? section.origin)
    }
  }

  /// - Parameter hasKinetics: whether the partner has constants of its own.
  private func backward(_ section: Section, hasKinetics: Bool = true)
    -> SynapseDescription.BackwardPartner
  {
    var backward = SynapseDescription.BackwardPartner()
    backward.gain = section.number("gain", default: 1)
    backward.delay = section.number("delay", default: 0, .notNegative)
    if let noise = section.sectionIfPresent("noise") {
      backward.noiseDeviation = noise.number("sd", default: 0, .notNegative)
      backward.noiseWindow = noise.number("window", default: 1, .positive)
      noise.finish()
    }
    if hasKinetics {
      backward.tauM = section.numberIfPresent("tau_m", .positive)
      backward.tauRho = section.numberIfPresent("tau_rho", .positive)
      backward.initialRho = initialRho(section, "rho")
    }
    section.finish()
    return backward
  }

  /// A word, a number or a list.
  private func initialRho(_ section: Section, _ key: String) -> SynapseDescription.InitialRho? {
    guard let node = section.node(key) else { return nil }
    let words: [String: SynapseDescription.InitialRho] = [
      "one": .one, "zero": .zero, "saturated": .saturated, "equilibrium": .equilibrium,
    ]
    switch node.content {
    case .scalar(let text):
      if let word = words[text] { return word }
      if let value = finiteNumber(text), value >= 0 { return .values([value]) }
    case .list(let items) where !items.isEmpty:
      return section.numbers(node, key: key, .notNegative).map { .values($0) }
    default: break
    }
    var message =
      "\(section.qualified(key)): found \(node.summary), expected one, zero, saturated,"
      + " equilibrium, a number of at least 0 or a list"
    if case .scalar(let text) = node.content {
      message += suggestion(for: text, among: words.keys.sorted())
    }
    diagnostics.report(message, at: node.origin)
    return nil
  }
}

extension Section.Domain {
  fileprivate init(_ domain: RuleConstant.Domain) {
    self =
      switch domain {
      case .positive: .positive
      case .notNegative: .notNegative
      }
  }
}
