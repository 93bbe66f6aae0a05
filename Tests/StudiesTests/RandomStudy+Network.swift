/// Studies of networks drawn at random.
extension RandomStudy {
  private mutating func pathway() -> String {
    let batch = Int.random(in: 1...9, using: &self)
    return pick(
      "transport", "feedbackAlignment", "direct", "indirect", "gradientTransport",
      "{pathway: signSymmetry, scale: \(positive())}", "{pathway: signSymmetry}",
      "{pathway: signSymmetry, signs: \(pick("batchwiseRandom", "frozenRandom"))}",
      "{pathway: kolenPollack, decay: \(positive())}",
      "{pathway: weightMirror, rate: \(positive()), decay: 0, batch: \(batch)}")
  }

  private mutating func modulation() -> String {
    let highest = pick("0.5", "1.75", "2e3")
    return pick(
      "none", "grapes", "{scope: \(pick("local", "propagating")), clip: none}",
      "{importance: \(pick("incoming", "outgoing")), clip: [0.5, \(highest)]}",
      "{filter: \(positive())}")
  }

  private mutating func hardware() -> String {
    let (step, other) = (positive(), positive())
    return pick(
      "{update_noise: \(step)}",
      "{update_step: \(step), weight_step: \(other), rounding: stochastic}")
  }

  /// A layer that leaves at least 3×3 of 8×8, twice.
  private mutating func convolution() -> String {
    let normalisation = pick("none", "batch", "running")
    let kernel = "kernel: \(pick("1", "2", "3")), padding: \(pick("same", "0"))"
    return pick(
      "{convolution: {channels: 3, \(kernel)}, normalisation: \(normalisation)}",
      "{convolution: {channels: 2, kernel: 3, stride: 1}, bias: true, activation: relu}",
      "{pooling: {\(pick("maximum", "average")): 1}}",
      "{residual: [{convolution: {channels: 3, kernel: 3}, normalisation: \(normalisation)}], shortcut: projection}"
    )
  }

  /// What constants and images do in the course of training.
  private mutating func training(isPredisposed: Bool, hasUnits: Bool) -> String {
    func schedule(_ last: String) -> String {
      pick(
        "{steps: {epochs: [0.5, 2], factor: 0.5}}", "{exponential: 0.9}",
        "{cosine: {to: \(last)}}", "{cosine: {to: \(last), epochs: 7}}",
        "{pairs: [[0, 1], [1.5, \(last)]]}")
    }
    var parts = [
      pick("", "weight_decay: {coupled: \(positive())}", "weight_decay: {decoupled: 0.01}")
    ]
    var schedules = [pick("", "learning_rate: \(schedule("0"))")]
    if isPredisposed {
      parts.append("temperature: \(positive())")
      if hasUnits { parts.append(pick("", "temperature_scale: initialStandardDeviation")) }
      schedules.append(pick("", "temperature: \(schedule("0.25"))"))
    }
    schedules.removeAll(where: \.isEmpty)
    if !schedules.isEmpty {
      parts.append("schedule: {\(schedules.joined(separator: ", "))}")
    }
    return parts.filter { !$0.isEmpty }.map { ", \($0)" }.joined()
  }

  mutating func networkYAML() -> String {
    let activation = pick("tanh", "relu", "sigmoid", "linear")
    // Convolutions read images, so they come before anything dense.
    let maps = (0..<Int.random(in: 0...2, using: &self)).map { _ in convolution() }
    let layers =
      maps
      + (0..<Int.random(in: 0...3, using: &self)).map { _ in
        "\(Int.random(in: 1...9, using: &self))"
      }
    let modulation = modulation()
    let pathway = pathway()
    let form = pick("[\(layers.joined(separator: ", "))]", "{count: \(layers.count + 1), width: 7}")
    let leavesActivation =
      form.hasPrefix("{")
      || layers.contains { !$0.contains("activation") && !$0.contains("pooling") }
    let isPredisposed =
      !["gradientTransport", "kolenPollack"].contains(where: pathway.contains) && pick(true, false)
    // One weight has no deviation.
    let training = training(isPredisposed: isPredisposed, hasUnits: !layers.contains("1"))
    let parts = [
      "kind: network",
      "data: "
        + pick(
          "digits", "{set: digits, training: 300}", "{set: digits, test: 20}",
          "{set: digits, validation: \(Int.random(in: 1...1437, using: &self))}",
          "{set: digits, augmentation: {crop: 2, flip: \(pick("true", "false")), cutout: 3}}",
          "{set: digits, scaling: \(pick("standardised", "standardisedPerFeature", "unit"))}"),
      "layers: \(form)",
      "loss: "
        + pick("softmaxCrossEntropy", "squaredError, output_activation: \(activation)"),
      "initialisation: "
        + pick("glorotUniform", "glorotNormal", "heUniform", "heNormal", "lecunNormal"),
      "backward_weights: \(pick("independent", "equal"))",
      "feedback: \(pathway)",
      "error_modulation: \(modulation)",
      "hardware: \(hardware())",
      "presentation: \(pick("held, batch: 7", "following", "fullBatch"))",
      "window: \(pick("1", "0.25", "3"))",
      "precision: \(pick("double", "single"))",
      pick(
        "tasks: {count: \(Int.random(in: 1...9, using: &self)), epochs: 2}",
        "tasks: {count: 2, epochs: 1, permuted_pixels: \(pick("all", "2", "64"))}",
        "dropout: \(modulation.contains("filter") || modulation != "none" && !maps.isEmpty ? "0" : pick("0", "0.25", "1e-3"))"
      ),
    ]
    let isEuler = pick(true, false)
    let hasHiddenWeights =
      form.hasPrefix("{") || layers.contains { !$0.contains("pooling") }
    let frozen = hasHiddenWeights ? pick("", ", frozen: [1]") : ""
    return """
      study: "\(name())"
      seed: \(next())
      seeds: \(pick("1", "5"))
      epochs: \(Int.random(in: 1...5, using: &self))
      rule: \(pick("bioAdam", "adam", "rmsProp", "nesterov"))
      synapse: {gradient_gain: \(positive())\(training)\(isEuler ? ", update_order: \(pick("simultaneous", "sequential"))" : "")}
      drive: {\(((leavesActivation ? ["activation: \(activation)"] : []) + parts).joined(separator: ", "))\(frozen)}
      integrator: {method: \(isEuler ? "euler" : "rk4"), dt: \(positive())}
      record: {every: 12, synapses: \(pick("5", "[0, 3]"))}
      """
  }
}
