import Foundation
import Studies
import StudyRuns
import TestSupport
import Testing

/// A preset is the published algorithm, step for step: against the publications' own updates, written down here again.
@Suite struct PresetTests {
  /// 60 gradients of three weights; the second has none for ten updates, the third is a hundred times smaller.
  private static let gradients: [[Double]] = {
    var random = SplitMix64(seed: 7)
    return (0..<60).map { step in
      (0..<3).map { synapse in
        let g = 2 * Double(random.next() >> 11) / 9007199254740992 - 1
        return synapse == 1 && step < 10 ? 0 : synapse == 2 ? 0.01 * g : g
      }
    }
  }()
  private static let start = [0.1, -0.05, 0.02]

  private static func study(_ preset: String, _ rest: String = "") throws -> Study {
    let times = gradients.indices.map { "\($0)" }.joined(separator: ", ")
    return try Study(
      yaml: """
        preset: \(preset)
        duration: \(gradients.count)
        drive: {kind: steps, times: [\(times)], gradients: \(gradients)}
        record: {every: 1, synapses: all}
        \(rest)
        """, path: "study", folder: "")
  }

  /// The weights after each update, of each synapse by itself.
  private static func published(_ preset: String, _ gradients: [Double], from start: Double)
    -> [Double]
  {
    var w = start
    var (m, v, rho) = (0.0, 0.0, 1.0)
    return [w]
      + gradients.enumerated().map { index, g in
        let t = Double(index + 1)
        switch preset {
        case "adam2015":  // Kingma & Ba, Algorithm 1.
          m = 0.9 * m + (1 - 0.9) * g
          v = 0.999 * v + (1 - 0.999) * g * g
          let (mHat, vHat) = (m / (1 - pow(0.9, t)), v / (1 - pow(0.999, t)))
          w -= 0.001 * mHat / (vHat.squareRoot() + 1e-8)
        case "rmsprop":  // torch.optim.RMSprop.
          v = 0.99 * v + (1 - 0.99) * g * g
          w -= 0.01 * g / (v.squareRoot() + 1e-8)
        case "sgd": w -= 0.001 * g
        case "momentum":  // torch.optim.SGD, momentum 0.9, dampening 0.
          m = 0.9 * m + g
          w -= 0.001 * m
        case "bioAdam2022":  // Yang & Li, eqs. 7, 15, 21 with steps of 1; all by the old state.
          w -= 0.001 * m * rho
          m += (g - m) / 10
          rho += (1 - (g.magnitude + 1e-8) * rho) / 1000
        default: Issue.record("there is no \(preset) here")
        }
        return w
      }
  }

  @Test(arguments: ["adam2015", "rmsprop", "sgd", "momentum", "bioAdam2022"])
  func stepsAreThePublishedOnes(_ preset: String) throws {
    let study = try Self.study(
      preset, "synapse: {initial: {w_f: \(Self.start), w_b: 0}}")
    let result = try StudyRun(study).result()
    #expect(result.failure == nil && result.summary.warnings == nil)
    #expect(result.trace.times.count == 61)
    for synapse in 0..<3 {
      let expected = Self.published(
        preset, Self.gradients.map { $0[synapse] }, from: Self.start[synapse])
      let found = try #require(result.trace.values(of: "w_f", synapse: synapse))
      #expect(found.last != found.first)
      for (step, (own, other)) in zip(found, expected).enumerated() {
        // 60 updates of at most 0.1, each with some roundings; 1 − 0.999 is off by 1e-13 of itself.
        #expect((own - other).magnitude < 1e-13, "\(synapse) after \(step): \(own), not \(other)")
      }
    }
  }

  /// What a study says itself stands; a preset's other keys go with it.
  @Test func ownKeysStand() throws {
    let study = try Self.study(
      "adam2015", "synapse: {learning_rate: 0.01, epsilon: 1e-6}\nintegrator: {dt: 0.5}")
    let parameters = try study.parameters()
    #expect(parameters["synapse.learning_rate"] == "0.01")
    #expect(Double(parameters["synapse.epsilon"] ?? "") == 1e-6)
    #expect(parameters["synapse.bias_correction"] == "discrete")
    #expect(parameters["synapse.update_order"] == "sequential")
    #expect(parameters["integrator.method"] == "euler" && parameters["preset"] == nil)
    #expect(Double(parameters["integrator.dt"] ?? "") == 0.5)
    #expect(try Study(yaml: study.yaml(in: "."), path: "again", folder: "") == study)
    let empty = try Self.study("rmsprop", "synapse:\nintegrator:")
    #expect(try empty == Self.study("rmsprop"))
  }

  /// By another method a preset is its algorithm in continuous time, without what belongs to steps.
  @Test func otherMethodsTakeTheConstants() throws {
    for method in ["auto", "rk4", "dormandPrince"] {
      let study = try Self.study("adam2015", "integrator: {method: \(method)}")
      #expect(try study.parameters()["synapse.bias_correction"] == "continuous")
    }
    let study = try Self.study("bioAdam2022", "integrator: {method: exact}")
    #expect(study.integrator.method == .exact)
    let general = try Self.study(
      "bioAdam2022", "synapse: {alpha: 1e-9, gamma: 1e-3, rho_0: 1e6}")
    #expect(try general.parameters()["synapse.tau_rho"] == nil)
  }

  private func mistakes(_ preset: String, _ rest: String = "", settings: [String] = [])
    -> [String]
  {
    let text = "preset: \(preset)\nduration: 10\n\(rest)"
    do {
      _ = try Study(
        yaml: rest.contains("drive:") ? text : text + "\ndrive: {kind: constant, gradient: 0.1}",
        path: "s", folder: "", settings: settings)
      return []
    } catch {
      return (error as? StudyError)?.messages ?? ["\(error)"]
    }
  }

  @Test func mistakesAreTold() {
    #expect(
      mistakes("adam2014") == [
        "s:1: preset: found \"adam2014\", expected one of adam2015, rmsprop, sgd, momentum, bioAdam2022; did you mean"
          + " \"adam2015\"?"
      ])
    #expect(
      mistakes("[sgd]").first?.hasPrefix("s:1: preset: found a list of 1, expected one of") == true)
    #expect(mistakes("sgd", "rule: gradientFlow") == [])
    #expect(
      mistakes("sgd", "rule: adam") == [
        "s:3: rule: stands beside preset: sgd, which is one of gradientFlow; expected one of the two"
      ])
    let noPreset = #expect(throws: StudyError.self) {
      try Study(
        yaml: "duration: 1\nrule: adam2015\ndrive: {kind: constant, gradient: 0.1}", path: "s",
        folder: "")
    }
    #expect(
      noPreset?.messages == ["s:2: rule: adam2015 is a preset, expected preset: adam2015"])
    // A key of another rule is a mistake as it is without a preset.
    #expect(
      mistakes("sgd", "synapse: {m0: 2}").first?.hasPrefix("s:3: synapse.m0: has no effect") == true
    )
    let network = "drive: {kind: network, data: digits, layers: [2], window: 2}"
    #expect(
      mistakes("sgd", network) == [
        "s:3: drive.window: found 2.0, and preset: sgd makes one update a learning step; expected windows of 1"
      ])
  }

  /// A sweep over presets lets the keys of each stand.
  @Test func keysOfOthersMayStand() throws {
    let text = "duration: 10\nsynapse: {epsilon: 1e-7}\ndrive: {kind: constant, gradient: 0.1}"
    let study = try Study(
      yaml: text, path: "s", folder: "", variations: ["preset=sgd"],
      alternatives: ["preset=sgd", "preset=adam2015"])
    #expect(study.rule.name == "gradientFlow")
    #expect(throws: StudyError.self) {
      try Study(yaml: "preset: sgd\n" + text, path: "s", folder: "")
    }
  }
}
