import Foundation
import Testing

/// Figures of traces, and what can be wrong with them.
@Suite(.enabled(if: hasGnuplot)) struct PlotTests {
  private func scratch() throws -> Scratch {
    let scratch = try Scratch()
    try scratch.write(smallStudy, to: "s.yaml")
    _ = try trace(of: "s.yaml", in: scratch)
    return scratch
  }

  @Test(arguments: [
    ("f.svg", "<?xml"), ("f.png", "\u{89}PNG"), ("f.pdf", "%PDF"), ("F.SVG", "<?xml"),
  ])
  func endingsDecideTheForm(_ name: String, _ start: String) throws {
    let scratch = try scratch()
    let result = try synapse("plot", "out/trace.csv", "--output", name, in: scratch.folder)
    #expect(result.status == 0, "\(result.error)")
    let data = try Data(contentsOf: scratch.url(name))
    #expect(data.starts(with: start.unicodeScalars.map { UInt8($0.value) }) && data.count > 1000)
    let script = name.prefix(1) + ".gp"
    #expect(try contents(scratch.folder) == [name, String(script), "out", "s.yaml"].sorted())
  }

  /// From its folder, by hand, with names that a shell or gnuplot could trip over.
  @Test(arguments: ["f", "it's \"two\" $x", "ü {a}_b^c"], ["figures", "a b's \"q\""])
  func scriptsDrawTheSameAgain(_ name: String, _ folder: String) throws {
    let scratch = try scratch()
    let place = scratch.url(folder)
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    let trace = "\(folder)/tra'ce_1.csv"
    try FileManager.default.copyItem(at: scratch.url("out/trace.csv"), to: scratch.url(trace))
    let result = try synapse(
      "plot", "out/trace.csv", trace, "--output", "\(folder)/\(name).svg", in: scratch.folder)
    #expect(result.status == 0, "\(result.error)")
    let figure = place.appendingPathComponent("\(name).svg")
    #expect(try isXML(figure))
    let drawn = try Data(contentsOf: figure)
    try FileManager.default.removeItem(at: figure)
    let again = try Program.run("/usr/bin/env", ["gnuplot", "\(name).gp"], in: place)
    #expect(again.status == 0, "\(again.error)")
    #expect(try Data(contentsOf: figure) == drawn)
  }

  /// The folders' names stand in the legend as they are, whatever they mean to gnuplot.
  @Test func legendsAreNotMarkup() throws {
    let scratch = try scratch()
    try FileManager.default.copyItem(at: scratch.url("out"), to: scratch.url("a_b^c{d}@e~"))
    let result = try synapse(
      "plot", "out/trace.csv", "a_b^c{d}@e~/trace.csv", "--output", "f.svg", "--columns", "w_f",
      in: scratch.folder)
    #expect(result.status == 0, "\(result.error)")
    let text = try String(contentsOf: scratch.url("f.svg"), encoding: .utf8)
      .replacing(#/<[^>]*>|\s/#, with: "")
    #expect(text.contains("a_b^c{d}@e~/trace.csv"))
  }

  @Test func columnsAreChosen() throws {
    let scratch = try scratch()
    let result = try synapse(
      "plot", "out/trace.csv", "--output", "f.svg", "--columns", "w_f,rho", in: scratch.folder)
    #expect(result.status == 0, "\(result.error)")
    let script = try String(contentsOf: scratch.url("f.gp"), encoding: .utf8)
    #expect(script.contains("column('w_f')") && script.contains("column('rho')"))
    #expect(!script.contains("m_plus"))
    let unknown = try synapse(
      "plot", "out/trace.csv", "--output", "g.svg", "--columns", "w_f,roh", in: scratch.folder)
    #expect(unknown.status == 65)
    #expect(
      unknown.error.contains("out/trace.csv:1: there is no column \"roh\" among time, synapse"))
    #expect(unknown.error.contains("did you mean \"rho\"?"))
    #expect(try contents(scratch.folder) == ["f.gp", "f.svg", "out", "s.yaml"])
  }

  /// The dashed ρ* is that of the run's own constants.
  @Test func equilibriaAreOfTheRunsConstants() throws {
    let scratch = try scratch()
    let settings = ["synapse.tau_rho=250", "synapse.gradient_gain=3"]
    _ = try trace(of: "s.yaml", settings: settings, in: scratch, to: "other")
    let result = try synapse("plot", "other/trace.csv", "--output", "f.svg", in: scratch.folder)
    #expect(result.status == 0)
    let script = try String(contentsOf: scratch.url("f.gp"), encoding: .utf8)
    #expect(script.contains("(0.004/(0.004*3.0*abs(column('g'))+"), "\(script)")
  }

  /// Names are data: what stands in backticks in a folder's name is drawn, not run.
  @Test func namesAreNotRun() throws {
    let scratch = try scratch()
    let folders = ["a`touch ran`", "b'\"$(touch ran)"]
    for folder in folders { _ = try trace(of: "s.yaml", settings: [], in: scratch, to: folder) }
    let traces = folders.map { "\($0)/trace.csv" }
    let result = try synapse(
      "plot", traces[0], traces[1], "--output", "f.svg", in: scratch.folder)
    #expect(result.status == 0, "\(result.error)")
    #expect(
      try contents(scratch.folder) == (folders + ["f.gp", "f.svg", "out", "s.yaml"]).sorted())
  }

  @Test func terminalsShowText() throws {
    let scratch = try scratch()
    let result = try synapse(
      "plot", "out/trace.csv", "--terminal", "--columns", "w_f", in: scratch.folder)
    #expect(result.status == 0 && result.error.isEmpty)
    #expect(result.output.contains("w_f") && !result.output.contains("\\"))
    // No colours: stdout is not a terminal.
    #expect(!result.output.contains("\u{1B}"))
    #expect(result.output.split(separator: "\n").count >= 18)
    #expect(try contents(scratch.folder) == ["out", "s.yaml"])
  }

  @Test(arguments: ["f.jpg", "f", "svg"])
  func wrongEndingsAreWrongUsage(_ name: String) throws {
    let scratch = try scratch()
    let result = try synapse("plot", "out/trace.csv", "--output", name, in: scratch.folder)
    #expect(result.status == 64)
    #expect(
      result.error.contains(
        "found \"\(name)\", expected a name that ends in .svg, .png, .pdf, .eps or"))
  }

  @Test(arguments: ["", "w_f,,rho", ","])
  func missingColumnNamesAreWrongUsage(_ columns: String) throws {
    let scratch = try scratch()
    let result = try synapse(
      "plot", "out/trace.csv", "--output", "f.svg", "--columns", columns, in: scratch.folder)
    #expect(result.status == 64)
    #expect(result.error.contains("--columns: found \"\(columns)\", expected names"))
  }

  @Test func foldersInTheWayAreNamed() throws {
    let scratch = try scratch()
    try FileManager.default.createDirectory(
      at: scratch.url("f.svg"), withIntermediateDirectories: true)
    let result = try synapse(
      "plot", "out/trace.csv", "--output", "f.svg", "--columns", "w_f, rho", in: scratch.folder)
    #expect(result.status == 73 && result.error.contains("f.svg: cannot be renamed into place"))
    #expect(try contents(scratch.folder) == ["f.gp", "f.svg", "out", "s.yaml"])
  }

  @Test(arguments: [
    ("", 1, "the file is empty"),
    ("a,b\n1,2\n", 1, "found the column \"a\", expected time: the columns of a trace"),
    ("time,synapse,g,w_f,w_b\n", 2, "the trace has no rows"),
    ("time,synapse,g,w_f,w_b\n0,0,1,x,1\n", 2, "column w_f: found \"x\""),
    ("time,synapse,g,w_f,w_b\n0,1e300,1,1,1\n", 2, "column synapse: found 1e+300"),
    ("time,synapse,g,g,w_f,w_b\n0,0,1,1,1,1\n", 1, "two columns have the same name, \"g\""),
    ("time,synapse,g,w_f,w_b\n0,0,1,1,1\n0,1,1,1,1\n1,1,1,1,1\n", 4, "rows of the same synapses"),
  ])
  func wrongTracesAreToldWithTheirLine(_ text: String, _ line: Int, _ message: String) throws {
    let scratch = try Scratch()
    try scratch.write(text, to: "t.csv")
    let result = try synapse("plot", "t.csv", "--output", "f.svg", in: scratch.folder)
    #expect(result.status == 65)
    #expect(result.error.hasPrefix("error: t.csv:\(line): "), "\(result.error)")
    #expect(result.error.contains(message), "\(result.error)")
  }

  @Test func missingFilesAreNamed() throws {
    let scratch = try scratch()
    let file = try synapse("plot", "no.csv", "--output", "f.svg", in: scratch.folder)
    #expect(file.status == 65)
    #expect(file.error.contains("no.csv: cannot be opened: No such file"))
    let folder = try synapse("plot", "out/trace.csv", "--output", "no/f.svg", in: scratch.folder)
    #expect(folder.status == 73 && folder.error.contains("No such file"))
  }

  /// A trace with one time only, as a failure at the start leaves it.
  @Test func singleTimesAreDrawn() throws {
    let scratch = try scratch()
    _ = try trace(
      of: "s.yaml", settings: ["record.every=null", "record={times: [5]}"], in: scratch, to: "one")
    let result = try synapse("plot", "one/trace.csv", "--output", "f.svg", in: scratch.folder)
    #expect(result.status == 0, "\(result.error)")
  }
}

@Suite struct MissingGnuplotTests {
  @Test func sayHowToGetIt() throws {
    let scratch = try Scratch()
    try scratch.write(smallStudy, to: "s.yaml")
    _ = try trace(of: "s.yaml", in: scratch)
    var environment = ProcessInfo.processInfo.environment
    environment["PATH"] = scratch.folder.path
    let plot = try Program.run(
      "synapse", ["plot", "out/trace.csv", "--output", "f.svg"], in: scratch.folder,
      environment: environment)
    #expect(plot.status == 69)
    #expect(plot.error.contains("gnuplot is not installed; get it with: apt-get install gnuplot"))
    // A comparison's numbers do not depend on it.
    let compare = try Program.run(
      "synapse",
      ["compare", "s.yaml", "--output", "c", "--set", "compare={dt: [1], rtol: [1e-4]}"],
      in: scratch.folder, environment: environment)
    #expect(compare.status == 0)
    #expect(compare.error.contains("warning: gnuplot is not installed"))
    #expect(FileManager.default.fileExists(atPath: scratch.url("c/compare.csv").path))
  }
}

/// Figures of runs that have not ended.
@Suite(.enabled(if: hasGnuplot)) struct UnfinishedPlotTests {
  /// A run that was killed within a row: the times that are whole are drawn, of all its synapses, from a copy.
  @Test func wholeTimesAreDrawn() throws {
    let scratch = try Scratch()
    try scratch.write(smallStudy, to: "s.yaml")
    let partial = scratch.url("out/.trace.csv.partial")
    func size() -> Int {
      usleep(20_000)
      return (try? Data(contentsOf: partial).count) ?? 0
    }
    let killed = try Program.run(
      "synapse",
      [
        "run", "s.yaml", "--output", "out", "--quiet", "--set", "duration=1e6", "--set",
        "record.every=1", "--set", "integrator={method: euler, dt: 1e-2}", "--set",
        "synapse.gradient_gain=3",
      ], in: scratch.folder, signal: SIGKILL, interruptWhen: { size() > 1 << 20 })
    #expect(killed.wasSignalled)
    #expect(!FileManager.default.fileExists(atPath: scratch.path("out/trace.csv")))
    let written = try Data(contentsOf: partial)
    let result = try synapse("plot", "out/trace.csv", "--output", "f.svg", in: scratch.folder)
    #expect(result.status == 0, "\(result.error)")
    #expect(
      result.error.hasPrefix("note: out/trace.csv: the run was interrupted"), "\(result.error)")
    #expect(try isXML(scratch.url("f.svg")))
    #expect(try contents(scratch.folder) == ["f-so-far.csv", "f.gp", "f.svg", "out", "s.yaml"])
    #expect(try Data(contentsOf: partial) == written)
    let copy = try Data(contentsOf: scratch.url("f-so-far.csv"))
    #expect(written.starts(with: copy))
    let rows = try Trace(scratch.url("f-so-far.csv")).fields
    #expect(rows.count % 2 == 0 && rows.last?[1] == "1" && rows[rows.count - 2][0] == rows.last?[0])
    // No more than the last time is missing.
    let lines = written.split(separator: UInt8(ascii: "\n")).count
    #expect(rows.count + 1 >= lines - 3)
    // Constants are known when a run has ended: neither ρ* nor K g is drawn.
    let script = try scratch.read("f.gp")
    #expect(script.contains("f-so-far.csv") && script.contains("column('rho')"))
    #expect(!script.contains("column('g')"))
    let shown = try synapse("plot", "out/trace.csv", "--terminal", in: scratch.folder)
    #expect(shown.status == 0 && shown.output.contains("momentum"), "\(shown.error)")
  }

  /// A run that has written nothing yet says so, and a killed network's epochs are drawn.
  @Test func whatIsThereIsTold() throws {
    let scratch = try Scratch()
    try scratch.write(
      "time,synapse,g,w_f,w_b\n0.0,0,1.0,0.5,0.5\n0.0,1,1.", to: "out/.trace.csv.partial")
    let none = try synapse("plot", "out/trace.csv", "--output", "f.svg", in: scratch.folder)
    #expect(
      none.status == 65 && none.error.contains("has written no whole time yet"), "\(none.error)")
    #expect(try contents(scratch.folder) == ["out"])
    let killed = try Program.run(
      "synapse",
      ["run", "digits", "--output", "net", "--quiet", "--set", "epochs=100000"],
      in: scratch.folder, signal: SIGKILL,
      interruptWhen: {
        usleep(20_000)
        return ((try? NumberTable(scratch.url("net/learning.csv")).rows.count) ?? 0) > 3
      })
    #expect(killed.wasSignalled)
    let drawn = try synapse("plot", "net/learning.csv", "--output", "l.svg", in: scratch.folder)
    #expect(
      drawn.status == 0 && drawn.error.hasPrefix("note: net/learning.csv: "), "\(drawn.error)")
  }
}
