import Foundation
import Testing

/// What is told of a method that a study leaves open.
@Suite struct MethodLineTests {
  private static let study = """
    duration: 20
    synapses: 2
    drive: {kind: heldNoise, sd: 1}

    """

  @Test func runsSayWhichAndWhy() throws {
    let scratch = try Scratch()
    try scratch.write(Self.study, to: "study.yaml")
    let result = try synapse("run", "study.yaml", "--output", "out", in: scratch.folder)
    let line =
      "exact, as auto takes it: gradients are held, and the rule has a closed form for that"
    #expect(result.output.hasPrefix("takes \(line)\n"), "\(result.output)")
    let summary = try summary(scratch.url("out/summary.json"))
    #expect(summary["method_choice"] as? String == line)
    #expect(try scratch.read("out/study.yaml").contains("method: exact\n"))
    let checked = try synapse("validate", "study.yaml", in: scratch.folder)
    #expect(checked.output.contains("\n# method: \(line)"))
    let quiet = try synapse(
      "run", "study.yaml", "--output", "quiet", "--quiet", in: scratch.folder)
    #expect(quiet.output.isEmpty && quiet.error.isEmpty)
    // What is written is run by the same method, with the same bytes.
    let again = try synapse(
      "run", "out/study.yaml", "--output", "again", "--quiet", in: scratch.folder)
    #expect(again.status == 0)
    #expect(try scratch.read("again/trace.csv") == scratch.read("out/trace.csv"))
    #expect(try scratch.read("again/study.yaml") == scratch.read("out/study.yaml"))
  }

  @Test func sweepsSayWhereItChanges() throws {
    let scratch = try Scratch()
    try scratch.write(Self.study, to: "study.yaml")
    func sweep(_ options: String...) throws -> Program.Result {
      try Program.run(
        "synapse",
        ["sweep", "study.yaml", "--output", "out", "--force", "--quiet"] + options,
        in: scratch.folder)
    }
    let mixed = try sweep("--vary", "rule=bioAdam,adam,momentum")
    #expect(
      mixed.error.contains(
        "warning: the runs have different methods: exact in 1 (rule=bioAdam), dormandPrince in 2 (rule=adam, …);"
          + " integrator.method gives one to all"), "\(mixed.error)")
    for options in [
      ["--vary", "rule=adam,momentum"], ["--vary", "integrator.method=exact,rk4"],
      ["--vary", "rule=bioAdam,adam", "--set", "integrator.method=rk4"],
    ] {
      let result = try Program.run(
        "synapse", ["sweep", "study.yaml", "--output", "out", "--force", "--quiet"] + options,
        in: scratch.folder)
      #expect(result.status == 0 && !result.error.contains("different methods"), "\(options)")
    }
  }
}
