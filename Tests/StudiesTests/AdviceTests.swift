import Foundation
import Results
import Studies
import StudyRuns
import Testing

/// What a run advises cures what it was advised for: the values are taken from the text and tried.
@Suite struct AdviceTests {
  private func run(_ text: String, _ settings: [String] = []) throws -> (
    summary: Summary, failure: (any Error)?
  ) {
    let study = try Study(yaml: text, path: "s", folder: "", settings: settings)
    let result = try StudyRun(study).result()
    return (result.summary, result.failure)
  }

  /// `key: value` in a text as a setting.
  private func setting(_ key: String, in text: String) throws -> String {
    let pattern = try Regex("\(key.replacing(".", with: "\\.")): ([-+.e0-9]+[0-9])")
    let match = try #require(text.firstMatch(of: pattern), "\(key) is not in \(text)")
    return "\(key)=\(match[1].substring!)"
  }

  // MARK: m⁺ and m⁻

  @Test(arguments: [
    "exact", "euler", "euler, dt: 0.5", "euler, precision: single", "rk4", "collocation",
  ])
  func concentrationsStayAbove0(_ method: String) throws {
    let text = """
      duration: 300
      synapses: 50
      drive: {kind: heldNoise, window: 30, sd: 3}
      integrator: {method: \(method)}
      """
    let (summary, _) = try run(text)
    #expect(summary.violations.contains { $0.invariant == "m⁺ ≥ 0" })
    let advice = try #require(summary.advice?.first)
    #expect(advice.hasPrefix("synapse.m0: "))
    let (cured, _) = try run(text, [setting("synapse.m0", in: advice)])
    #expect(cured.violations.isEmpty)
    #expect(cured.advice?.contains { $0.hasPrefix("synapse.m0") } != true)
    // What is no trouble is not told.
    let (good, _) = try run(text, ["drive.sd=0.2"])
    #expect(good.violations.isEmpty && good.advice?.contains { $0.hasPrefix("synapse.m0") } != true)
  }

  @Test func concentrationsOfNetworksStayAbove0() throws {
    let text = """
      epochs: 2
      synapse: {gradient_gain: 1000, learning_rate: 0.01}
      drive: {kind: network, data: {set: digits, training: 320}, layers: [12]}
      """
    let (summary, _) = try run(text)
    #expect(!summary.violations.isEmpty)
    let advice = try #require(summary.advice?.first)
    let (cured, _) = try run(text, [setting("synapse.m0", in: advice)])
    #expect(cured.violations.isEmpty && cured.advice == nil)
    #expect(cured.results?["test_loss"] == summary.results?["test_loss"])
  }

  // MARK: ρ

  /// Under constant gradients, and under noise that changes in a hundredth of ρ's time.
  @Test(arguments: [
    "{kind: constant, gradient: {uniform: [0.001, 0.1]}}", "{kind: heldNoise, sd: 0.02, window: 1}",
  ])
  func rhoComesToItsEquilibrium(_ drive: String) throws {
    let text = """
      duration: 2000
      synapses: 40
      drive: \(drive)
      """
    let (summary, _) = try run(text)
    #expect((summary.equilibrium?.shareWithinFivePercent ?? 1) < 0.5)
    let advice = try #require(summary.advice?.first { $0.contains("equilibrium") })
    for settings in [
      [try setting("duration", in: advice)],
      [try setting("synapse.gradient_gain", in: advice)]
        + (advice.contains("m0") ? [try setting("synapse.m0", in: advice)] : []),
    ] {
      let (cured, _) = try run(text, settings)
      // Noise leaves ρ a little way from its average.
      let share = try #require(cured.equilibrium?.shareWithinFivePercent)
      #expect(share >= (drive.contains("constant") ? 0.5 : 0.4), "\(settings): \(share)")
      #expect(cured.violations.isEmpty, "\(settings)")
    }
  }

  /// A run that ρ had time for is told nothing, nor is one whose signals keep ρ from its average.
  @Test func noAdviceWhereNoneHelps() throws {
    let there = """
      duration: 30000
      drive: {kind: constant, gradient: 0.5}
      """
    #expect(try run(there).summary.advice == nil)
    // Without a signal there is no gain that would help, and the search for one ends.
    #expect(
      try run("duration: 20\nsynapse: {gradient_gain: 0}\ndrive: {kind: heldNoise, sd: 1}").summary
        .status == .finished)
    let slow = """
      duration: 4000
      synapses: 20
      synapse: {tau_rho: 10}
      drive: {kind: heldNoise, sd: 0.5, window: 500}
      """
    #expect(try run(slow).summary.advice == nil)
  }

  // MARK: Steps

  /// Where v = 0 a step of RK4 is too long in proportion to dt.
  @Test func firstStepsAreShortEnough() throws {
    let text = """
      duration: 2
      rule: rmsProp
      synapse: {initial: {w_f: [0.1], w_b: [-0.05]}}
      drive: {kind: constant, gradient: 0.1}
      integrator: {method: rk4}
      """
    let warning = try #require(try run(text).summary.warnings?.first)
    #expect(
      try run(text, [setting("integrator.dt", in: warning)]).summary.warnings == nil, "\(warning)")
    #expect(try run(text, [setting("integrator.method", word: "auto", in: warning)]).failure == nil)
    let simultaneous = text.replacing("rk4", with: "euler").replacing(
      "initial:", with: "update_order: simultaneous, initial:")
    let other = try #require(try run(simultaneous).summary.warnings?.first)
    #expect(
      try run(simultaneous, [setting("synapse.update_order", word: "sequential", in: other)])
        .summary.warnings == nil)
  }

  private func setting(_ key: String, word: String, in text: String) throws -> String {
    try #require(text.contains("\(key): \(word)"), "\(text)")
    return "\(key)=\(word)"
  }

  /// Euler's steps beyond the limit of ρ, which the weights have no part in.
  @Test func stepsWithinTheLimitOfStability() throws {
    let text = """
      duration: 400
      synapse: {gradient_gain: 1000, m0: 5000, learning_rate: 1}
      drive: {kind: constant, gradient: 5}
      integrator: {method: euler}
      """
    let warning = try #require(try run(text).summary.warnings?.first)
    let cured = try run(text, [setting("integrator.dt", in: warning)])
    #expect(cured.summary.violations.isEmpty, "\(cured.summary.violations)")
    #expect(cured.summary.warnings == nil, "\(cured.summary.warnings ?? [])")
  }

  /// A network whose K|g| is too large for Euler's steps fails at any learning rate; K, dt and the closed form cure it.
  @Test func networksWhoseRhoIsUnstable() throws {
    let text = """
      epochs: 8
      synapse: {gradient_gain: 1e5, m0: 1e6, learning_rate: 1e-9}
      drive: {kind: network, data: {set: digits, training: 320}, layers: [12], feedback: direct}
      integrator: {method: euler}
      """
    let (summary, failure) = try run(text)
    let told = try #require(failure.map { "\($0)" } ?? summary.warnings?.first)
    #expect(told.contains("too long for ρ"), "\(told)")
    for setting in [
      try setting("synapse.gradient_gain", in: told), try setting("integrator.dt", in: told),
      try setting("integrator.method", word: "exact", in: told),
    ] {
      let (cured, failure) = try run(text, [setting])
      #expect(failure == nil && cured.warnings == nil, "\(setting): \(cured.warnings ?? [])")
      #expect(!cured.violations.contains { $0.invariant == "ρ > 0" }, "\(setting)")
    }
  }

  /// Where the weights run away by themselves, K and η are named, and the steps are not blamed.
  @Test func networksWhoseWeightsRunAway() throws {
    let text = """
      epochs: 2
      synapse: {gradient_gain: 1000, m0: 1e5, learning_rate: 1e4}
      drive: {kind: network, data: {set: digits, training: 320}, layers: [12], activation: relu, feedback: transport}
      """
    let warnings = try #require(try run(text).summary.warnings)
    #expect(warnings.contains { $0.contains("diverged") })
    let told = try #require(warnings.first)
    #expect(
      told.hasSuffix(
        "lower synapse.learning_rate or synapse.gradient_gain, by both of which weights move"))
    #expect(!warnings.contains { $0.contains("too long") })
  }

  #if SUNDIALS
    // MARK: Steps

    /// Where the worst synapse makes all steps short, a method is named in which it does not.
    @Test(arguments: [
      ("{kind: heldNoise, window: 100, sd: 1}", "exact"),
      (
        "{kind: sines, amplitude: 1, frequency: {uniform: [0.01, 0.05]}, phase: {uniform: [0, 6.28]}}",
        "collocation"
      ),
    ])
    func synapsesNeedNotWaitForTheWorst(_ drive: String, _ method: String) throws {
      let text = """
        duration: 400
        synapses: 5000
        synapse: {temperature: 1, m0: 10, tau_rho: 100}
        drive: \(drive)
        """
      let (summary, _) = try run(text, ["integrator.method=cvodeAdams"])
      let pace = try #require(summary.medianPace)
      #expect(pace >= 3)
      let advice = try #require(summary.advice?.first { $0.contains("pace of the worst") })
      #expect(advice.contains("integrator.method: \(method):"), "\(advice)")
      let (cured, _) = try run(text, ["integrator.method=\(method)"])
      #expect(cured.medianPace == nil)
      #expect(cured.advice?.contains { $0.contains("pace of the worst") } != true)
      // Alone a synapse waits for nobody, nor do synapses that are all alike.
      let (alone, _) = try run(text, ["integrator.method=cvodeAdams", "synapses=1"])
      #expect(alone.medianPace == nil)
      let (alike, _) = try run(
        text, ["integrator.method=cvodeAdams", "drive={kind: constant, gradient: 0.5}"])
      #expect(try #require(alike.medianPace) < 2)
      #expect(alike.advice?.contains { $0.contains("pace of the worst") } != true)
    }
  #endif
}
