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

  /// The trace is that in steps, with a column in seconds; the figure's axis says how long one is, and another one has the unit.
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
    let (both, steps) = (
      try NumberTable(scratch.url("study/trace.csv")),
      try NumberTable(scratch.url("steps/trace.csv"))
    )
    #expect(both.columns[0...2] == ["time", "time_s", "synapse"])
    #expect(both.column("time_s") == both.column("time").map { $0 / 20 })
    #expect(both.rows.map { [$0[0]] + $0[2...] } == steps.rows && !steps.columns.contains("time_s"))
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
    #expect(try label(["study"])?.contains("time (learning steps of 50 ms)") == true)
    let script = try scratch.read("figure.gp")
    // 2000 steps of 50 ms are 1.667 minutes, a step is 1/1200 of one.
    #expect(script.contains("set link x2 via 0.0008333333333333334*x"), "\(script)")
    #expect(script.contains("set x2tics 0.2\n") && script.contains("set x2label 'time (min)'"))
    #expect(try label(["steps"])?.contains("time (learning steps)") == true)
    #expect(try label(["study", "steps"])?.contains("time (learning steps)") == true)
    #expect(try !scratch.read("figure.gp").contains("x2"))
  }

  /// Logarithmic axes cannot be linked, and are drawn all the same.
  @Test(.enabled(if: hasGnuplot)) func logarithmicAxesTellBoth() throws {
    let scratch = try Scratch()
    try scratch.write(
      Self.study.replacing("{every: 5 s}", with: "{log: [1 s, 100 s, 20], population: true}"),
      to: "study.yaml")
    var result = try synapse("run", "study.yaml", "--output", "out", "--quiet", in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
    for table in ["trace", "population"] {
      result = try synapse(
        "plot", "out/\(table).csv", "--output", "\(table).svg", in: scratch.folder)
      #expect(result.status == 0, "\(result.error)")
      let script = try scratch.read("\(table).gp")
      #expect(script.contains("set xrange [20.0:2000.0]\n"), "\(script)")
      #expect(script.contains("set x2range [0.016666666666666666:1.6666666666666667]"), "\(script)")
      #expect(try scratch.read("\(table).svg").contains("time (min)"))
    }
  }

  /// All tables with times have them in seconds, those over seeds too; arrays are converted both ways without a bit lost.
  @Test func allTablesTellBoth() throws {
    let scratch = try Scratch()
    let network = """
      learning_step: 2 s
      epochs: 4
      drive: {kind: network, data: digits, layers: [4], batch: 250, tasks: {count: 2, epochs: 2}}
      """
    try scratch.write(network, to: "network.yaml")
    var result = try synapse(
      "run", "network.yaml", "--output", "seeds", "--quiet", "--set", "seeds=2", in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
    for table in [
      "learning-seeds", "layers-seeds", "tasks-seeds", "runs/0000/learning", "runs/0001/layers",
      "runs/0000/tasks", "runs/0000/trace",
    ] {
      let found = try NumberTable(scratch.url("seeds/\(table).csv"))
      #expect(found.column("time_s") == found.column("time").map { 2 * $0 }, "\(table)")
      let place = try #require(found.columns.firstIndex(of: "time"))
      #expect(found.columns[place + 1] == "time_s" && found.column("time").last! > 0)
      guard hasGnuplot else { continue }
      let drawn = try synapse(
        "plot", "seeds/\(table).csv", "--output", "f.svg", in: scratch.folder)
      #expect(drawn.status == 0, "\(table): \(drawn.error)")
    }
    try scratch.write(
      Self.study.replacing("5 s}", with: "5 s, population: true}"), to: "study.yaml")
    result = try synapse("run", "study.yaml", "--output", "csv", "--quiet", in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
    let population = try NumberTable(scratch.url("csv/population.csv"))
    #expect(population.column("time_s") == population.column("time").map { $0 / 20 })
    result = try synapse(
      "run", "study.yaml", "--output", "npy", "--quiet", "--set", "record.format=npy",
      in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
    let arrays = ["time", "time_s", "synapse", "g", "rho"]
    let expected = try arrays.map { try Data(contentsOf: scratch.url("npy/trace/\($0).npy")) }
    let text = try scratch.read("csv/trace.csv")
    _ = try synapse("convert", "npy", "--to", "csv", in: scratch.folder)
    _ = try synapse("convert", "csv", "--to", "npy", in: scratch.folder)
    #expect(try scratch.read("npy/trace.csv") == text)
    #expect(
      try arrays.map { try Data(contentsOf: scratch.url("csv/trace/\($0).npy")) } == expected)
  }

  /// A run is made longer by a time with its unit, where that is known.
  @Test func runsAreMadeLongerByTimes() throws {
    let scratch = try Scratch()
    let study = """
      learning_step: 50 ms
      duration: 20 s
      synapses: 3
      drive: {kind: heldNoise, window: 2, sd: 1}
      record: {every: 1 s, final: true, format: npy}

      """
    try scratch.write(study, to: "short.yaml")
    try scratch.write(study.replacing("20 s", with: "30 s"), to: "long.yaml")
    try scratch.write(
      "duration: 20\ndrive: {kind: heldNoise, window: 2, sd: 1}\nrecord: {final: true}\n",
      to: "steps.yaml")
    for name in ["short", "long", "steps"] {
      let result = try synapse(
        "run", "\(name).yaml", "--output", name, "--quiet", in: scratch.folder)
      try #require(result.status == 0, "\(result.error)")
    }
    let result = try synapse(
      "resume", "short", "--duration", "30 s", "--quiet", in: scratch.folder)
    #expect(result.status == 0, "\(result.error)")
    for name in ["study.yaml", "trace/time_s.npy", "trace/rho.npy"] {
      #expect(
        try Data(contentsOf: scratch.url("short/\(name)"))
          == Data(contentsOf: scratch.url("long/\(name)")), "\(name)")
    }
    let wrong = try synapse("resume", "steps", "--duration", "30 s", in: scratch.folder)
    #expect(
      wrong.status == 65 && wrong.error.contains("does not say how long a learning step is"),
      "\(wrong.error)")
  }
}
