import Configuration
import NeuralNetworks

extension Section {
  /// What `drive.error_modulation` may be called.
  private enum Modulation: String, CaseIterable { case none, grapes }

  /// The key `error_modulation`: a word, or a section that says more.
  package func errorModulation(feedback: FeedbackPathway, dropout: Double) -> ErrorModulation? {
    guard let node = node("error_modulation") else { return nil }
    var modulation = ErrorModulation()
    if feedback == .direct { modulation.importance = .outgoing }
    guard case .mapping = node.content else {
      let kind = choice("error_modulation", default: Modulation.none)
      return kind == .grapes ? modulation : nil
    }
    let inner = section("error_modulation")
    defer { inner.finish() }
    let kind = inner.choice("kind", default: Modulation.grapes)
    modulation.scope = inner.choice("scope", default: modulation.scope)
    modulation.importance = inner.choice("importance", default: modulation.importance)
    modulation.clip = inner.clip(default: modulation.clip)
    modulation.timeConstant = inner.numberIfPresent("filter", .positive)
    if modulation.timeConstant != nil, dropout > 0 {
      diagnostics.report(
        "drive.error_modulation.filter: with dropout importances are those of each example's units,"
          + " expected no filter", at: inner.node("filter")!.origin)
      modulation.timeConstant = nil
    }
    return kind == .grapes ? modulation : nil
  }

  private func clip(default clip: ClosedRange<Double>?) -> ClosedRange<Double>? {
    guard let node = node("clip") else { return clip }
    switch node.content {
    case .scalar("none"): return nil
    case .list(let items) where items.count == 2:
      guard let ends = numbers(node, key: "clip", .notNegative) else { return clip }
      if ends[0] <= ends[1] { return ends[0]...ends[1] }
      fallthrough
    default:
      diagnostics.report(
        "\(qualified("clip")): found \(node.summary), expected none or the smallest and the largest"
          + " factor, for example [1, 2]", at: node.origin)
      return clip
    }
  }

  /// The section `hardware`; without an effect there is none.
  package func hardware() -> HardwareConstraints? {
    guard let inner = sectionIfPresent("hardware") else { return nil }
    defer { inner.finish() }
    let hardware = HardwareConstraints(
      updateNoise: inner.number("update_noise", default: 0, .notNegative),
      updateStep: inner.numberIfPresent("update_step", .positive),
      weightStep: inner.numberIfPresent("weight_step", .positive),
      rounding: inner.choice("rounding", default: .nearest))
    let hasEffect =
      hardware.updateNoise > 0 || hardware.updateStep != nil || hardware.weightStep != nil
    return hasEffect ? hardware : nil
  }
}
