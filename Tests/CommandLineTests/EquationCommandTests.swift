import Foundation
import Testing

/// What commands do with studies that contain their rule: files, keys, messages.
@Suite struct EquationCommandTests {
  private static let study = """
    duration: 20
    synapses: 3
    rule:
      name: traced
      constants: {tau: 10, eta: {uniform: [0.01, 0.02]}}
      substances: {m: {initial: 0}, rho: {initial: 1, positive: true}}
      let: {drive: "abs(g) + 1e-8"}
      equations: {m: "(g - m)/tau", rho: "(1 - drive*rho)/100", w: "-eta*m*rho"}
    drive: {kind: heldNoise, window: 2, sd: 1}
    record: {every: 1, synapses: all}

    """

  /// What a run writes as its study is the same study, and what `validate` prints, with its comments, is, too.
  @Test func studiesAreWrittenWhole() throws {
    let scratch = try Scratch()
    try scratch.write(Self.study, to: "s.yaml")
    _ = try trace(of: "s.yaml", in: scratch, to: "out")
    _ = try trace(of: "out/study.yaml", in: scratch, to: "again")
    for name in ["trace.csv", "study.yaml"] {
      #expect(
        try Data(contentsOf: scratch.url("out/\(name)"))
          == Data(contentsOf: scratch.url("again/\(name)")))
    }
    let printed = try synapse("validate", "s.yaml", in: scratch.folder)
    #expect(printed.status == 0)
    for line in [
      "#   drho/dt = (1 - drive*rho)/100", "#   rho . x   .   .",
      "# Newton's systems: forward substitution, in the order m, rho, w_f, w_b",
      "# kinks where one of these changes its sign: g",
      "# held windows: m, rho in closed form; w_f, w_b by integrals to rounding",
    ] {
      #expect(printed.output.contains(line), "\(printed.output)")
    }
    try scratch.write(printed.output, to: "printed.yaml")
    _ = try trace(of: "printed.yaml", in: scratch, to: "printed")
    #expect(
      try Data(contentsOf: scratch.url("out/trace.csv"))
        == Data(contentsOf: scratch.url("printed/trace.csv")))
  }

  /// A rule in a file beside the study, with a constant that the study changes.
  @Test func rulesHaveFilesOfTheirOwn() throws {
    let scratch = try Scratch()
    let rule = Self.study.split(separator: "\n").dropFirst(3).prefix(5).map { $0.dropFirst(2) }
    try FileManager.default.createDirectory(
      at: scratch.url("rules"), withIntermediateDirectories: true)
    try scratch.write(rule.joined(separator: "\n") + "\n", to: "rules/traced.yaml")
    let lines = Self.study.split(separator: "\n")
    let study =
      (lines.prefix(2) + ["rule: {file: rules/traced.yaml, constants: {tau: 5}}"]
      + lines.dropFirst(8))
      .joined(separator: "\n")
    try scratch.write(study, to: "s.yaml")
    try scratch.write(Self.study, to: "whole.yaml")
    let found = try trace(of: "s.yaml", in: scratch, to: "found")
    let expected = try trace(
      of: "whole.yaml", settings: ["rule.constants.tau=5"], in: scratch, to: "expected")
    #expect(found.fields == expected.fields)
    let wrong = try synapse(
      "run", "s.yaml", "--output", "x", "--set", "rule.constants.tua=5", in: scratch.folder)
    #expect(
      wrong.status == 65 && wrong.error.contains("rule.constants.tua: no equation uses it"),
      "\(wrong.error)")
    try scratch.write(
      rule.joined(separator: "\n").replacing("(g - m)/tau", with: "(g - m)/tua"),
      to: "rules/traced.yaml")
    let mistaken = try synapse("validate", "s.yaml", in: scratch.folder)
    #expect(
      mistaken.status == 65
        && mistaken.error.contains("rules/traced.yaml:5: rule.equations.m: at character 9"),
      "\(mistaken.error)")
  }

  @Test func commandsTakeSuchRules() throws {
    let scratch = try Scratch()
    try scratch.write(Self.study, to: "s.yaml")
    for arguments in [
      ["sweep", "s.yaml", "--vary", "rule.constants.tau=5,10", "--output", "sweep"],
      ["run", "s.yaml", "--output", "five", "--set", "seeds=3"],
      ["run", "s.yaml", "--output", "checked", "--verify"],
      ["compare", "s.yaml", "--output", "compared", "--set", "compare.dt=[1,0.1]"],
      ["report", "sweep", "checked", "compared", "--output", "report.html"],
    ] {
      let result = try Program.run("synapse", arguments, in: scratch.folder)
      #expect(result.status == 0, "\(arguments): \(result.error)")
    }
    let table = try String(contentsOf: scratch.url("sweep/sweep.csv"), encoding: .utf8)
    #expect(table.contains("rule.constants.tau"))
    let checked = try summary(scratch.url("checked/summary.json"))
    let certificate = try #require(checked["verification"] as? [String: Any])
    let deviations = try #require(certificate["largest_deviation"] as? [String: Double])
    #expect(deviations["w_f"]! < 1e-4 && deviations["rho"]! < 1e-4, "\(deviations)")
  }

  @Test func rulesAreListedAndPrinted() throws {
    let list = try synapse("rules")
    #expect(list.status == 0)
    for line in ["bioAdam  ", "oja  ", "kolen-pollack  "] { #expect(list.output.contains(line)) }
    let text = try synapse("rules", "oja")
    #expect(text.status == 0 && text.output.contains("\nname: oja\n"))
    let wrong = try synapse("rules", "ojja")
    #expect(wrong.status == 65 && wrong.error.contains("did you mean \"oja\"?"))
    #expect(try synapse("rules", "adam").status == 65)
    // What is printed is a rule's file.
    let scratch = try Scratch()
    try scratch.write(text.output, to: "mine.yaml")
    let study = "duration: 5\ndrive: {kind: constant, gradient: 1}\n"
    try scratch.write(study + "rule: {file: mine.yaml}\n", to: "mine-study.yaml")
    try scratch.write(study + "rule: {file: oja}\n", to: "shipped.yaml")
    try scratch.write(study + "rule: oja\n", to: "word.yaml")
    let word = try synapse("validate", "word.yaml", in: scratch.folder)
    #expect(
      word.status == 65 && word.error.contains("rule: oja comes as text, expected {file: oja}"))
    #expect(
      try trace(of: "mine-study.yaml", in: scratch, to: "mine").fields
        == trace(of: "shipped.yaml", in: scratch, to: "shipped").fields)
  }

  /// A study may say how the substances of a rule in a file begin.
  @Test func substancesBeginAsTheStudySays() throws {
    let scratch = try Scratch()
    try scratch.write(
      """
      duration: 5
      rule: {file: bcm, substances: {theta: {initial: 2}}}
      drive: {kind: constant, gradient: 1}

      """, to: "s.yaml")
    #expect(try trace(of: "s.yaml", in: scratch).values("theta", synapse: 0)[0] == 2)
    let wrong = try synapse(
      "run", "s.yaml", "--output", "x", "--set", "rule.substances.thta.initial=1",
      in: scratch.folder)
    #expect(wrong.status == 65 && wrong.error.contains("thta"), "\(wrong.error)")
  }

  /// However names under let hang together, a rule is read at once.
  @Test func largeRulesAreReadInTime() throws {
    let scratch = try Scratch()
    var lets = ["a0: g", "b0: w"]
    for k in 1..<40 {
      lets += ["a\(k): \"if(a\(k - 1) < b\(k - 1), tanh(a\(k - 1)*b\(k - 1)), a\(k - 1)/2)\""]
      lets += ["b\(k): tanh(a\(k - 1) + b\(k - 1))"]
    }
    try scratch.write(
      """
      duration: 1
      rule:
        name: a
        let: {\(lets.joined(separator: ", "))}
        equations: {w: a39 + b39}
      drive: {kind: constant, gradient: 1}

      """, to: "s.yaml")
    let clock = ContinuousClock()
    let start = clock.now
    let result = try synapse("validate", "s.yaml", in: scratch.folder)
    #expect(result.status == 0, "\(result.error)")
    // It takes a tenth of a second; without end it would not end at all.
    #expect(clock.now - start < .seconds(60))
  }

  /// A file's temperature is that of the rule that it names; with another rule it is gone.
  @Test func resolvedStudiesAreRight() throws {
    let scratch = try Scratch()
    try scratch.write(
      "duration: 2\nrule: adam\nsynapse: {temperature: 1}\ndrive: {kind: constant, gradient: 1}\n",
      to: "s.yaml")
    let settings = ["rule={name: a, let: {p: \"g\\n + 1\"}, equations: {w: p}}"]
    _ = try trace(of: "s.yaml", settings: settings, in: scratch)
    let again = try synapse("validate", "out/study.yaml", in: scratch.folder)
    #expect(again.status == 0, "\(again.error)")
    try scratch.write(again.output, to: "printed.yaml")
    #expect(try synapse("validate", "printed.yaml", in: scratch.folder).status == 0)
  }

  /// Keys of built-in rules have no effect, and are told so.
  @Test(arguments: [
    ("synapse: {tau_m: 5}", "synapse.tau_m: has no effect, since traced does not use it"),
    ("synapse: {temperature: 5}", "synapse.temperature: has no effect"),
    ("synapse: {backward: {gain: 1}}", "synapse.backward: has no effect"),
    ("synapse: {initial: {rho: 1}}", "synapse.initial.rho: has no effect"),
    (
      "integrator: {method: windowMap}",
      "integrator.method: windowMap solves the rule bioAdam, not traced"
    ),
    ("integrator: {method: collocation}", "collocation solves the rule bioAdam, not traced"),
  ])
  func keysOfOtherRulesAreRefused(_ line: String, _ message: String) throws {
    let scratch = try Scratch()
    try scratch.write(Self.study + line + "\n", to: "s.yaml")
    let result = try synapse("validate", "s.yaml", in: scratch.folder)
    #expect(result.status == 65 && result.error.contains(message), "\(result.error)")
  }

  /// A rule that runs away ends as others do, and what was good is kept.
  @Test func whatIsNotFiniteIsTold() throws {
    let scratch = try Scratch()
    try scratch.write(
      """
      duration: 10
      rule: {name: a, substances: {m: {initial: 1}}, equations: {m: m^2, w: -m}}
      drive: {kind: constant, gradient: 1}
      integrator: {method: euler, dt: 0.5}
      record: {every: 1}

      """, to: "s.yaml")
    let result = try synapse("run", "s.yaml", "--output", "out", "--quiet", in: scratch.folder)
    #expect(
      result.status == 70 && result.error.contains("synapse 0, m"),
      "\(result.status): \(result.error)")
    #expect(try !Trace(scratch.url("out/trace.csv")).fields.isEmpty)
  }
}
