import Foundation
import Testing

/// `compare --methods`, and what a comparison advises.
@Suite struct CompareMethodsTests {
  private static let study = """
    duration: 16
    drive: {kind: constant, gradient: [0.3, -0.5]}
    record: {every: 4, synapses: all}
    compare: {dt: [4, 0.5], rtol: [1e-4, 1e-8]}

    """

  private func compare(_ arguments: String..., study: String = study, in scratch: Scratch) throws
    -> Program.Result
  {
    try scratch.write(study, to: "s.yaml")
    return try Program.run(
      "synapse", ["compare", "s.yaml", "--output", "out", "--force"] + arguments,
      in: scratch.folder)
  }

  /// compare.csv without its seconds.
  private func rows(in scratch: Scratch) throws -> [[String]] {
    try scratch.read("out/compare.csv").split(separator: "\n").map { line in
      var fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      fields.remove(at: 5)
      return fields
    }
  }

  /// Some methods are told as they are among all: in the same order, with the same rows, and against the same reference.
  @Test func someMethodsAreTriedAsAllAre() throws {
    let scratch = try Scratch()
    #expect(try compare(in: scratch).status == 0)
    let (all, told) = try (rows(in: scratch), summary(scratch.url("out/summary.json")))
    for names in [
      ["exact", "rk4", "euler"], ["rk4"], ["exact"], ["collocation", "dormandPrince"],
    ] {
      let result = try compare("--methods", names.joined(separator: ","), in: scratch)
      #expect(result.status == 0, "\(result.error)")
      let some = try rows(in: scratch)
      #expect(some == [all[0]] + all.dropFirst().filter { names.contains($0[0]) })
      #expect(Set(some.dropFirst().map { $0[0] }) == Set(names))
      let summary = try summary(scratch.url("out/summary.json"))
      for key in ["reference", "reference_error_estimate", "reference_error_estimated_by"] {
        #expect("\(summary[key] ?? "")" == "\(told[key] ?? "-")", "\(key)")
      }
    }
  }

  @Test func wrongMethodsAreRefused() throws {
    let scratch = try Scratch()
    let moving = Self.study.replacing(
      "{kind: constant, gradient: [0.3, -0.5]}",
      with: "{kind: sines, amplitude: 0.5, frequency: 0.1}")
    let list =
      "euler, rk4, exact, collocation, windowMap, dormandPrince, cvodeAdams, cvodeBDF"
    for (methods, study, status, message) in [
      (
        "eulr", Self.study, 64,
        "--methods: found \"eulr\", expected some of \(list); did you mean \"euler\"?"
      ),
      ("rk4,cvode_adams", Self.study, 64, "did you mean \"cvodeAdams\"?"),
      (
        "euler,rk4,euler", Self.study, 64, "--methods: found euler twice, expected each method once"
      ),
      ("", Self.study, 64, "--methods: found \"\", expected names such as euler,cvodeAdams"),
      ("euler,", Self.study, 64, "expected names such as euler,cvodeAdams"),
      (
        "euler,exact", moving, 65,
        "--methods: exact needs a drive that is held, and this one moves all the time; use another method; the methods of this study are euler, rk4, collocation, "
      ),
      (
        "windowMap", Self.study, 65,
        "--methods: windowMap needs gradients that follow the weights of a network; use exact or collocation"
      ),
      (
        "collocation", "rule: adam\n" + Self.study, 65,
        "--methods: collocation solves the rule bioAdam, not adam; use another method"
      ),
    ] {
      let result = try compare("--methods", methods, study: study, in: scratch)
      #expect(result.status == status && result.error.contains(message), "\(result.error)")
      #expect(!FileManager.default.fileExists(atPath: scratch.url("out").path))
    }
  }

  /// Grids that no method goes by are a mistake in an option, and not in a file, which is for other comparisons too.
  @Test func gridsWithoutUseAreRefused() throws {
    let scratch = try Scratch()
    for (methods, setting) in [
      ("euler,exact", "compare.rtol=[1e-3]"), ("collocation", "compare.dt=[1]"),
    ] {
      let result = try compare("--methods", methods, "--set", setting, in: scratch)
      #expect(
        result.status == 65
          && result.error.contains(
            "\(setting): compare.\(setting.hasPrefix("compare.dt") ? "dt" : "rtol"): has no effect, since no method of --methods goes by it"
          ),
        "\(result.error)")
    }
    #expect(
      try compare("--methods", "euler,exact", "--set", "compare.dt=[1]", in: scratch).status == 0)
    #expect(try rows(in: scratch).dropFirst().map { $0[1] } == ["1.0", ""])
    // Where weights are followed the reference goes by the tolerances.
    let followed = try compare(
      "--methods", "euler", "--set", "compare.rtol=[1e-2]", study: Self.following, in: scratch)
    #expect(followed.status == 0, "\(followed.error)")
  }

  /// Gradients that follow the weights, for which nothing is exact, through windows of 20.
  private static let following = """
    epochs: 1
    synapse: {learning_rate: 0.1}
    drive: {kind: network, data: {set: digits, training: 60}, layers: [5], batch: 30, window: 20, presentation: following}
    record: {synapses: 5}
    compare: {dt: [20], rtol: [1e-2]}

    """

  /// At the end of the table and in summary.json: for two errors a trial that has no more, in the least time.
  @Test func adviceIsGivenOfWhatWasTried() throws {
    let scratch = try Scratch()
    let result = try compare("--methods", "euler,rk4", in: scratch)
    #expect(result.status == 0, "\(result.error)")
    let summary = try summary(scratch.url("out/summary.json"))
    let advice = try #require(summary["advice"] as? [[String: Any]])
    #expect(advice.map { $0["target"] as? Double } == [1e-3, 1e-6])
    let lines = result.output.split(separator: "\n").suffix(3).map(String.init)
    for (entry, line) in zip(advice, lines) { #expect(entry["sentence"] as? String == line) }
    #expect(lines[2].hasPrefix("files  "))
    // The table says the same: of those with no larger error the fastest.
    let rows = try scratch.read("out/compare.csv").split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    for (entry, line) in zip(advice, lines) {
      let target = try #require(entry["target"] as? Double)
      let least = try #require(
        rows.filter { Double($0[3])! <= target }.min { Double($0[5])! < Double($1[5])! })
      let fastest = try #require(entry["fastest"] as? [String: Any])
      // Euler's error with its finer step is 1e-2.
      #expect(least[0] == "rk4" && fastest["method"] as? String == "rk4")
      #expect(fastest["dt"] as? Double == Double(least[1]))
      #expect(fastest["error_max"] == nil && (fastest["seconds"] as? Double ?? 0) > 0)
      #expect(entry["nearest"] == nil)
      let dt = least[1] == "4.0" ? "4" : "0.5"
      #expect(line.contains(" take rk4 with dt = \(dt) ("), "\(line)")
    }
    for entry in advice {
      let euler = try #require(entry["euler"] as? [String: Any])
      #expect(euler["basis"] as? String == "extrapolated")
      #expect((euler["dt"] as? Double ?? 1) < 0.5 && (euler["seconds"] as? Double ?? 0) > 0)
    }
    // Where none is good enough the nearest is told.
    let euler = try compare("--methods", "euler", in: scratch)
    #expect(
      euler.output.contains(
        "\nno trial has an error of 1e-06 or less; euler with dt = 0.5 comes nearest, with 0.011"))
    // One alone has nothing to be told of beside it.
    let exact = try compare("--methods", "exact", in: scratch)
    #expect(exact.output.contains("\nfor an error of 1e-06 take exact ("))
    #expect(!exact.output.contains("Euler needs"))
  }

  /// What the reference itself does not reach is not answered.
  @Test func whatTheReferenceCannotTellIsNotTold() throws {
    let scratch = try Scratch()
    let result = try compare(study: "rule: adam\n" + Self.following, in: scratch)
    #expect(result.status == 0, "\(result.error)")
    let summary = try summary(scratch.url("out/summary.json"))
    // Steps of an eighth of a window, through weights that move in a few.
    #expect(try #require(summary["reference_error_estimate"] as? Double) > 1e-3)
    let advice = try #require(summary["advice"] as? [[String: Any]])
    #expect(advice.count == 2)
    #expect(
      advice.allSatisfy { $0["fastest"] == nil && $0["nearest"] == nil && $0["euler"] == nil })
    #expect(
      result.output.contains(
        "\nfor an error of 1e-06 there is no answer: the reference itself may be off by "))
  }
}
