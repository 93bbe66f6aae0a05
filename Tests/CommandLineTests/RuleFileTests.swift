import Foundation
import Testing

/// What commands do with a rule's file in the place of a study, with its units, and with constants of each synapse's own.
@Suite struct RuleFileTests {
  @Test func rulesAreNoStudies() throws {
    let scratch = try Scratch()
    try scratch.write(try synapse("rules", "oja").output, to: "mine.yaml")
    for arguments in [["run", "mine.yaml", "--output", "out"], ["validate", "mine.yaml"]] {
      let result = try Program.run("synapse", arguments, in: scratch.folder)
      #expect(result.status == 65)
      #expect(
        result.error.hasPrefix(
          "error: mine.yaml: is a rule and no study: a study names it, with a duration and a drive, as in"
            + " rule: {file: mine.yaml}; synapse equilibrium mine.yaml"), "\(result.error)")
    }
  }

  private static let study = """
    duration: 2
    synapses: 4
    seed: 3
    rule:
      name: own
      constants: {tau: {uniform: [1, 2]}, eta: 0.1, gain: [1, 2, 3, 4]}
      substances: {m: {initial: {normal: [1, 0.1]}, positive: true}}
      equations: {m: gain*(g - m)/tau, w: -eta*m}
      units: {time: ms, m: "µM_free", w: mV}
    drive: {kind: constant, gradient: 1}
    record: {every: 1, synapses: [1, 3]}

    """

  /// What is drawn for constants is written, for the synapses of the trace.
  @Test func constantsOfSynapsesAreWritten() throws {
    let scratch = try Scratch()
    try scratch.write(Self.study, to: "s.yaml")
    _ = try trace(of: "s.yaml", in: scratch)
    let text = try String(contentsOf: scratch.url("out/constants.csv"), encoding: .utf8)
    let rows = text.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
    #expect(rows[0] == ["synapse", "tau", "gain"] && rows.count == 3, "\(text)")
    #expect(rows[1][0] == "1" && rows[1][2] == "2.0" && rows[2][0] == "3" && rows[2][2] == "4.0")
    // The same numbers as lists are the same run.
    let all = try trace(
      of: "s.yaml", settings: ["record.synapses=all"], in: scratch, to: "all")
    let table = try String(contentsOf: scratch.url("all/constants.csv"), encoding: .utf8)
    let taus = table.split(separator: "\n").dropFirst().map { $0.split(separator: ",")[1] }
    let listed = try trace(
      of: "s.yaml",
      settings: [
        "record.synapses=all", "rule.constants.tau=[\(taus.joined(separator: ","))]",
      ], in: scratch, to: "listed")
    #expect(listed.fields == all.fields)
    // Where all are alike there is no such file, and none of an older run.
    let result = try synapse(
      "run", "s.yaml", "--output", "out", "--force", "--quiet", "--set", "rule.constants.tau=1",
      "--set", "rule.constants.gain=1", in: scratch.folder)
    #expect(result.status == 0, "\(result.error)")
    #expect(try !contents(scratch.url("out")).contains("constants.csv"))
  }

  /// A substance that cannot be negative does not begin so.
  @Test func negativeBeginningsAreTold() throws {
    let scratch = try Scratch()
    try scratch.write(Self.study, to: "s.yaml")
    let setting = "rule.substances.m.initial={normal: [0.1, 1]}"
    for arguments in [["run", "s.yaml", "--output", "x"], ["validate", "s.yaml"]] {
      let result = try Program.run(
        "synapse", arguments + ["--set", setting], in: scratch.folder)
      #expect(result.status == 65)
      #expect(
        result.error.contains(#/rule\.substances\.m\.initial: synapse [0-3] draws -\d/#),
        "\(result.error)")
    }
    #expect(try contents(scratch.folder) == ["s.yaml"])
  }

  /// Units stand at the axes of figures, and headers stay as they are.
  @Test(.enabled(if: hasGnuplot)) func unitsStandAtAxes() throws {
    let scratch = try Scratch()
    try scratch.write(Self.study, to: "s.yaml")
    let found = try trace(of: "s.yaml", in: scratch)
    #expect(found.header == "time,synapse,g,m,w_f,w_b")
    for columns in [[], ["--columns", "m,w_f"]] {
      let result = try Program.run(
        "synapse", ["plot", "out/trace.csv", "--output", "f.svg"] + columns, in: scratch.folder)
      try #require(result.status == 0, "\(result.error)")
      let script = try String(contentsOf: scratch.url("f.gp"), encoding: .utf8)
      for text in ["set xlabel 'time (ms)'", "set ylabel 'm (µM\\_free)'", "(mV)'"] {
        #expect(script.contains(text), "\(script)")
      }
    }
    // Of two traces that differ in it, there is none.
    _ = try trace(of: "s.yaml", settings: ["rule.units.time=s"], in: scratch, to: "other")
    let result = try synapse(
      "plot", "out/trace.csv", "other/trace.csv", "--output", "f.svg", in: scratch.folder)
    #expect(result.status == 0, "\(result.error)")
    let script = try String(contentsOf: scratch.url("f.gp"), encoding: .utf8)
    #expect(script.contains("set xlabel 'time (learning steps)'") && script.contains("'w (mV)'"))
  }

  @Test func unitsStandBehindRests() throws {
    let result = try synapse("equilibrium", "calcium", "--gradient", "0.5")
    #expect(result.status == 0)
    for text in ["g = 0.5 µM", "0.5 µM", "falls by e in 0.05 s"] {
      #expect(result.output.contains(text), "\(result.output)")
    }
  }
}
