import Foundation
import Testing

/// What a study with a learning step shows of times, besides steps.
@Suite struct LearningStepTests {
  private static let study = """
    learning_step: 50 ms
    duration: 100 s
    synapses: 2
    drive: {kind: constant, gradient: 0.5}
    record: {every: 5 s}

    """

  @Test func tablesTellBoth() throws {
    let scratch = try Scratch()
    try scratch.write(Self.study, to: "study.yaml")
    let result = try synapse("run", "study.yaml", "--output", "out", in: scratch.folder)
    #expect(result.status == 0 && result.output.contains("finished at t = 2000 (1.667 min)"))
    #expect(result.output.contains("steps (2000 to 2000), 1.667 min"), "\(result.output)")
    let checked = try synapse("validate", "study.yaml", in: scratch.folder)
    #expect(checked.output.contains("# a learning step is 50 ms: duration 1.667 min"))
    let rest = try synapse("equilibrium", "study.yaml", in: scratch.folder)
    #expect(rest.output.contains("2000 steps, 1.667 min"), "\(rest.output)")
    let option = try synapse(
      "equilibrium", "--gradient", "1", "--learning-step", "2s", in: scratch.folder)
    #expect(option.output.contains("1000 steps, 33.33 min"), "\(option.output)")
    let wrong = try synapse("equilibrium", "--learning-step", "2 days", in: scratch.folder)
    #expect(wrong.status == 64 && wrong.error.contains("learning-step"), "\(wrong.error)")
  }

  /// The trace is that in steps; the figure's axis says how long one is.
  @Test func figuresTellBoth() throws {
    let scratch = try Scratch()
    try scratch.write(Self.study, to: "study.yaml")
    try scratch.write(
      "duration: 2000\nsynapses: 2\ndrive: {kind: constant, gradient: 0.5}\nrecord: {every: 100}\n",
      to: "steps.yaml")
    for name in ["study", "steps"] {
      let result = try synapse(
        "run", "\(name).yaml", "--output", name, "--quiet", in: scratch.folder)
      #expect(result.status == 0)
    }
    #expect(try scratch.read("study/trace.csv") == scratch.read("steps/trace.csv"))
    guard hasGnuplot else { return }
    func label(_ folders: [String]) throws -> Substring? {
      let result = try Program.run(
        "synapse", ["plot"] + folders.map { "\($0)/trace.csv" } + ["--output", "figure.svg"],
        in: scratch.folder)
      #expect(result.status == 0, "\(result.error)")
      return try scratch.read("figure.gp").split(separator: "\n").first {
        $0.hasPrefix("set xlabel")
      }
    }
    #expect(
      try label(["study"])?.contains("time (learning steps of 50 ms; 1.667 min in all)") == true)
    #expect(try label(["steps"])?.contains("time (learning steps)") == true)
    #expect(try label(["study", "steps"])?.contains("time (learning steps)") == true)
  }
}
