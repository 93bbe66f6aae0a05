import TestSupport

/// Studies drawn at random: one seed, one study.
struct RandomStudy: RandomNumberGenerator {
  private var generator: SplitMix64

  init(seed: UInt64) { generator = SplitMix64(seed: seed) }

  mutating func next() -> UInt64 { generator.next() }

  mutating func pick<Element>(_ elements: Element...) -> Element {
    elements.randomElement(using: &self)!
  }

  /// A positive number over twelve decades, in any spelling.
  mutating func positive() -> String {
    let value = Double.random(in: 1...10, using: &self)
    let exponent = Int.random(in: -6...6, using: &self)
    return pick(
      "\(value)e\(exponent)", "+\(value)E\(exponent)", "\(Int(value))", "\(Int(value)).", ".5")
  }

  mutating func number() -> String {
    let magnitude = positive()
    return pick(
      magnitude, "-\(magnitude.hasPrefix("+") ? String(magnitude.dropFirst()) : magnitude)")
  }

  mutating func values(count: Int) -> String {
    pick(
      number(), "{uniform: [-1e-3, \(positive())]}", "{normal: [\(number()), \(positive())]}",
      "[\((0..<count).map { _ in number() }.joined(separator: ", "))]")
  }

  /// Between quotes, with whatever characters.
  mutating func name() -> String {
    let characters = [
      "a", "Z", "0", "é", "日", "😀", "'", "\\\"", "\\\\", "#", ": ", "\\n", "\\t",
      "\\x07", "\\u2028", "{", "&", "*", "%", "-", "~", "null", "no",
    ]
    let count = Int.random(in: 1...8, using: &self)
    return (0..<count).map { _ in characters.randomElement(using: &self)! }.joined()
  }

  mutating func yaml() -> String {
    let count = Int.random(in: 1...5, using: &self)
    let drive = pick(
      "kind: constant, gradient: \(values(count: count))",
      "kind: steps, times: [0, 1, 5], gradients: [\(values(count: count)), 1, -2]",
      "kind: sines, amplitude: \(values(count: count)), frequency: \(positive()), harmonics: 4",
      "kind: heldNoise, sd: \(positive()), window: 2.5E-1",
      "kind: ornsteinUhlenbeck, sd: \(positive()), tau: \(positive()), interpolation: linear")
    let duration = Double.random(in: 10...1e6, using: &self)
    let rule = pick("bioAdam", "adam", "adaGrad", "rmsProp", "momentum", "nesterov", "gradientFlow")
    let predisposition = predisposition()
    let synapse = (constants(of: rule) + predisposition).map { "  \($0)" }
    let clock =
      rule == "bioAdam"
      ? ", contraction_clock: \(predisposition.isEmpty ? "false" : pick("true", "false"))" : ""
    let rho = rule == "bioAdam" ? "rho: \(pick("one", "saturated", positive())), " : ""
    return """
      study: "\(name())"
      seed: \(next())
      seeds: \(pick("1", "3", "1e3"))
      duration: \(duration)
      synapses: \(count)
      rule: \(rule)
      synapse:
      \(synapse.joined(separator: "\n"))
        initial: {\(rho)w_f: \(values(count: count))}
      drive: {\(drive)}
      integrator: {\(integrator()), max_steps: \(pick("7", "1e9"))}
      record: {\(pick("every: \(duration / 7)", "times: [0, 1.5, 10]", "log: [1e-3, 10, 5]"))\(clock)}
      \(pick("", "compare: {dt: [\(positive())], rtol: [1e-3, \(positive())]}"))
      """
  }

  /// Some of the keys that a rule has, as the documents say.
  private mutating func constants(of rule: String) -> [String] {
    var keys = ["learning_rate: \(positive())", pick("", "gradient_gain: \(positive())")]
    if ["momentum", "nesterov", "adam", "bioAdam"].contains(rule) {
      keys.append("tau_m: \(positive())")
    }
    if ["rmsProp", "adam"].contains(rule) {
      keys += [pick("", "tau_rho: \(positive())"), pick("", "epsilon: \(positive())")]
    }
    if rule == "adam" {
      keys.append(pick("", "bias_correction: \(pick("none", "continuous", "discrete"))"))
    }
    if rule == "bioAdam" {
      keys += [
        pick("tau_rho: \(positive())", "alpha: 1e-9\n  gamma: \(positive())\n  rho_0: 1e8"),
        pick("", "m0: \(positive())"),
        pick(
          "", "backward: {gain: \(number()), delay: \(positive()), rho: zero}",
          "backward: {noise: {sd: \(positive()), window: 1e3}, tau_m: \(positive())}"),
      ]
    }
    return keys
  }

  private mutating func predisposition() -> [String] {
    pick(
      [],
      [
        "temperature: \(positive())",
        pick("", "predisposition_gain: \(positive())"),
        pick("", "temperature_scale: absolute"),
      ])
  }

  /// A method with keys of its own.
  private mutating func integrator() -> String {
    pick(
      "method: euler, dt: \(positive()), precision: \(pick("single", "double"))",
      "method: rk4, dt: \(positive())",
      "method: cvodeAdams, rtol: \(positive()), atol: {m: 1e-7}, positivity: true",
      "method: cvodeBDF, atol: \(positive()), linear_solver: \(pick("dense", "krylov"))")
  }
}
