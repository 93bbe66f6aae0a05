import Configuration
import RuleEquations
import SynapticDynamics

extension StudyReader {
  /// What constants do in the course of a network's training, `schedule` and `weight_decay`, and what of the synapses only
  /// a network has.
  ///
  /// - Parameters:
  ///   - synapse: receives it.
  ///   - section: the section `synapse`.
  ///   - rule: the study's.
  ///   - network: the network, if one supplies the gradients.
  ///   - duration: how long the run lasts, if that is known.
  ///   - equations: the rule, if it is written in the study.
  func readTraining(
    _ synapse: inout SynapseDescription, _ section: Section, rule: RuleKind,
    network: NetworkDescription?, duration: Double?, equations: WrittenRule?
  ) {
    guard let network else {
      for key in ["schedule", "weight_decay"] {
        section.refuse(key, because: "only the weights of a network go through epochs and layers")
      }
      if !synapse.layerTemperatures.isEmpty {
        diagnostics.report(
          "synapse.temperature: found a list, expected a number: only a network has layers",
          at: section.node("temperature")!.origin)
      }
      return
    }
    synapse.weightDecay = weightDecay(section, rule: rule, equations: equations)
    checkLayerTemperatures(synapse, section, network: network)
    if equations != nil {
      // It may stand in the file for another rule.
      if choices.rules(of: rule, at: section.origin(of: "schedule")) == [rule] {
        section.refuse(
          "schedule",
          because: "a rule written in the study says by itself, with t, how its constants change")
      }
      _ = section.node("schedule")
      return
    }
    guard let schedules = section.sectionIfPresent("schedule") else { return }
    defer { schedules.finish() }
    if synapse.temperature == nil {
      schedules.refuse("temperature", because: "without temperature there is no predisposition")
    }
    let epochs = duration.map { $0 / network.epochDuration }
    synapse.learningRateSchedule = schedule(schedules, "learning_rate", .notNegative, epochs)
    synapse.temperatureSchedule = schedule(schedules, "temperature", .positive, epochs)
  }

  private func checkLayerTemperatures(
    _ synapse: SynapseDescription, _ section: Section, network: NetworkDescription
  ) {
    guard !synapse.layerTemperatures.isEmpty, diagnostics.count == 0,
      let layers = try? network.network().weightedNodes.count,
      synapse.layerTemperatures.count != layers
    else { return }
    diagnostics.report(
      "synapse.temperature: found \(synapse.layerTemperatures.count), expected \(layers), one for each layer with"
        + " weights, or a number for all", at: section.node("temperature")!.origin)
  }

  private func weightDecay(_ section: Section, rule: RuleKind, equations: WrittenRule?)
    -> SynapseDescription.WeightDecay?
  {
    guard let node = section.node("weight_decay") else { return nil }
    guard case .mapping(let entries) = node.content else {
      diagnostics.report(
        "synapse.weight_decay: found \(node.summary), expected {coupled: λ} or {decoupled: λ}",
        at: node.origin)
      return nil
    }
    let inner = section.section("weight_decay")
    defer { inner.finish() }
    let isForAnother = choices.rules(of: rule, at: section.origin(of: "weight_decay")) != [rule]
    if equations != nil, !isForAnother {
      inner.refuse(
        "decoupled", because: "a rule written in the study has no η, and can say −λw by itself")
    }
    let before = diagnostics.count
    let coupled = inner.numberIfPresent("coupled", .notNegative)
    let decoupled = inner.numberIfPresent("decoupled", .notNegative)
    guard diagnostics.count == before else { return nil }
    switch (coupled, decoupled) {
    case (let decay?, nil): return .coupled(decay)
    case (nil, let decay?): return equations == nil ? .decoupled(decay) : nil
    case (nil, nil) where !entries.isEmpty: return nil
    default:
      let found = coupled == nil ? "neither coupled nor decoupled" : "coupled and decoupled"
      diagnostics.report(
        "synapse.weight_decay: found \(found), expected one of them", at: inner.origin)
      return nil
    }
  }

  // MARK: Schedules

  /// What a constant is multiplied by.
  ///
  /// - Parameters:
  ///   - schedules: the section `synapse.schedule`.
  ///   - key: the constant.
  ///   - domain: which factors it takes.
  ///   - epochs: how many the run has, if that is known.
  private func schedule(
    _ schedules: Section, _ key: String, _ domain: Section.Domain, _ epochs: Double?
  ) -> Schedule? {
    guard let section = schedules.sectionIfPresent(key) else { return nil }
    defer { section.finish() }
    let before = diagnostics.count
    let kinds = ["steps", "exponential", "cosine", "pairs"]
    let given = kinds.filter { section.node($0) != nil }
    guard given.count == 1 else {
      if diagnostics.count == before {
        diagnostics.report(
          "\(section.name): found \(given.isEmpty ? "none" : given.joined(separator: " and ")) of"
            + " steps, exponential, cosine and pairs, expected one of them", at: section.origin)
      }
      return nil
    }
    let schedule: Schedule? =
      switch given[0] {
      case "steps": steps(section.section("steps"))
      case "exponential":
        section.numberIfPresent("exponential", .positive).map(Schedule.exponential)
      case "cosine": cosine(section.section("cosine"), domain, epochs)
      default: pairs(section, domain)
      }
    guard diagnostics.count == before, let schedule, let epochs else { return nil }
    check(schedule, section, domain, epochs)
    return schedule
  }

  private func steps(_ section: Section) -> Schedule? {
    defer { section.finish() }
    section.require("epochs")
    section.require("factor")
    let epochs = section.node("epochs").flatMap { section.numbers($0, key: "epochs", .positive) }
    let factor = section.numberIfPresent("factor", .positive)
    guard let epochs, let factor else { return nil }
    checkAscending(epochs, section.name + ".epochs", at: section.node("epochs")!.origin)
    return .steps(epochs: epochs, factor: factor)
  }

  private func cosine(_ section: Section, _ domain: Section.Domain, _ epochs: Double?) -> Schedule?
  {
    defer { section.finish() }
    section.require("to")
    let last = section.numberIfPresent("to", domain)
    let length = section.numberIfPresent("epochs", .positive) ?? epochs
    guard let last, let length else { return nil }
    return .cosine(to: last, epochs: length)
  }

  private func pairs(_ section: Section, _ domain: Section.Domain) -> Schedule? {
    let node = section.node("pairs")!
    let form = "[[epoch, factor], …], with \(domain.rawValue) as a factor"
    var pairs: [Schedule.Pair] = []
    if case .list(let items) = node.content {
      for item in items {
        guard case .list(let both) = item.content, both.count == 2 else { break }
        guard let epoch = section.number(both[0], key: "pairs", .notNegative),
          let factor = section.number(both[1], key: "pairs", domain)
        else { return nil }
        pairs.append(Schedule.Pair(epoch: epoch, factor: factor))
      }
      if !items.isEmpty, pairs.count == items.count {
        checkAscending(pairs.map(\.epoch), section.name + ".pairs", at: node.origin)
        return .pairs(pairs)
      }
    }
    diagnostics.report(
      "\(section.name).pairs: found \(node.summary), expected \(form)", at: node.origin)
    return nil
  }

  private func checkAscending(
    _ epochs: [Double], _ key: String, at origin: ConfigurationNode.Origin
  ) {
    if !zip(epochs, epochs.dropFirst()).allSatisfy(<) {
      diagnostics.report("\(key): expected epochs that ascend", at: origin)
    }
  }

  /// The bounds that a factor of the whole run must keep, so that no rate or temperature overflows or becomes 0.
  private static let factors = 1e-100...1e100

  private func check(
    _ schedule: Schedule, _ section: Section, _ domain: Section.Domain, _ epochs: Double
  ) {
    let bounds = Self.factors
    for factor in schedule.extremes(upTo: epochs)
    where !bounds.contains(factor) && !(factor == 0 && domain == .notNegative) {
      diagnostics.report(
        "\(section.name): found a factor of \(factor) in the run's \(epochs) epochs, expected one from"
          + " \(bounds.lowerBound) to \(bounds.upperBound)", at: section.origin)
      return
    }
  }
}
