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
}
