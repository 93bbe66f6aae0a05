import Foundation
import Testing

/// `compare-errors.csv`: the errors of each trial over time, and their figure.
@Suite struct CompareErrorsTests {
  private static let study = """
    duration: 12
    drive: {kind: heldNoise, window: 3, sd: 0.5}
    synapses: 2
    record: {every: 3, synapses: all}
    compare: {dt: [5, 1, 0.25], rtol: [1e-3, 1e-6]}

    """
  private static let header = "method,dt,rtol,time,error_max,error_rms"

  /// The rows of a table as texts.
  private func rows(_ name: String, in scratch: Scratch) throws -> [[String]] {
    try scratch.read(name).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  private func compare(_ study: String, _ arguments: String..., in scratch: Scratch) throws
    -> Program.Result
  {
    try scratch.write(study, to: "s.yaml")
    let result = try Program.run(
      "synapse", ["compare", "s.yaml", "--output", "out"] + arguments, in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
    return result
  }

  /// Every trial that compare.csv tells has its recorded times, whose largest error is the one there, and whose mean square is.
  @Test func timesMakeUpWhatIsToldOfTrials() throws {
    let scratch = try Scratch()
    _ = try compare(Self.study, in: scratch)
    let errors = try rows("out/compare-errors.csv", in: scratch)
    #expect(errors[0].joined(separator: ",") == Self.header)
    let trials = try rows("out/compare.csv", in: scratch).dropFirst()
    #expect(Set(errors.dropFirst().map { $0[..<3] }) == Set(trials.map { $0[..<3] }))
    for trial in trials {
      let own = errors.filter { $0[..<3] == trial[..<3] }
      #expect(own.map { $0[3] } == ["0.0", "3.0", "6.0", "9.0", "12.0"], "\(trial)")
      #expect(own.map { Double($0[4])! }.max() == Double(trial[3]), "\(trial)")
      // As many errors at each time; the order of sums is another.
      let square = own.map { pow(Double($0[5])!, 2) }.reduce(0, +) / Double(own.count)
      #expect(
        (square.squareRoot() - Double(trial[4])!).magnitude <= 1e-14 * Double(trial[4])!,
        "\(trial)")
      #expect(own.allSatisfy { Double($0[5])! <= Double($0[4])! })
      #expect(Double(own[0][4]) == 0)
    }
    // Steps of 5 end with windows of 3, those of 20 do: one run, told as steps of 5.
    let merged = try Scratch()
    _ = try compare(Self.study.replacing("dt: [5,", with: "dt: [20, 5,"), in: merged)
    #expect(try merged.read("out/compare-errors.csv") == scratch.read("out/compare-errors.csv"))
  }

  /// The same bytes however long trials took.
  @Test func bytesAreTheSame() throws {
    let texts = try (0..<2).map { _ in
      let scratch = try Scratch()
      _ = try compare(Self.study, "--quiet", in: scratch)
      return try scratch.read("out/compare-errors.csv")
    }
    #expect(texts[0] == texts[1])
  }

  /// The errors of Euler's own trace beside that of the propagator, relative to the largest magnitude there. The reference is
  /// the propagator with other windows, which agrees to some roundings.
  @Test func errorsAreThoseOfTraces() throws {
    let scratch = try Scratch()
    _ = try compare(Self.study, in: scratch)
    let exact = try trace(
      of: "s.yaml", settings: ["integrator.method=exact"], in: scratch, to: "exact")
    let euler = try trace(
      of: "s.yaml", settings: ["integrator={method: euler, dt: 0.25}"], in: scratch, to: "euler")
    // Not the signal; m is made of two of these, and shown too.
    let shown = exact.columns.filter { !["time", "synapse", "g"].contains($0) }
    var largest = Array(repeating: 0.0, count: 5)
    for synapse in 0..<2 {
      for column in shown {
        let (r, y) = try (
          exact.values(column, synapse: synapse), euler.values(column, synapse: synapse)
        )
        let scale = r.map(\.magnitude).max()!
        for k in 0..<5 {
          largest[k] = max(largest[k], (y[k] - r[k]).magnitude / (scale == 0 ? 1 : scale))
        }
      }
    }
    let told = try rows("out/compare-errors.csv", in: scratch)
      .filter { $0[0] == "euler" && $0[1] == "0.25" }.map { Double($0[4])! }
    #expect(told.count == 5 && told[4] > 1e-3)
    for (k, error) in told.enumerated() {
      #expect((error - largest[k]).magnitude < 1e-12, "\(k): \(told), \(largest)")
    }
  }

  /// A trial that fails has the times that it reached with a number.
  @Test func failedTrialsHaveWhatTheyReached() throws {
    let scratch = try Scratch()
    let result = try compare(
      """
      duration: 2000
      synapse: {tau_rho: 10, m0: 100}
      drive: {kind: constant, gradient: [100, 1]}
      record: {every: 100, synapses: all}
      compare: {dt: [10, 0.05], rtol: [1e-6]}
      """, "--methods", "euler", in: scratch)
    let errors = try rows("out/compare-errors.csv", in: scratch).dropFirst()
    let failed = errors.filter { $0[1] == "10.0" }.map { Double($0[3])! }
    #expect(failed.first == 0 && failed.count > 1 && failed.count < 21, "\(failed)")
    #expect(errors.count { $0[1] == "0.05" } == 21)
    #expect(errors.allSatisfy { Double($0[4])!.isFinite && Double($0[5])!.isFinite })
    #expect(result.output.contains("notFinite"))
  }

  /// A later run into the same folder leaves nothing of a comparison.
  @Test func runsRemoveThem() throws {
    let scratch = try Scratch()
    _ = try compare(Self.study, "--methods", "euler,exact", in: scratch)
    #expect(
      try !hasGnuplot || contents(scratch.url("out")).contains("error-over-time.svg"))
    _ = try trace(of: "s.yaml", options: ["--force"], in: scratch)
    let left = try contents(scratch.url("out"))
    for name in ["compare", "work-precision", "error-over-time"] {
      #expect(!left.contains { $0.hasPrefix(name) }, "\(left)")
    }
  }

  // MARK: Figure

  @Test(.enabled(if: hasGnuplot)) func figuresHaveAPanelForEachMethod() throws {
    let scratch = try Scratch()
    _ = try compare(Self.study, in: scratch)
    #expect(try isXML(scratch.url("out/error-over-time.svg")))
    let script = try scratch.read("out/error-over-time.gp")
    for title in ["Euler", "RK4", "collocation", "dormandPrince"] {
      #expect(script.contains("set title '\(title)'"), "\(title)")
    }
    for entry in ["dt = 5", "dt = 1", "dt = 0.25", "rtol = 0.001", "rtol = 1e-06"] {
      #expect(script.matches(of: try Regex("title '\(entry)'")).count == 1, "\(entry)")
    }
    // One range for all panels, and nothing at the start, where all are equal.
    #expect(script.matches(of: /set yrange/).count == 1)
    #expect(script.contains("set logscale y"))
    #expect(!script.contains(/(?m)^0\.0,/) && script.contains(/(?m)^3\.0,/))
    // From dark to light: the coarsest step and tolerance are alike, so are the finest.
    for (entry, color) in [
      ("dt = 5", "#440154"), ("dt = 0.25", "#d8e219"), ("rtol = 0.001", "#440154"),
      ("rtol = 1e-06", "#d8e219"),
    ] {
      #expect(script.contains("lc rgb '\(color)' title '\(entry)'"), "\(entry)")
    }
    let drawn = try Data(contentsOf: scratch.url("out/error-over-time.svg"))
    let again = try Program.run(
      "/usr/bin/env", ["gnuplot", "error-over-time.gp"], in: scratch.url("out"))
    #expect(again.status == 0 && again.error.isEmpty, "\(again.error)")
    #expect(try Data(contentsOf: scratch.url("out/error-over-time.svg")) == drawn)
  }

  @Test(.enabled(if: hasGnuplot)) func figuresAreAsSomebodyWants() throws {
    let scratch = try Scratch()
    _ = try compare(Self.study, "--quiet", in: scratch)
    func plot(_ arguments: String...) throws -> Program.Result {
      try Program.run(
        "synapse", ["plot", "out/compare-errors.csv"] + arguments, in: scratch.folder)
    }
    for options in [
      ["--panels", "rk4,euler"], ["--log", "none"], ["--log", "x,y"],
      ["--range", "x=4:8,y=1e-9:1"],
      ["--colors", "#112233,#445566"], ["--key", "right"],
    ] {
      let result = try Program.run(
        "synapse", ["plot", "out/compare-errors.csv", "--output", "f.svg"] + options,
        in: scratch.folder)
      #expect(result.status == 0 && result.error.isEmpty, "\(options): \(result.error)")
      #expect(try isXML(scratch.url("f.svg")))
      let script = try scratch.read("f.gp")
      if options[0] == "--panels" {
        #expect(
          script.matches(of: /set title '(RK4|Euler)'/).map { String($0.1) } == ["RK4", "Euler"])
        #expect(!script.contains("rtol"))
      }
    }
    #expect(try plot("--output", "f.png").status == 0)
    let text = try plot("--terminal")
    #expect(text.status == 0 && text.output.contains("Euler") && text.output.contains("dt = 0.25"))
    let wrong = try plot("--output", "f.svg", "--panels", "eulr")
    #expect(
      wrong.status == 65 && wrong.error.contains("--panels: found \"eulr\", expected some of euler")
    )
    #expect(wrong.error.contains("did you mean \"euler\"?"))
    let other = try plot("--output", "f.svg", "--columns", "error_rms")
    #expect(other.status == 65 && other.error.contains("which this is not"))
  }

  /// Of more times than a figure shows apart the extremes are drawn: so is an error that is there at one time alone.
  @Test(.enabled(if: hasGnuplot)) func longTablesAreThinned() throws {
    let scratch = try Scratch()
    var table = "\(Self.header)\n"
    for dt in ["0.5", "0.25"] {
      for k in 0...20_000 {
        let error = k == 12_345 ? "0.125" : "\(1e-3 + 1e-9 * Double(k))"
        table += "euler,\(dt),,\(k).0,\(error),0.0\n"
      }
    }
    try scratch.write(table, to: "compare-errors.csv")
    let result = try Program.run(
      "synapse", ["plot", "compare-errors.csv", "--output", "f.svg"], in: scratch.folder)
    #expect(result.status == 0, "\(result.error)")
    let script = try scratch.read("f.gp")
    #expect(script.matches(of: /(?m)^12345\.0,0\.125$/).count == 2)
    let points = script.matches(of: /(?m)^\d+\.0,/).count
    #expect(points > 2000 && points <= 2 * 2002, "\(points)")
  }

  /// Times whose distance is more than a number can be are drawn as well as they can be.
  @Test(.enabled(if: hasGnuplot)) func timesAreFarApart() throws {
    let scratch = try Scratch()
    let times = ["-1e308"] + (1...2100).map { "\($0).0" } + ["1e308"]
    try scratch.write(
      "\(Self.header)\n" + times.map { "euler,1.0,,\($0),0.5,0.1\n" }.joined(),
      to: "compare-errors.csv")
    let result = try Program.run(
      "synapse", ["plot", "compare-errors.csv", "--output", "f.svg"], in: scratch.folder)
    #expect(result.status == 0 && !result.wasSignalled, "\(result.error)")
  }

  /// Where a learning step lasts some time, the table and the figure have both times.
  @Test(.enabled(if: hasGnuplot)) func secondsAreToldToo() throws {
    let scratch = try Scratch()
    _ = try compare("learning_step: 50 ms\n" + Self.study, "--methods", "euler", in: scratch)
    let errors = try rows("out/compare-errors.csv", in: scratch)
    #expect(errors[0][3...4] == ["time", "time_s"] && errors[2][3...4] == ["3.0", "0.15"])
    let script = try scratch.read("out/error-over-time.gp")
    #expect(script.contains("learning steps of 50 ms") && script.contains("x2label 'time (ms)'"))
  }

  @Test(
    .enabled(if: hasGnuplot),
    arguments: [
      ("euler,1.0,,1.0,0.0,0.0\n", ":2: found no error above 0, expected one to draw"),
      ("", ":2: found no error above 0, expected one to draw"),
      (
        "euler,1.0,,1.0,0.5,0.1\neuler,1.0,,0.5,0.5,0.1\n",
        ":3: time 0.5 follows 1.0, expected ascending times of each trial"
      ),
      ("euler,1.0,,,0.5,0.1\n", ":2: column time: found nothing, expected a time"),
      ("euler,1.0,,1.0,inf,0.1\n", ":2: column error_max: found \"inf\", expected a finite number"),
    ])
  func wrongTablesAreRefused(_ rows: String, _ message: String) throws {
    let scratch = try Scratch()
    try scratch.write("\(Self.header)\n\(rows)", to: "compare-errors.csv")
    let result = try Program.run(
      "synapse", ["plot", "compare-errors.csv", "--output", "f.svg"], in: scratch.folder)
    #expect(result.status == 65 && result.error.contains(message), "\(result.error)")
  }
}
