import DataFiles
import Foundation
import Testing

/// How figures are wanted: options that hold for every kind, and those of some.
@Suite(.enabled(if: hasGnuplot, "gnuplot is not here")) struct PlotOptionsTests {
  private static let study = """
    duration: 100
    drive: {kind: constant, gradient: [0.5, -0.25, 0.1]}
    synapse: {tau_rho: 20}
    record: {every: 1}

    """

  private func scratch() throws -> Scratch {
    let scratch = try Scratch()
    try scratch.write(Self.study, to: "s.yaml")
    _ = try trace(of: "s.yaml", in: scratch, to: "a")
    return scratch
  }

  private func plot(_ arguments: [String], in scratch: Scratch) throws -> Program.Result {
    try Program.run("synapse", ["plot"] + arguments, in: scratch.folder)
  }

  private func script(
    _ arguments: String..., to figure: String = "f.svg", in scratch: Scratch
  ) throws -> String {
    let result = try plot(arguments + ["--output", figure], in: scratch)
    try #require(result.status == 0, "\(arguments): \(result.error)")
    return try scratch.read("\(figure.prefix { $0 != "." }).gp")
  }

  // MARK: Two times

  /// Where a learning step lasts some seconds, the axis above is that of the axis below as it is wanted.
  @Test func axesOfSecondsFollowThoseOfSteps() throws {
    let scratch = try Scratch()
    for (name, record) in [("even", "every: 1"), ("log", "log: [1, 100, 20]")] {
      let study = Self.study.replacing("every: 1", with: record)
      try scratch.write("learning_step: 5 ms\n" + study, to: "\(name).yaml")
      let run = try Program.run(
        "synapse", ["run", "\(name).yaml", "--output", name, "--quiet"], in: scratch.folder)
      try #require(run.status == 0, "\(run.error)")
      for options in [["--log", "x"], ["--log", "none"], ["--range", "x=10:60"], []] {
        let result = try plot(
          ["\(name)/trace.csv", "--output", "f.svg"] + options, in: scratch)
        #expect(result.status == 0, "\(name) \(options): \(result.error)")
        let script = try scratch.read("f.gp")
        if options.first == "--range" { #expect(!script.contains("xrange [1.0:")) }
        if options.last == "x" { #expect(!script.contains("set link x2")) }
        if options.last == "none" { #expect(!script.contains("logscale x2")) }
      }
    }
  }

  // MARK: Size

  /// A column of a journal is 8.6 cm wide and its letters 8 points high, in the file itself: one panel by default, two in a row in two
  /// columns.
  @Test func filesHaveTheSizeOfAColumn() throws {
    let scratch = try scratch()
    func box(_ arguments: String...) throws -> [Double] {
      let result = try plot(["a/trace.csv", "--output", "f.eps"] + arguments, in: scratch)
      try #require(result.status == 0, "\(result.error)")
      let text = try scratch.read("f.eps")
      let box = try #require(text.firstMatch(of: /%%BoundingBox: 0 0 ([0-9.]+) ([0-9.]+)/))
      return try [#require(Double(box.1)), #require(Double(box.2))]
    }
    // Boxes are whole points.
    #expect(try (box("--panels", "rho")[0] - 8.6 / 2.54 * 72).magnitude <= 1)
    #expect(try (box()[0] - 17.8 / 2.54 * 72).magnitude <= 1)
    let asked = try box("--panels", "rho", "--width", "8.6cm", "--height", "60mm")
    #expect(
      (asked[0] - 8.6 / 2.54 * 72).magnitude <= 1 && (asked[1] - 6 / 2.54 * 72).magnitude <= 1)
    for (length, points) in [("3in", 216.0), ("200pt", 200)] {
      #expect(try (box("--panels", "m", "--width", length)[0] - points).magnitude <= 1)
    }
    // A pixel of an SVG is 1/96 inch, of a PNG here 1/300.
    _ = try script(
      "a/trace.csv", "--panels", "rho", "--width", "9in", "--height", "3in", in: scratch)
    let svg = try scratch.read("f.svg")
    #expect(svg.contains("width=\"864\" height=\"288\""))
    // 8 points are 10 2/3 pixels.
    #expect(svg.contains("font-size=\"10.67\""))
    _ = try script(
      "a/trace.csv", "--panels", "rho", "--width", "2in", "--height", "1.5in", "--key", "none",
      to: "f.png",
      in: scratch)
    let png = try Data(contentsOf: scratch.url("f.png"))
    #expect([UInt8](png[16..<24]) == [0, 0, 2, 88, 0, 0, 1, 194])
  }

  /// TikZ is LaTeX: symbols are its own, and what it gives a meaning to is escaped.
  @Test func drawingsForLaTeX() throws {
    let scratch = try scratch()
    _ = try script(
      "a/trace.csv", "--labels", "a_b,50 %,#3", "--title", "η & ρ", "--panels",
      "rho,weights", "--log", "y", "--range", "y=0.1:1000", to: "f.tex", in: scratch)
    let text = try scratch.read("f.tex")
    #expect(text.contains("\\begin{tikzpicture}") && text.contains("\\end{tikzpicture}"))
    for expected in [
      "a\\_b", "50 \\%", "\\#3", "\\ensuremath{\\eta} \\& \\ensuremath{\\rho}",
      "w\\ensuremath{_{\\mathrm{f}}}", "10\\ensuremath{^{\\mathrm{",
    ] {
      #expect(text.contains(expected), "\(expected)")
    }
    // Two dollars side by side would begin a formula of its own.
    #expect(!text.contains("ρ") && !text.contains("⟨") && !text.contains("$$"))
  }

  // MARK: What is drawn

  /// Columns keep the scale, the symbol and the companion of the panel that they are in by themselves.
  @Test func columnsKeepTheirCompanions() throws {
    let scratch = try scratch()
    let script = try script("a/trace.csv", "--columns", "rho,w_f,w_b,g", in: scratch)
    #expect(script.components(separatedBy: "\nplot ").count == 4)
    #expect(script.contains("set ylabel 'ρ'") && script.contains("1/(|g|+ε) (dotted)"))
    #expect(script.contains("'weights w_f, w_b (dashed)'"))
    let panel = try self.script("a/trace.csv", "--panels", "rho", in: scratch)
    let column = try self.script("a/trace.csv", "--columns", "rho", in: scratch)
    #expect(panel == column)
    let portrait = try self.script("a/trace.csv", "--panels", "phase", in: scratch)
    #expect(portrait.contains("using (column('m')):(column('rho'))"))
    #expect(portrait.contains("set xlabel 'm'") && portrait.contains("set ylabel 'ρ'"))
  }

  @Test func synapsesAndNamesAreChosen() throws {
    let scratch = try scratch()
    let script = try script(
      "a/trace.csv", "--panels", "m", "--synapses", "2,0", "--labels", "weak,strong", "--colors",
      "#112233,#445566", "--title", "50 % of_all", in: scratch)
    let curves = script.matches(
      of: /every 3::([0-9]) .* with lines lw 2.0 lc rgb '(.*)' title '(.*)'/)
    #expect(curves.map { "\($0.1) \($0.2) \($0.3)" } == ["2 #112233 weak", "0 #445566 strong"])
    #expect(script.contains("set title '50 % of\\_all'"))
    #expect(try scratch.read("f.svg").contains("50 % of_all"))
    _ = try trace(of: "s.yaml", settings: ["synapse.tau_rho=30"], in: scratch, to: "b")
    let both = try self.script(
      "a/trace.csv", "b/trace.csv", "--labels", "slow,fast", "--panels", "rho", in: scratch)
    #expect(both.contains("title 'slow'") && both.contains("title 'fast'"))
  }

  /// Axes are as somebody wants them, and ranges are of what is drawn.
  @Test func axesAreChosen() throws {
    let scratch = try scratch()
    let log = try script(
      "a/trace.csv", "--panels", "rho", "--log", "x,y", "--range", "y=0.5:20", in: scratch)
    try expectNumbers(log)
    #expect(log.contains("set logscale x") && log.contains("set logscale y"))
    // The first time above 0.
    #expect(log.contains("set xrange [1.0:100.0]") && log.contains("set yrange [0.5:20.0]"))
    #expect(!log.contains("unset logscale"))
    let linear = try script("a/trace.csv", "--panels", "difference", "--log", "none", in: scratch)
    #expect(!linear.contains("set logscale"))
    let key = try script("a/trace.csv", "--key", "none", "--title", "", in: scratch)
    #expect(!key.contains("set key at") && !key.contains("set title '"))
    #expect(try script("a/trace.csv", "--key", "topLeft", in: scratch).contains("inside left top"))
    try scratch.write("set border 3\nset tics out\n", to: "house.gp")
    let styled = try script("a/trace.csv", "--style", "house.gp", "--font", "Times", in: scratch)
    #expect(styled.components(separatedBy: "load 'house.gp'\nplot ").count == 5)
    #expect(styled.contains("font 'Times,"))
  }

  /// The second less the first, row by row; runs that did not record the same are told apart with their line.
  @Test func differencesAreDrawn() throws {
    let scratch = try scratch()
    let first = try trace(of: "s.yaml", in: scratch, to: "a2")
    let second = try trace(of: "s.yaml", settings: ["synapse.tau_rho=30"], in: scratch, to: "b")
    let script = try script(
      "a/trace.csv", "b/trace.csv", "--difference", "--panels", "rho", in: scratch)
    #expect(script.contains("set ylabel 'Δρ'") && script.contains("b − a"))
    let difference = try Trace(scratch.url("f-difference.csv"))
    for synapse in 0..<3 {
      let found = try difference.values("rho", synapse: synapse)
      let expected = try zip(
        second.values("rho", synapse: synapse), first.values("rho", synapse: synapse)
      ).map { $0 - $1 }
      #expect(found == expected && found.contains { $0.magnitude > 0.01 })
    }
    _ = try trace(of: "s.yaml", settings: ["record.every=2"], in: scratch, to: "c")
    let other = try plot(
      ["a/trace.csv", "c/trace.csv", "--difference", "--output", "g.svg"], in: scratch)
    #expect(
      other.status == 65 && other.error.contains("c/trace.csv:5: --difference: found time 2"),
      "\(other.error)")
    let alone = try plot(["a/trace.csv", "--difference", "--output", "g.svg"], in: scratch)
    #expect(alone.status == 65 && alone.error.contains("found 1 file, expected two"))
  }

  /// Over two keys: curves of the one, a curve for each value of the other.
  @Test func sweepsAreDrawnAsCurves() throws {
    let scratch = try Scratch()
    var text = "index,a,b,seed,status,r,other,message\n"
    for (index, values) in [(1, 1), (1, 2), (2, 1), (2, 2), (4, 1), (4, 2)].enumerated() {
      text += "\(index),\(values.0),\(values.1),1,finished,\(10 * values.0 + values.1),7,\n"
    }
    try scratch.write(text, to: "sweep.csv")
    for options in [["--x", "a", "--by", "b"], ["--x", "a"], ["--by", "b"]] {
      let result = try plot(
        ["sweep.csv", "--result", "r", "--output", "f.svg"] + options, in: scratch)
      #expect(result.status == 0, "\(result.error)")
      let script = try scratch.read("f.gp")
      #expect(script.contains("$results1 << EOD\n1.0 11.0 11.0 11.0\n2.0 21.0 21.0 21.0\n4.0 41.0"))
      #expect(script.contains("$results2 << EOD\n1.0 12.0") && script.contains("title '2'"))
      try expectNumbers(script)
    }
    for (options, message) in [
      (["--x", "aa"], "--x: found \"aa\", expected a key that varies: a, b"),
      (["--x", "a", "--by", "a"], "--by: found a, which is the key across"),
      (["--result", "s"], "there is no result \"s\" among r, other"),
      (["--synapses", "1"], "--synapses is for a trace, which this is not"),
      (["--range", "x=0:1"], "--range x: has no effect"),
    ] {
      let result = try plot(["sweep.csv", "--output", "g.svg"] + options, in: scratch)
      #expect(
        result.status == 65 && result.error.contains(message),
        "\(options): \(result.status) \(result.error)")
    }
  }

  /// Numbers as far apart, and as near, as there are have histograms.
  @Test func arraysOfExtremesAreDrawn() throws {
    let scratch = try Scratch()
    for numbers in [[-1.7e308, 1.7e308], [0, 5e-324], [1, 1], [-1e-300, 1e300]] {
      let bytes = numbers.flatMap { number in
        (0..<8).map { UInt8(truncatingIfNeeded: number.bitPattern >> (8 * UInt64($0))) }
      }
      try Data(NPYFile.head(shape: [numbers.count]) + bytes).write(to: scratch.url("a.npy"))
      let result = try plot(["a.npy", "--output", "f.svg"], in: scratch)
      #expect(result.status == 0, "\(numbers): \(result.error)")
    }
  }

  /// Arrays become histograms whose area is 1, and predictions a matrix that has each example once.
  @Test func statesAndPredictionsAreDrawn() throws {
    let scratch = try Scratch()
    let run = try synapse(
      "run", "digits", "--output", "net", "--quiet", "--set", "epochs=2", "--set",
      "record.final=true", in: scratch.folder)
    try #require(run.status == 0, "\(run.error)")
    let script = try script(
      "net/final/layer-01/w_f.npy", "net/final/layer-02/w_f.npy", in: scratch)
    #expect(script.contains("title 'layer-01/w\\_f'") && script.contains("title 'layer-02/w\\_f'"))
    for block in script.components(separatedBy: "value,density\n").dropFirst() {
      let rows = block.components(separatedBy: "EOD")[0].split(separator: "\n")
        .map { $0.split(separator: ",").map { Double($0)! } }
      let area = rows.reduce(0) { $0 + $1[1] } * (rows[1][0] - rows[0][0])
      #expect(rows.count == 60 && (area - 1).magnitude < 1e-9)
    }
    let told = try synapse("evaluate", "net", "--output", "told", "--quiet", in: scratch.folder)
    try #require(told.status == 0, "\(told.error)")
    let predictions = try self.script("told/predictions.csv", in: scratch)
    let matrix = try self.script("told/confusion.csv", in: scratch)
    #expect(predictions == matrix)
    let counts = try NumberTable(scratch.url("told/confusion.csv"))
    for (label, row) in counts.rows.enumerated() {
      for (k, count) in row.dropFirst().enumerated() {
        let row = predictions.split(separator: "\n").first { $0.hasPrefix("\(k) \(label) ") }
        #expect(row?.hasSuffix(" \(Int(count))") == true)
      }
    }
  }

  // MARK: Mistakes

  @Test(arguments: [
    (
      ["--width", "8.6"],
      "--width: found \"8.6\", expected a length from 1in to 100in with its unit"
    ),
    (["--width", "1mm"], "--width: found \"1mm\""),
    (["--height", "xcm"], "--height: found \"xcm\""),
    (["--font-size", "0"], "--font-size: found 0.0, expected points from 3 to 72"),
    (["--log", "z"], "--log: found \"z\", expected x, y, x,y or none"),
    (["--range", "y=2:1"], "--range: found \"y=2:1\", expected FROM:TO"),
    (["--range", "y"], "--range: found \"y\""), (["--range", "x=0:nan"], "--range: found"),
    (["--colors", "red"], "--colors: found \"red\", expected colours such as #0072b2"),
    (["--key", "rigth"], "did you mean \"right\"?"),
    (["--synapses", "a"], "--synapses: found \"a\", expected whole numbers from 0"),
  ])
  func wrongOptionsAreWrongUsage(_ options: [String], _ message: String) throws {
    let scratch = try scratch()
    let result = try plot(["a/trace.csv", "--output", "f.svg"] + options, in: scratch)
    #expect(result.status == 64 && result.error.contains(message), "\(result.error)")
  }

  @Test(arguments: [
    (
      ["--panels", "roh"],
      "--panels: found \"roh\", expected some of m, rho, weights, difference, phase"
    ),
    (["--synapses", "3"], "--synapses: found 3, expected some of those recorded: 0, 1, 2"),
    (["--labels", "a,b"], "--labels: found 2, expected as many as there are synapses drawn: 3"),
    (["--x", "a"], "--x is for a sweep"), (["--style", "no.gp"], "no.gp: cannot be opened"),
    (["--log", "y"], "--log y: found -"),
  ])
  func whatCannotBeIsTold(_ options: [String], _ message: String) throws {
    let scratch = try scratch()
    let result = try plot(["a/trace.csv", "--output", "f.svg"] + options, in: scratch)
    #expect(result.status == 65 && result.error.contains(message), "\(result.error)")
    #expect(try contents(scratch.folder) == ["a", "s.yaml"])
  }
}
