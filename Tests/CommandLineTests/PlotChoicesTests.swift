import Foundation
import Testing

/// What can be chosen of histograms and of layers, and what a terminal shows.
@Suite(.enabled(if: hasGnuplot, "gnuplot is not here")) struct PlotChoicesTests {
  private static let study = """
    duration: 100
    synapses: 40
    drive: {kind: heldNoise, window: 10, sd: 1}
    synapse: {initial: {w_f: {normal: [0, 1]}}}
    record: {every: 1, synapses: all}

    """

  private func run(_ settings: String..., to output: String, in scratch: Scratch) throws {
    try scratch.write(Self.study, to: "s.yaml")
    let result = try Program.run(
      "synapse",
      ["run", "s.yaml", "--output", output, "--quiet"] + settings.flatMap { ["--set", $0] },
      in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
  }

  private func plot(_ arguments: String..., in scratch: Scratch) throws -> Program.Result {
    try Program.run("synapse", ["plot"] + arguments, in: scratch.folder)
  }

  private func script(_ arguments: [String], in scratch: Scratch) throws -> String {
    let result = try Program.run(
      "synapse", ["plot"] + arguments + ["--output", "f.svg"], in: scratch.folder)
    try #require(result.status == 0, "\(arguments): \(result.error)")
    return try scratch.read("f.gp")
  }

  // MARK: Histograms

  /// A histogram of a time counts what the table of the same run has at that time.
  @Test func histogramsAreOfTheirTimes() throws {
    let scratch = try Scratch()
    try run("record.format=npy", to: "a", in: scratch)
    try run(to: "b", in: scratch)
    let table = try Trace(scratch.url("b/trace.csv"))
    let column = try #require(table.columns.firstIndex(of: "w_f"))
    let script = try script(["a/trace/w_f.npy", "--times", "0,33.4,1e9"], in: scratch)
    let times = script.matches(of: #/title 't = (\d+)'/#).compactMap { Double($0.1) }
    // Each the recorded one that is nearest.
    #expect(times == [0, 33, 100])
    let blocks = script.components(separatedBy: "value,density\n").dropFirst().map { block in
      block.components(separatedBy: "EOD")[0].split(separator: "\n").map {
        $0.split(separator: ",").map { Double($0)! }
      }
    }
    #expect(blocks.count == 3)
    for (time, rows) in zip(times, blocks) {
      let width = rows[1][0] - rows[0][0]
      let weights = table.rows.filter { $0[0] == time }.map { $0[column] }
      #expect(weights.count == 40)
      for row in rows {
        // The stretches are half open; no weight lies at an edge but the largest of all.
        let count = weights.count { ($0 - row[0]).magnitude <= width / 2 * (1 + 1e-9) }
        #expect((row[1] * width * 40 - Double(count)).magnitude < 1e-6, "t = \(time): \(row)")
      }
    }
    let standard = try self.script(["a/trace/w_f.npy"], in: scratch)
    #expect(
      standard.matches(of: #/title 't = (\d+)'/#).compactMap { Double($0.1) } == [0, 50, 100])
  }

  @Test(arguments: [
    (
      ["a/trace/time.npy", "--times", "0"], 65, "--times: found no time.npy of as many rows beside"
    ),
    (["b/trace.csv", "--times", "0"], 65, "--times is for an array, which this is not"),
    (
      ["a/trace/w_f.npy", "--times", "1,1.2"], 65,
      "--times: found 1 and 1.2, to both of which the recorded time 1 is nearest"
    ),
    (["b/trace.csv", "--panels", "rho,rho"], 65, "--panels: found rho twice"),
    (["a/trace/w_f.npy", "--times", "x"], 64, "--times: found \"x\", expected numbers"),
    (
      ["a/trace/w_f.npy", "--times", "0,9", "--labels", "a"], 65,
      "--labels: found 1, expected as many as there are histograms: 2"
    ),
  ])
  func wrongTimesAreTold(_ arguments: [String], _ status: Int32, _ message: String) throws {
    let scratch = try Scratch()
    try run("record.format=npy", to: "a", in: scratch)
    try run(to: "b", in: scratch)
    let result = try Program.run(
      "synapse", ["plot"] + arguments + ["--output", "f.svg"], in: scratch.folder)
    #expect(result.status == status && result.error.contains(message), "\(result.error)")
    #expect(try !contents(scratch.folder).contains("f.svg"))
  }

  // MARK: Layers

  /// With --by layer each panel has the curves and the bands of one layer, a colour for each run.
  @Test func layersHavePanels() throws {
    let scratch = try Scratch()
    for (name, temperature) in [("cold", 1), ("warm", 9)] {
      let result = try Program.run(
        "synapse",
        [
          "run", "digits", "--output", name, "--quiet", "--set", "epochs=2", "--set", "seeds=2",
          "--set", "drive.layers=[5, 4]", "--set", "synapse.temperature=\(temperature)",
        ], in: scratch.folder)
      try #require(result.status == 0, "\(result.error)")
    }
    let files = ["cold/layers-seeds.csv", "warm/layers-seeds.csv"]
    let script = try script(files + ["--panels", "angle,norm_ratio", "--by", "layer"], in: scratch)
    let panels = script.components(separatedBy: "set title '").dropFirst()
    #expect(panels.count == 6)
    for (number, panel) in panels.enumerated() {
      let layer = number % 3
      #expect(panel.hasPrefix("layer \(layer + 1): "))
      let rows = panel.matches(of: #/every 3::(\d)/#).map { $0.1 }
      #expect(rows.count == 4 && rows.allSatisfy { $0 == "\(layer)" }, "\(panel)")
      let name = number < 3 ? "angle" : "norm_ratio"
      #expect(panel.matches(of: try Regex("column\\('\(name)_sd'\\)")).count == 4)
    }
    #expect(!script.contains("keyentry with linespoints"))
    #expect(script.contains("title 'cold'") && script.contains("title 'warm'"))
    for (options, message) in [
      (["--by", "epoch"], "--by: found \"epoch\", expected layer, a panel for each"),
      (["--panels", "angle", "--by", "layr"], "--by: found \"layr\", expected layer"),
    ] {
      let result = try Program.run(
        "synapse", ["plot"] + files + options + ["--output", "g.svg"], in: scratch.folder)
      #expect(result.status == 65 && result.error.contains(message), "\(result.error)")
    }
    let learning = try plot(
      "cold/learning-seeds.csv", "--panels", "loss", "--by", "layer", "--output", "g.svg",
      in: scratch)
    #expect(
      learning.status == 65
        && learning.error.contains("--by layer: found no panel of layers among those"))
  }

  /// Wherever a legend of networks stands, each run is in it once, and with none in no place.
  @Test(arguments: [("below", 1), ("right", 1), ("topLeft", 1), ("none", 0)])
  func legendsAreWhereTheyAreWanted(_ place: String, _ count: Int) throws {
    let scratch = try Scratch()
    let result = try Program.run(
      "synapse", ["run", "digits", "--output", "net", "--quiet", "--set", "epochs=2"],
      in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
    try FileManager.default.copyItem(at: scratch.url("net"), to: scratch.url("other"))
    let script = try script(
      ["net/learning.csv", "other/learning.csv", "--key", place], in: scratch)
    for name in ["net", "other"] {
      #expect(script.components(separatedBy: "title '\(name)'").count == count + 1, "\(name)")
    }
    #expect(script.contains("set key on") == (place == "topLeft"))
    #expect(script.contains("set key at screen") == ["below", "right"].contains(place))
  }

  // MARK: Terminals

  /// Each synapse has a sign of its own, which the legend tells, and theory has dots.
  @Test func terminalsHaveSigns() throws {
    let scratch = try Scratch()
    try run(
      "drive={kind: constant, gradient: 0.5}", "synapses=10",
      "synapse.initial.w_f={uniform: [-1, 1]}", to: "a", in: scratch)
    let rho = try plot("a/trace.csv", "--terminal", "--panels", "rho", in: scratch)
    try #require(rho.status == 0, "\(rho.error)")
    #expect(rho.output.contains("ρ, equilibrium 1/(|g|+ε) (.)"))
    let lines = rho.output.split(separator: "\n").map(String.init)
    let bottom = try #require(lines.lastIndex { $0.contains("time (learning steps)") })
    #expect(lines[..<bottom].contains { $0.contains("......") })
    let legend = lines[(bottom + 1)...].joined(separator: " ")
    // Four synapses, spread over those recorded, each with a sign.
    let signs = legend.matches(of: #/(\d): g = 0.5 +([*#$%@&=])\2+/#)
    #expect(signs.map { String($0.1) }.sorted() == ["0", "3", "6", "9"], "\(rho.output)")
    #expect(Set(signs.map { String($0.2) }).count == 4)
    let weights = try plot(
      "a/trace.csv", "--terminal", "--panels", "weights", "--synapses", "7", in: scratch)
    #expect(weights.output.contains("w_b (-)") && weights.output.contains("----"))
  }

  /// The gallery shows what a terminal does.
  @Test func theGalleryHasATerminal() throws {
    let scratch = try Scratch()
    let run = try synapse(
      "run", "equilibrium", "--output", "out/equilibrium", "--quiet", in: scratch.folder)
    try #require(run.status == 0, "\(run.error)")
    let block = try #require(
      try Documentation.blocks(of: "docs/gallery.md").first { $0.text.hasPrefix("$ ") })
    var lines = block.text.split(separator: "\n").map(String.init)
    let result = try Documentation.run(String(lines.removeFirst().dropFirst(2)), in: scratch.folder)
    // A form feed begins a page.
    let shown = result.output.replacing("\u{0C}", with: "").split(separator: "\n").map { line in
      String(line.reversed().drop { $0 == " " }.reversed())
    }.filter { !$0.isEmpty }
    #expect(shown == lines, "\(result.error)")
  }

  /// Runs are told apart in a terminal too.
  @Test func terminalsNameRuns() throws {
    let scratch = try Scratch()
    for name in ["left", "right"] {
      let result = try Program.run(
        "synapse",
        ["run", "digits", "--output", name, "--quiet", "--set", "epochs=5"], in: scratch.folder)
      try #require(result.status == 0, "\(result.error)")
    }
    let result = try plot(
      "left/learning.csv", "right/learning.csv", "--terminal", "--panels", "accuracy", in: scratch)
    try #require(result.status == 0, "\(result.error)")
    #expect(result.output.contains(#/left \*+/#) && result.output.contains(#/right #+/#))
    #expect(result.output.contains("training (-)"))
  }

  // MARK: Numbers

  /// Values that hardly differ have axes whose numbers differ, with room for them.
  @Test(arguments: [(1.0, 1e-9), (-3e5, 1e-3), (1e-8, 1e-16), (7, 2)])
  func axesHaveDigitsEnough(_ start: Double, _ step: Double) throws {
    let scratch = try Scratch()
    let rows = (0..<5).map { "\($0),0,\(start + step * Double($0))" }
    try scratch.write(
      (["time,synapse,x"] + rows).joined(separator: "\n") + "\n", to: "t.csv")
    let script = try script(["t.csv", "--columns", "x"], in: scratch)
    let format = try #require(script.firstMatch(of: #/set format y '%(?:\.(\d+))?g'/#))
    let digits = format.1.map { Int($0)! } ?? 6
    let texts = (0..<5).map { String(format: "%.\(digits)g", start + step * Double($0)) }
    #expect(Set(texts).count == 5, "\(texts)")
    #expect((digits > 6) == (start != 7))
  }
}
