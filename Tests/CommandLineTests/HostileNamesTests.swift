import Foundation
import Testing

/// Names and files of strangers are data: whatever they say, no program takes it for a command or an option.
@Suite(.enabled(if: hasGnuplot)) struct HostileNamesTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    try scratch.write(smallStudy, to: "s.yaml")
    _ = try trace(of: "s.yaml", in: scratch)
  }

  /// Whether a command was run that was nobody's to be run.
  private var hasRun: Bool {
    get throws { try contents(scratch.folder).contains { $0.hasPrefix("ran") } }
  }

  private func run(_ arguments: String...) throws -> Program.Result {
    let result = try Program.run("synapse", arguments, in: scratch.folder)
    #expect(try !hasRun, "\(arguments)")
    return result
  }

  /// Draws into a file, again by hand from the script, and into the terminal.
  private func draw(_ arguments: [String], to output: String = "f.svg") throws {
    let result = try Program.run(
      "synapse", ["plot", "--output=\(output)", "--terminal", "--"] + arguments, in: scratch.folder)
    #expect(result.status == 0, "\(result.error)")
    #expect(try !hasRun)
    let figure = scratch.url(output)
    #expect(try isXML(figure))
    let drawn = try Data(contentsOf: figure)
    try FileManager.default.removeItem(at: figure)
    let script = "./" + figure.deletingPathExtension().lastPathComponent + ".gp"
    let again = try Program.run(
      "/usr/bin/env", ["gnuplot", script], in: figure.deletingLastPathComponent())
    #expect(again.status == 0, "\(again.error)")
    #expect(try Data(contentsOf: figure) == drawn)
    #expect(try !hasRun)
  }

  private static let names = [
    "<touch ran;", "|touch ran;", "`touch ran`", "-ran", "--ran", "~", "+", "a\n!touch ran\n#",
    "a\r!touch ran\r#", "';!touch ran;'", "\u{1B}[31m", "$(touch ran)", "@ran", "50 %", "a\\",
  ]

  @Test(arguments: names) func filesOfAnyName(_ name: String) throws {
    try FileManager.default.copyItem(
      at: scratch.url("out/trace.csv"), to: scratch.url("\(name).csv"))
    try draw(["./\(name).csv", "\(name).csv"])
  }

  @Test(arguments: names) func foldersOfAnyName(_ name: String) throws {
    try FileManager.default.copyItem(at: scratch.url("out"), to: scratch.url(name))
    try draw(["\(name)/trace.csv", "out/trace.csv"])
    let report = try run("report", "--output", "p.html", "--", name)
    #expect(report.status == 0 && report.error.isEmpty, "\(report.error)")
    #expect(try HTMLPage(scratch.url("p.html")).elements["svg"] == 2)
  }

  @Test(arguments: names) func figuresOfAnyName(_ name: String) throws {
    try draw(["out/trace.csv"], to: "\(name).svg")
    try FileManager.default.createDirectory(
      at: scratch.url(name), withIntermediateDirectories: true)
    try draw(["out/trace.csv"], to: "\(name)/f.svg")
  }

  /// Columns are chosen by their names, which a file may say as it likes.
  @Test(arguments: ["x'.system('touch ran').'", "`touch ran`", "a\"b", "@ran", "{/Bold x}"])
  func columnsOfAnyName(_ name: String) throws {
    try scratch.write("epoch,time,\(name)\n0,0,1\n1,1,2\n", to: "learning.csv")
    try scratch.write("time,synapse,g,\(name),w_f,w_b\n0,0,1,1,1,1\n1,0,1,2,1,1\n", to: "trace.csv")
    for file in ["learning.csv", "trace.csv"] {
      for arguments in [["--output", "f.svg"], ["--terminal"]] {
        let result = try Program.run(
          "synapse", ["plot", file, "--columns", name] + arguments, in: scratch.folder)
        // A column that gnuplot does not find under the name is a figure that cannot be drawn.
        #expect([0, 69].contains(result.status), "\(result.error)")
        #expect(try !hasRun)
      }
    }
  }

  @Test(arguments: ["x' || system('touch ran') eq '", "x'\\n!touch ran", "`touch ran`", "@ran"])
  func methodsOfAnyName(_ name: String) throws {
    try FileManager.default.createDirectory(
      at: scratch.url("c"), withIntermediateDirectories: true)
    try scratch.write(
      """
      method,dt,rtol,error_max,error_rms,seconds,steps,rhs_evaluations,status
      \(name),1.0,,0.1,0.01,0.1,10,10,ok
      \(name),0.1,,0.01,0.001,0.2,100,100,ok
      euler,1.0,,0.1,0.01,0.1,10,10,ok

      """, to: "c/compare.csv")
    try scratch.write("{\"study\": \"s\", \"status\": \"finished\"}", to: "c/summary.json")
    try draw(["c/compare.csv"])
    #expect(try run("report", "c", "--output", "p.html").status == 0)
  }

  @Test(arguments: ["`touch ran`", "50 %", "it's", "%s%n", "a;!touch ran", "EOD", "\u{1B}[31m"])
  func valuesOfAnyText(_ text: String) throws {
    try scratch.write(
      """
      index,rule,method,status,results_x,message
      0,\(text),a,finished,1,
      1,b,\(text),finished,2,
      2,\(text),\(text),failed,,\(text)
      3,b,a,finished,4,

      """, to: "sweep.csv")
    try draw(["sweep.csv"])
    try scratch.write(
      "index,\(text),status,results_x\n0,\(text),finished,1\n1,b,finished,2\n", to: "sweep.csv")
    try draw(["sweep.csv"])
    try scratch.write("index,k,status,x\n0,1,\(text),1\n", to: "sweep.csv")
    let result = try run("plot", "sweep.csv", "--terminal")
    #expect(result.status == 65)
    #expect(result.error.contains("sweep.csv:2: column status: found "), "\(result.error)")
  }

  /// The runs of a sweep are given their folders, whatever these are called.
  @Test(arguments: ["-x", "--help", "-x\n-y", "$(touch ran)"])
  func sweepsIntoFoldersOfAnyName(_ name: String) throws {
    let result = try run(
      "sweep", "s.yaml", "--vary", "seed=1,2", "--output=\(name)", "--quiet")
    #expect(result.status == 0, "\(result.error)")
    let table = try String(contentsOf: scratch.url("\(name)/sweep.csv"), encoding: .utf8)
    #expect(table.ranges(of: ",finished,").count == 2, "\(table)")
    let runs = try run("run", "s.yaml", "--set", "seeds=2", "--output=\(name)2", "--quiet")
    #expect(runs.status == 0, "\(runs.error)")
  }

  /// What a file says does not act on the terminal that shows a message about it.
  @Test func messagesDoNotActOnTerminals() throws {
    try scratch.write("\u{1B}]0;title\u{7}: 1\n", to: "bad.yaml")
    try scratch.write("time,synapse,g,\u{1B}[2J,w_f,w_b\n0,0,1,1,1,1\n", to: "t.csv")
    for arguments in [
      ["validate", "bad.yaml"], ["plot", "t.csv", "--terminal", "--columns", "x"],
    ] {
      let result = try Program.run("synapse", arguments, in: scratch.folder)
      #expect(result.status == 65)
      #expect(!result.error.contains("\u{1B}") && !result.error.contains("\u{7}"))
    }
    let drawn = try run("plot", "t.csv", "--terminal", "--columns", "\u{1B}[2J")
    #expect(!drawn.output.contains("\u{1B}[2J"))
  }

  /// As a text it would be another name, and what is written would go there.
  @Test func namesThatAreNoTextAreRefused() throws {
    let scratch = try Scratch()
    let program = Program.folder.appendingPathComponent("synapse").path
    let script = "exec \"$1\" run equilibrium --output \"$(printf 'a\\377')\""
    let result = try Program.run("/bin/sh", ["-c", script, "sh", program], in: scratch.folder)
    #expect(result.status == 64)
    #expect(result.error.hasPrefix("error: argument 4 is not UTF-8: found \"a"), "\(result.error)")
    #expect(try scratch.contents() == [])
  }
}
