import DataFiles
import SynapticDynamics

extension StudyReader {
  /// The section `synapse` of a study with a rule.
  func synapse(_ section: Section, rule: RuleKind) -> SynapseDescription {
    var synapse = SynapseDescription()
    synapse.tauM = section.number("tau_m", default: synapse.tauM, .positive)
    synapse.tauRho = section.number("tau_rho", default: synapse.tauRho, .positive)
    synapse.epsilon = section.number("epsilon", default: synapse.epsilon, .positive)
    synapse.general = general(section)
    synapse.learningRate = section.number(
      "learning_rate", default: synapse.learningRate, .notNegative)
    synapse.temperature = section.numberIfPresent("temperature", .positive)
    synapse.temperatureScale = section.choice("temperature_scale", default: .absolute)
    synapse.predispositionGain = section.number("predisposition_gain", default: 1, .positive)
    synapse.restConcentration = section.number("m0", default: 1, .notNegative)
    synapse.gradientGain = section.number("gradient_gain", default: 1, .notNegative)
    synapse.updateOrder = section.choice("update_order", default: rule.updateOrder)
    synapse.biasCorrection = section.choice("bias_correction", default: .none)
    synapse.backward = section.sectionIfPresent("backward").map(backward)
    let initial = section.section("initial")
    synapse.initialRho = initialRho(initial, "rho") ?? .one
    synapse.initialForward = initial.values("w_f", default: synapse.initialForward)
    synapse.initialBackward = initial.values("w_b", default: synapse.initialBackward)
    reportOverflows(synapse, section, initial)
    initial.finish()
    section.finish()
    return synapse
  }

  /// Reports what would begin at infinity.
  private func reportOverflows(
    _ synapse: SynapseDescription, _ section: Section, _ initial: Section
  ) {
    if let node = section.node("m0"), !(2 * synapse.restConcentration).isFinite {
      diagnostics.report(
        "synapse.m0: found \(synapse.restConcentration), and m⁺ + m⁻ = 2 m0 is too large a number",
        at: node.origin)
    }
    let saturation = synapse.coConsumption.saturation
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

  /// α, γ and ρ₀: all three or none.
  private func general(_ section: Section) -> SynapseDescription.General? {
    let alpha = section.numberIfPresent("alpha", .positive)
    let gamma = section.numberIfPresent("gamma", .positive)
    let rho0 = section.numberIfPresent("rho_0", .positive)
    let given = ["alpha", "gamma", "rho_0"].filter { section.node($0) != nil }
    guard !given.isEmpty else { return nil }
    guard given.count == 3 else {
      diagnostics.report(
        "synapse: found \(given.joined(separator: ", ")), expected all of alpha, gamma, rho_0,"
          + " or tau_rho and epsilon", at: section.origin)
      return nil
    }
    for key in ["tau_rho", "epsilon"] {
      if let node = section.node(key) {
        diagnostics.report(
          "synapse.\(key): stands beside alpha, gamma, rho_0, which replace it", at: node.origin)
      }
    }
    if let node = section.sectionIfPresent("backward")?.node("tau_rho") {
      diagnostics.report(
        "synapse.backward.tau_rho: stands beside alpha, gamma, rho_0, which both partners share",
        at: node.origin)
    }
    guard let alpha, let gamma, let rho0 else { return nil }
    return SynapseDescription.General(alpha: alpha, gamma: gamma, rho0: rho0)
  }

  private func backward(_ section: Section) -> SynapseDescription.BackwardPartner {
    var backward = SynapseDescription.BackwardPartner()
    backward.gain = section.number("gain", default: 1)
    backward.delay = section.number("delay", default: 0, .notNegative)
    if let noise = section.sectionIfPresent("noise") {
      backward.noiseDeviation = noise.number("sd", default: 0, .notNegative)
      backward.noiseWindow = noise.number("window", default: 1, .positive)
      noise.finish()
    }
    backward.tauM = section.numberIfPresent("tau_m", .positive)
    backward.tauRho = section.numberIfPresent("tau_rho", .positive)
    backward.initialRho = initialRho(section, "rho")
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
