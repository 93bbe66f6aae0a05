import Configuration
import DataFiles
import SynapticDynamics

/// A published discrete algorithm in one word: the keys that make a study it.
///
/// `preset: adam2015` stands for these keys, wherever a study does not say them itself; whatever reads studies goes on from
/// the keys.
struct Preset {
  /// The key that names one.
  static let key = "preset"

  let name: String
  /// The rule that it is one of.
  private let rule: RuleKind
  /// Keys of the section `synapse`.
  private let constants: KeyValuePairs<String, String>
  /// The order of the updates, if there is something to order.
  private let order: RuleKind.UpdateOrder?

  /// Those that there are.
  static let all = [
    // D. P. Kingma & J. Ba, ICLR 2015, arXiv:1412.6980, Algorithm 1.
    Preset(
      name: "adam2015", rule: Adam.kind,
      constants: [
        "learning_rate": "0.001", "tau_m": "10", "tau_rho": "1000", "epsilon": "1e-8",
        "gradient_gain": "1", "bias_correction": "discrete",
      ], order: .sequential),
    // T. Tieleman & G. Hinton, lecture 6.5 (2012), with the constants of torch.optim.RMSprop: alpha 0.99, lr 0.01.
    Preset(
      name: "rmsprop", rule: RMSProp.kind,
      constants: [
        "learning_rate": "0.01", "tau_rho": "100", "epsilon": "1e-8", "gradient_gain": "1",
      ],
      order: .sequential),
    // torch.optim.SGD: lr 0.001.
    Preset(
      name: "sgd", rule: GradientFlow.kind,
      constants: ["learning_rate": "0.001", "gradient_gain": "1"], order: nil),
    // B. T. Polyak (1964) in the form of torch.optim.SGD with lr 0.001, momentum 0.9; η is lr/(1 − 0.9).
    Preset(
      name: "momentum", rule: Momentum.kind,
      constants: ["learning_rate": "0.01", "tau_m": "10", "gradient_gain": "1"],
      order: .sequential),
    // J. Yang & M. Li, arXiv:2212.09440, Algorithm 1.
    Preset(
      name: "bioAdam2022", rule: BioAdam.kind,
      constants: [
        "learning_rate": "0.001", "tau_m": "10", "tau_rho": "1000", "epsilon": "1e-8", "m0": "1",
        "gradient_gain": "1",
      ], order: .simultaneous),
  ]

  /// Puts the keys of the preset that a study names in place of its name, but for those that it says itself.
  static func expand(in root: inout ConfigurationNode, diagnostics: Diagnostics) {
    guard case .mapping(var entries) = root.content,
      let index = entries.firstIndex(where: { $0.key == key })
    else { return }
    let node = entries.remove(at: index).value
    root.content = .mapping(entries)
    guard case .scalar(let word) = node.content, let preset = all.first(where: { $0.name == word })
    else {
      let names = all.map(\.name)
      var message =
        "\(key): found \(node.summary), expected one of \(names.joined(separator: ", "))"
      if case .scalar(let word) = node.content { message += suggestion(for: word, among: names) }
      diagnostics.report(message, at: node.origin)
      return
    }
    preset.expand(in: &root, at: node.origin, diagnostics: diagnostics)
  }

  private func expand(
    in root: inout ConfigurationNode, at origin: ConfigurationNode.Origin, diagnostics: Diagnostics
  ) {
    if let other = root.node(at: "rule"), root.word(at: "rule") != rule.name {
      diagnostics.report(
        "rule: stands beside preset: \(name), which is one of \(rule.name); expected one of the two",
        at: other.origin)
      return
    }
    if let window = root.word(at: "drive", "window").flatMap(finiteNumber), window != 1,
      ["network", "spikingNetwork"].contains(root.word(at: "drive", "kind"))
    {
      diagnostics.report(
        "drive.window: found \(window), and preset: \(name) makes one update a learning step; expected windows of 1",
        at: root.node(at: "drive", "window")!.origin)
      return
    }
    let method = root.word(at: "integrator", "method") ?? "euler"
    var keys = [(["rule"], rule.name), (["integrator", "method"], method)]
    for (key, value) in constants where !isReplaced(key, in: root) {
      // 1 − β^k belongs to steps of Euler's method; in continuous time 1 − e^(−t/τ) takes its place.
      let isCorrection = key == "bias_correction" && method != "euler"
      keys.append((["synapse", key], isCorrection ? "continuous" : value))
    }
    if method == "euler" {
      keys.append((["integrator", "dt"], "1"))
      if let order { keys.append((["synapse", "update_order"], order.rawValue)) }
    }
    for (path, value) in keys where root.node(at: path) == nil {
      // What cannot be set is a mistake of the section, which its reader tells.
      _ = root.set(path[...], to: ConfigurationNode(content: .scalar(value), origin: origin))
    }
  }

  /// Whether the study spells the equation of ρ in another way, without a key.
  private func isReplaced(_ key: String, in root: ConfigurationNode) -> Bool {
    guard let alternative = rule.alternative, alternative.replaced.contains(key) else {
      return false
    }
    return alternative.constants.contains { root.node(at: "synapse", $0.key) != nil }
  }
}
