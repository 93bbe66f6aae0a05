import Foundation

/// Small studies without mistakes, with constants over many decades.
extension Dice {
  private mutating func number(_ low: Double, _ high: Double) -> String { "\(positive(low, high))" }

  private mutating func signed(_ low: Double, _ high: Double) -> String {
    (chance(50) ? "-" : "") + number(low, high)
  }

  private mutating func values(_ count: Int, _ low: Double, _ high: Double) -> String {
    pick(
      signed(low, high), "{normal: [\(signed(low, high)), \(number(low, high))]}",
      "{uniform: [-\(number(low, high)), \(number(low, high))]}",
      "[\((0..<count).map { _ in chance(20) ? "0" : signed(low, high) }.joined(separator: ", "))]")
  }

  /// Of synapses with given gradients.
  mutating func validStudy() -> String {
    let count = 1 + number(4)
    let duration = positive(1, 30)
    let isSmooth = chance(35)
    let drive =
      isSmooth
      ? pick(
        "kind: sines, amplitude: \(values(count, 1e-4, 30)), frequency: \(number(1e-3, 2)), harmonics: 3",
        "kind: ornsteinUhlenbeck, sd: \(number(1e-3, 3)), tau: \(number(0.5, 50)), interpolation: linear",
        "kind: csv, file: drive.csv, interpolation: linear")
      : pick(
        "kind: constant, gradient: \(values(count, 1e-9, 1e3))",
        "kind: steps, times: [0, \(duration / 3), \(duration / 2)], gradients: [\(values(count, 1e-3, 10)), 0, \(values(count, 1e-3, 10))]",
        "kind: heldNoise, sd: \(number(1e-6, 100)), window: \(number(0.1, 10))",
        "kind: csv, file: drive.csv")
    let isFile = drive.contains("csv")
    let rule = pick(
      "bioAdam", "bioAdam", "bioAdam", "adam", "adaGrad", "rmsProp", "momentum", "nesterov",
      "gradientFlow")
    var methods = ["euler", "rk4"]
    #if SUNDIALS
      methods += ["cvodeAdams", "cvodeBDF"]
    #endif
    if rule == "bioAdam" { methods.append(isSmooth ? "collocation" : "exact") }
    let method = pick(methods)
    let keys = method == "euler" || method == "rk4" ? "dt: \(number(0.01, 5))" : ""
    let backward =
      "backward: {gain: \(signed(0.1, 10)), delay: \(number(0.01, 5)), noise: {sd: \(number(1e-3, 1))}}"
    return """
      seed: \(next() % 1000)
      duration: \(duration)
      synapses: \(isFile ? 2 : count)
      rule: \(rule)
      synapse:
        \(constants(of: rule).joined(separator: "\n  "))
        learning_rate: \(number(1e-9, 1))
        gradient_gain: \(number(1e-3, 1e3))
        \(pick("", "temperature: \(number(1e-2, 1e3))"))
        \(rule == "bioAdam" && chance(30) ? backward : "")
      drive: {\(drive)}
      integrator:
        method: \(method)
        \(keys)
        rtol: \(number(1e-12, 1e-2))
        max_steps: 20000
      record: {\(pick("every: \(number(0.1, 10))", "times: [0, \(duration / 2), \(duration)]", "log: [1e-3, \(duration), 9]"))}
      compare: {dt: [1, 0.3], rtol: [1e-4]}

      """
  }

  /// The keys that a rule has a use for.
  private mutating func constants(of rule: String) -> [String] {
    var keys: [String] = []
    if !["gradientFlow", "adaGrad", "rmsProp"].contains(rule) {
      keys.append("tau_m: \(number(0.1, 1e3))")
    }
    if ["rmsProp", "adam", "bioAdam"].contains(rule) {
      keys += ["tau_rho: \(number(1, 1e5))", "epsilon: \(number(1e-10, 1))"]
    }
    if rule == "bioAdam" {
      let rho = pick("one", "zero", "saturated", number(1e-3, 1e3))
      keys += ["m0: \(number(1e-3, 1e3))", "initial: {rho: \(rho)}"]
    }
    if rule != "gradientFlow" {
      keys.append("update_order: \(pick("simultaneous", "sequential"))")
    }
    return keys
  }

  /// Of a network.
  mutating func validNetwork() -> String {
    let pathway = pick(
      "transport", "predisposition", "feedbackAlignment", "direct", "indirect", "gradientTransport",
      "signSymmetry", "kolenPollack", "weightMirror")
    let rule =
      pathway == "predisposition" ? "bioAdam" : pick("bioAdam", "momentum", "adam", "rmsProp")
    let presentation = pick("held\n  batch: 17", "held", "following\n  batch: 30", "fullBatch")
    let method =
      rule == "bioAdam" && chance(60) ? "" : "integrator: {method: \(pick("euler", "rk4"))}"
    return """
      seed: \(next() % 1000)
      epochs: \(number(0.1, 3))
      rule: \(rule)
      synapse:
        learning_rate: \(number(1e-5, 1))
        gradient_gain: \(number(0.1, 1e3))
        \(rule == "bioAdam" ? "m0: \(number(0.1, 1e3))" : "")
        \(pathway == "predisposition" ? "temperature: \(number(0.1, 10))" : "")
      drive:
        kind: network
        data: {set: digits, training: 60, test: 20}
        layers: [\((0..<number(3)).map { _ in "\(1 + number(5))" }.joined(separator: ", "))]
        activation: \(pick("tanh", "relu", "sigmoid", "linear"))
        loss: \(pick("softmaxCrossEntropy", "squaredError"))
        feedback: \(pathway)
        error_modulation: \(pick("none", "none", "grapes"))
        presentation: \(presentation)
        precision: \(pick("double", "single"))
      \(method)
      record: {synapses: 3}

      """
  }
}
