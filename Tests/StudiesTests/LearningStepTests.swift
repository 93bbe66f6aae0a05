import Foundation
import Studies
import StudyRuns
import Testing

/// Times with units are learning steps, and nothing else.
@Suite struct LearningStepTests {
  private func study(_ text: String, settings: [String] = []) throws -> Study {
    try Study(yaml: text, path: "s", folder: "", settings: settings)
  }

  private static let withUnits = """
    learning_step: 50 ms
    duration: 10 s
    synapses: 2
    synapse:
      tau_m: 500 ms
      tau_rho: 50s
      backward: {delay: 0.1 s, tau_m: 1 s, noise: {sd: 0.1, window: 100000 us}}
    drive: {kind: ornsteinUhlenbeck, window: 0.1 s, sd: 1, tau: 1 min}
    integrator: {method: rk4, dt: 25 ms}
    record: {times: [0, 100 ms, 0.1 min, 10 s]}
    compare: {dt: [50 ms, 25 ms]}

    """
  private static let inSteps = """
    duration: 200
    synapses: 2
    synapse:
      tau_m: 10
      tau_rho: 1000
      backward: {delay: 2, tau_m: 20, noise: {sd: 0.1, window: 2}}
    drive: {kind: ornsteinUhlenbeck, window: 2, sd: 1, tau: 1200}
    integrator: {method: rk4, dt: 0.5}
    record: {times: [0, 2, 120, 200]}
    compare: {dt: [1, 0.5]}

    """

  /// The same numbers, so the same run.
  @Test func timesAreSteps() throws {
    let (one, other) = try (study(Self.withUnits), study(Self.inSteps))
    var plain = one
    plain.learningStep = nil
    #expect(plain == other && one != other)
    let (a, b) = try (StudyRun(one).result(), StudyRun(other).result())
    #expect(a.trace.times == b.trace.times)
    for column in a.trace.columns {
      for synapse in 0..<2 {
        #expect(
          a.trace.values(of: column, synapse: synapse)
            == b.trace.values(of: column, synapse: synapse))
      }
    }
  }

  @Test func studiesReadBackToThemselves() throws {
    for step in ["50 ms", "0.5 min", "3 us", "1 h", "2.5 s", "3 µs"] {
      let one = try study(
        Self.withUnits,
        settings: ["learning_step=\(step)", "record={every: 0.5 h}", "duration=3 h"])
      let again = try study(one.yaml(in: "."))
      #expect(again == one && again.learningStep == one.learningStep && one.learningStep != nil)
      #expect(again.yaml(in: ".") == one.yaml(in: "."))
    }
  }

  /// Every unit in every other.
  @Test func unitsAreExact() throws {
    let microseconds = ["us": 1.0, "µs": 1, "μs": 1, "ms": 1e3, "s": 1e6, "min": 6e7, "h": 3.6e9]
    for (unit, own) in microseconds {
      for (other, length) in microseconds {
        let study = try study(
          "learning_step: 2 \(other)\nduration: 6 \(unit)\ndrive: {kind: constant, gradient: 1}")
        #expect(study.duration == 6 * own / (2 * length), "\(unit) in \(other)")
      }
    }
  }

  @Test func constantsOfWrittenRulesAreTimesToo() throws {
    let rule = """
      learning_step: 10 ms
      duration: 1 s
      rule: {name: leak, constants: {tau: 200 ms, k: 3}, equations: {w: -k*w/tau}}
      drive: {kind: constant, gradient: 0.1}
      """
    let one = try study(rule)
    #expect(one.yaml(in: ".").contains("tau: 20"))
    #expect(one.duration == 100)
  }

  private func mistakes(_ text: String) -> [String] {
    do {
      _ = try study(text)
      return []
    } catch {
      return (error as? StudyError)?.messages ?? ["\(error)"]
    }
  }

  @Test func mistakesAreTold() {
    let drive = "\ndrive: {kind: constant, gradient: 0.1}"
    #expect(
      mistakes("duration: 10 s" + drive) == [
        "s:1: duration: found \"10 s\", and the study does not say how long a learning step is; expected learning steps, or"
          + " learning_step, such as learning_step: 50 ms"
      ])
    for wrong in ["50", "0 ms", "-1 ms", "ms", "50 m", "[1]", "fast"] {
      let found = mistakes("learning_step: \(wrong)\nduration: 10" + drive)
      #expect(
        found.count == 1 && found[0].hasPrefix("s:1: learning_step: found ")
          && found[0].hasSuffix(
            "expected a time above 0 with its unit, us, ms, s, min or h, such as 50 ms"),
        "\(wrong): \(found)")
    }
    // What is no time has no unit of time.
    #expect(
      mistakes("learning_step: 50 ms\nduration: 10\nsynapse: {learning_rate: 5 ms}" + drive)
        .first?.hasPrefix("s:3: synapse.learning_rate: found \"5 ms\"") == true)
    #expect(
      mistakes("learning_step: 50 ms\nduration: 10\nsynapse: {tau_m: 0 s}" + drive).first?
        .contains("synapse.tau_m: found \"0.0\"") == true)
    #expect(
      mistakes("learnin_step: 50 ms\nduration: 10" + drive).first?.contains(
        "did you mean \"learning_step\"") == true)
  }

  @Test func bothAreTold() throws {
    let study = try study(Self.withUnits)
    #expect(study.timeText(200) == "200 (10 s)")
    #expect(study.timeText(12000) == "1.2e+04 (10 min)")
    let line = try #require(study.explanation.first { $0.hasPrefix("a learning step is") })
    #expect(
      line
        == "a learning step is 50 ms: duration 10 s, synapse.tau_m 500 ms, synapse.tau_rho 50 s, drive.window 100 ms,"
        + " integrator.dt 25 ms")
  }
}
