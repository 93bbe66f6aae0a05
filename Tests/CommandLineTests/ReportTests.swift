import Foundation
import Testing

/// Pages about runs, sweeps and comparisons.
@Suite struct ReportTests {
  private func report(_ folders: String..., in scratch: Scratch) throws -> HTMLPage {
    let result = try Program.run(
      "synapse", ["report"] + folders + ["--output", "page.html"], in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
    #expect(result.output.isEmpty)
    let page = try HTMLPage(scratch.url("page.html"))
    expectSelfContained(page)
    return page
  }

  private func run() throws -> Scratch {
    let scratch = try Scratch()
    try scratch.write(smallStudy, to: "s.yaml")
    _ = try trace(of: "s.yaml", in: scratch)
    return scratch
  }

  // MARK: What is shown

  /// Every column is on the page as it is in the file, but for those without anything to see, which a line names.
  private func expectShown(_ written: [[String]], as title: String, on page: HTMLPage) {
    let shown = page.columns(of: title)
    for (number, name) in written[0].enumerated() {
      let cells = written.dropFirst().map { $0[number] }
      if let found = shown[name] {
        #expect(found == cells, "\(name)")
        #expect(number == 0 || cells.contains { !["", "0", "0.0"].contains($0) }, "\(name)")
      } else {
        let isEmpty = cells.allSatisfy(\.isEmpty)
        let isZero = cells.allSatisfy { ["", "0", "0.0"].contains($0) }
        #expect(isEmpty || isZero, "\(name) is missing")
      }
    }
    #expect(Set(shown.keys).isSubset(of: written[0]))
  }

  @Test func runsAreShown() throws {
    let scratch = try run()
    let page = try report("out", in: scratch)
    #expect(page.texts("h2") == ["small"])
    #expect(page.texts("title") == ["small – synapse report"])
    let facts = Dictionary(uniqueKeysWithValues: zip(page.texts("dt"), page.texts("dd")))
    #expect(facts["status"] == "finished" && facts["method"] == "exact" && facts["seed"] == "1")
    #expect(facts["synapses"] == "2" && facts["duration"] == "10")
    let written = try summary(scratch.url("out/summary.json"))
    let versions = try #require(written["versions"] as? [String: String])
    for (name, version) in versions { #expect(facts[name] == version) }
    // Every number of a section, as it stands in the summary.
    let statistics = try #require(written["statistics"] as? [String: Int])
    let table = try #require(page.tables["Solver statistics"])
    #expect(
      table.rows
        == statistics.filter { $0.value != 0 }.sorted { $0.key < $1.key }
        .map { [$0.key, "\($0.value)"] })
    let zeros = statistics.filter { $0.value == 0 }.map(\.key).sorted()
    #expect(!zeros.isEmpty && page.texts("p").contains("0: \(zeros.joined(separator: "; "))."))
    #expect(table.numericColumns == ["value"])
    let parameters = try #require(written["parameters"] as? [String: Any])
    let shown = try #require(page.tables["Parameters"]).rows
    #expect(shown.map { $0[0] } == parameters.keys.sorted())
    for row in shown {
      switch parameters[row[0]] {
      case let text as String: #expect(row[1] == text)
      case let list as [Double]: #expect(row[1].hasPrefix("[") && numbers(in: row[1]) == list)
      case let number as Double:
        #expect(["true", "false"].contains(row[1]) || Double(row[1]) == number, "\(row)")
      default: Issue.record("\(row[0]) is of another type")
      }
    }
    let initial = try #require(written["initial_alignment"] as? [String: Double])
    let alignment = try #require(page.tables["Alignment"])
    #expect(alignment.columns == ["quantity", "at the start", "at the end"])
    for row in alignment.rows {
      #expect((Double(row[1])! - initial[row[0]]!).magnitude <= 1e-12 * initial[row[0]]!)
    }
    let study = try String(contentsOf: scratch.url("out/study.yaml"), encoding: .utf8)
    #expect(page.texts("pre") == [study])
    #expect(page.texts("p").contains("trace.csv is not listed: synapse plot draws it."))
  }

  private func numbers(in list: String) -> [Double] {
    list.dropFirst().dropLast().split(separator: ", ").compactMap { Double($0) }
  }

  @Test(.enabled(if: hasGnuplot)) func runsWithoutAFigureAreDrawn() throws {
    let scratch = try run()
    let before = try contents(scratch.url("out"))
    let page = try report("out", in: scratch)
    // For wide windows and for narrow ones.
    #expect(page.elements["svg"] == 2)
    #expect(page.texts("figcaption") == ["trace.csv, drawn for this page"])
    // The figures are whole: synapse plot draws the same shapes.
    var figures = ""
    for width in [[], ["--width", "8.6cm"]] {
      #expect(
        try Program.run(
          "synapse", ["plot", "out/trace.csv", "--output", "f.svg"] + width, in: scratch.folder
        ).status == 0)
      figures += try String(contentsOf: scratch.url("f.svg"), encoding: .utf8)
    }
    for shape in ["path", "text", "use", "rect"] {
      #expect(page.elements[shape] == figures.matches(of: try Regex("<\(shape)[ >]")).count)
    }
    #expect(try contents(scratch.url("out")) == before)
  }

  @Test func sweepsAreShown() throws {
    let sweep = try SweepScratch()
    let options = [
      "--vary", "drive.gradient=[1e200, 1],[1, 1]", "--vary", "seed=3,4", "--set",
      "integrator.method=rk4",
    ]
    #expect(try sweep.run(options).status == 70)
    let page = try report("o", in: sweep.scratch)
    let written = try sweep.table()
    expectShown(written, as: "sweep.csv", on: page)
    let table = try #require(page.tables["sweep.csv"])
    #expect(table.numericColumns.contains("seed") && !table.numericColumns.contains("status"))
    let failed = try #require(page.tables["Failed runs"])
    #expect(failed.columns == ["index", "drive.gradient", "seed", "message"])
    #expect(failed.rows.map { $0[0] } == ["0", "1"])
    #expect(failed.rows.allSatisfy { $0[3].contains("became inf") })
    #expect(
      page.tables["Grid"]?.rows == [["drive.gradient", "[1e200, 1], [1, 1]"], ["seed", "3, 4"]])
    let facts = Dictionary(uniqueKeysWithValues: zip(page.texts("dt"), page.texts("dd")))
    #expect(facts["status"] == "2 finished, 2 failed" && facts["seeds"] == "3, 4")
    #expect(facts["command"]?.contains("--vary 'drive.gradient=[1e200, 1],[1, 1]'") == true)
    #expect(page.tables["sweep-times.csv"] != nil)
    #expect(page.elements["svg"] == (hasGnuplot ? 1 : nil))
  }

  @Test func seedsAreShown() throws {
    let scratch = try Scratch()
    try scratch.write(smallStudy, to: "s.yaml")
    let result = try synapse(
      "run", "s.yaml", "--output", "out", "--set", "seeds=3", in: scratch.folder)
    #expect(result.status == 0, "\(result.error)")
    let page = try report("out", in: scratch)
    #expect(page.texts("p").contains("A run of several seeds, from out"))
    let text = try String(contentsOf: scratch.url("out/seeds.csv"), encoding: .utf8)
    let written = text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    expectShown(written, as: "seeds.csv", on: page)
    let table = try #require(page.tables["seeds.csv"])
    #expect(table.numericColumns == ["mean", "sd", "min", "max", "n"])
    let facts = Dictionary(zip(page.texts("dt"), page.texts("dd"))) { first, _ in first }
    #expect(facts["status"] == "3 finished" && facts["seeds"] == "1, 2, 3")
  }

  @Test func comparisonsAreShown() throws {
    let scratch = try Scratch()
    try scratch.write(smallStudy, to: "s.yaml")
    let compared = try synapse(
      "compare", "s.yaml", "--output", "c", "--set", "compare={dt: [5, 1], rtol: [1e-4]}",
      in: scratch.folder)
    #expect(compared.status == 0)
    let page = try report("c", in: scratch)
    let text = try String(contentsOf: scratch.url("c/compare.csv"), encoding: .utf8)
    let written = text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    expectShown(written, as: "compare.csv", on: page)
    // Errors over time are for figures.
    #expect(page.tables["compare-errors.csv"] == nil)
    let table = try #require(page.tables["compare.csv"])
    // Empty cells do not make a column one of words.
    #expect(table.numericColumns.contains("rtol"))
    let facts = Dictionary(uniqueKeysWithValues: zip(page.texts("dt"), page.texts("dd")))
    #expect(facts["status"] == "\(written.count - 1) ok")
    #expect(facts["reference"]?.hasPrefix("exact propagator") == true)
  }

  @Test func severalFoldersAreCompared() throws {
    let sweep = try SweepScratch()
    #expect(try sweep.run("--vary", "seed=1,2").status == 0)
    _ = try trace(of: "s.yaml", in: sweep.scratch)
    // The same twice: names must not collide.
    let page = try report("out", "o", "out", in: sweep.scratch)
    #expect(page.texts("h2") == ["small", "small", "small"])
    let table = try #require(page.tables["What differs, and what came of it"])
    #expect(table.rows.map { $0[0] } == ["out", "o", "out"])
    #expect(Array(table.columns[..<4]) == ["folder", "what", "status", "seed"])
    #expect(table.rows.map { $0[2] } == ["finished", "2 finished", "finished"])
    #expect(table.rows.map { $0[3] } == ["1", "1, 2", "1"])
    #expect(page.texts("p").contains("The same in all: study small."))
    #expect(page.references.filter { $0.wholeMatch(of: #/folder-\d/#) != nil }.count == 3)
    let angle = try #require(table.columns.firstIndex(of: "final_alignment_angle_degrees"))
    #expect(table.numericColumns.contains("final_alignment_angle_degrees"))
    #expect(page.words["final_alignment_angle_degrees"] == "angle in degrees, at the end")
    // A run's is the sweep's first; that of several seeds is their mean.
    let angles = try (0...1).map {
      try #require(Double(sweep.cell("final_alignment_angle_degrees", row: $0)))
    }
    #expect(Double(table.rows[0][angle]) == angles[0])
    let mean = (angles[0] + angles[1]) / 2
    #expect((try #require(Double(table.rows[1][angle])) - mean).magnitude < 1e-14 * mean)
  }

  /// The keys in which studies differ, and no others.
  @Test func differencesAreThoseOfTheStudies() throws {
    let scratch = try Scratch()
    try scratch.write(smallStudy, to: "s.yaml")
    for (folder, settings) in [
      ("a", ["integrator.method=rk4"]), ("b", ["integrator.method=rk4", "synapse.tau_m=7"]),
      ("c", ["integrator.method=euler", "duration=20"]),
    ] {
      let result = try Program.run(
        "synapse", ["run", "s.yaml", "--output", folder] + settings.flatMap { ["--set", $0] },
        in: scratch.folder)
      #expect(result.status == 0, "\(result.error)")
    }
    let page = try report("a", "b", "c", in: scratch)
    let table = try #require(page.tables["What differs, and what came of it"])
    let written = try ["a", "b", "c"].map { folder in
      try #require(
        try summary(scratch.url("\(folder)/summary.json"))["parameters"] as? [String: Any])
    }
    let keys = Set(written.flatMap(\.keys)).filter { key in
      Set(written.map { $0[key].map { "\($0)" } ?? "" }).count > 1
    }
    #expect(keys.isSuperset(of: ["integrator.method", "synapse.tau_m", "duration"]))
    let results = Set(table.columns).subtracting(keys)
    #expect(Set(table.columns).isSuperset(of: keys))
    #expect(
      results == [
        "folder", "equilibrium_rho_over_equilibrium_median", "final_alignment_angle_degrees",
        "seconds",
      ])
    let time = try #require(table.columns.firstIndex(of: "synapse.tau_m"))
    #expect(table.rows.map { Double($0[time]) } == [10, 7, 10])
  }

  /// More keys than there is room for stand in a table of their own, and folders of one name are told apart.
  @Test func manyDifferencesHaveATable() throws {
    let scratch = try Scratch()
    for (folder, number) in [("a/x", 1), ("b/x", 2)] {
      try FileManager.default.createDirectory(
        at: scratch.url(folder), withIntermediateDirectories: true)
      let parameters = (0..<13).map { "\"k.\($0)\": \(number)" }.joined(separator: ", ")
      try scratch.write(
        "{\"study\": \"s\(number)\", \"parameters\": {\(parameters)}}",
        to: "\(folder)/summary.json")
    }
    let page = try report("a/x", "b/x", in: scratch)
    let table = try #require(page.tables["What differs, and what came of it"])
    #expect(table.columns == ["folder", "study"] && table.rows == [["a", "s1"], ["b", "s2"]])
    let keys = try #require(page.tables["Keys that differ"])
    #expect(keys.columns == ["key", "a", "b"])
    #expect(keys.rows.count == 13 && keys.rows.allSatisfy { $0[1...] == ["1", "2"] })
  }

  @Test(.enabled(if: hasGnuplot)) func runsThatLearnAreDrawnOverEachOther() throws {
    let scratch = try Scratch()
    func folder(_ name: String, _ accuracies: [Double]) throws {
      try FileManager.default.createDirectory(
        at: scratch.url(name), withIntermediateDirectories: true)
      try scratch.write("{\"study\": \"s\"}", to: "\(name)/summary.json")
      let rows = accuracies.enumerated().map { "\($0),\($0),1,0.5,1,\($1),0,0,0" }
      try scratch.write(
        ([
          "epoch,time,train_loss,train_accuracy,test_loss,test_accuracy,steps,gradient_evaluations,rejected_steps"
        ] + rows).joined(separator: "\n") + "\n", to: "\(name)/learning.csv")
    }
    for number in 0..<12 { try folder("r\(number)", [0.1, 0.4 + 0.01 * Double(number)]) }
    let names = (0..<12).map { "r\($0)" }
    let result = try Program.run(
      "synapse", ["report"] + names + ["--output", "page.html"], in: scratch.folder)
    #expect(result.status == 0, "\(result.error)")
    let page = try HTMLPage(scratch.url("page.html"))
    expectSelfContained(page)
    #expect(page.texts("figcaption").first == "Learning curves over each other")
    #expect(page.attributes.contains("svg aria-label=Learning curves over each other"))
    // Twelve runs have twelve colours.
    let start = try #require(page.source.range(of: "Learning curves over each other"))
    let drawing = try #require(page.source[start.lowerBound...].firstRange(of: "</svg>"))
    let svg = page.source[start.lowerBound..<drawing.lowerBound]
    let colors = Set(svg.matches(of: #/stroke=.(rgb\([^)]*\))/#).map { String($0.1) })
    #expect(names.allSatisfy { svg.contains(">\($0)<") || svg.contains("\($0)</") })
    #expect(colors.count >= 12, "\(colors)")
    // Of more they would be a tangle.
    for number in 12..<25 { try folder("r\(number)", [0.1, 0.5]) }
    let all = (0..<25).map { "r\($0)" }
    let more = try Program.run(
      "synapse", ["report"] + all + ["--output", "page.html"], in: scratch.folder)
    #expect(more.status == 0)
    #expect(
      try HTMLPage(scratch.url("page.html")).texts("p").contains(
        "Learning curves over each other are those of at most 24 folders."))
  }

  /// A column without anything to see is folded, and a table wider than a page has parts.
  @Test func tablesFitOnAPage() throws {
    let scratch = try run()
    let names = (0..<40).map { "column_\($0)" }
    func row(_ number: Int) -> [String] {
      ["\(number)", "0", "", "0.0"] + names.map { _ in "1.23457e-05" }
    }
    let written = [["epoch", "zero", "nothing", "nought"] + names, row(0), row(1)]
    try scratch.write(
      written.map { $0.joined(separator: ",") }.joined(separator: "\n") + "\n",
      to: "out/wide.csv")
    let page = try report("out", in: scratch)
    expectShown(written, as: "wide.csv", on: page)
    #expect(page.texts("p").contains("0 in every row: zero; nought. Empty: nothing. "))
    let parts = page.tables.filter { $0.key.hasPrefix("wide.csv") }
    // Numbers of eleven letters have some 110 pixels: nine columns beside the epoch in a window of 1280.
    #expect(parts.count == 5)
    for (title, part) in parts { #expect(part.columns.first == "epoch", "\(title)") }
    #expect(page.columns(of: "wide.csv").count == 41)
  }

  /// Tables of kinds that this program does not know, long ones, and files that are no tables.
  @Test func anyTableIsShown() throws {
    let scratch = try run()
    func rows(_ count: Int) -> String {
      "epoch,loss\n" + (0..<count).map { "\($0),0.123456789\n" }.joined()
    }
    try scratch.write(rows(500), to: "out/tasks.csv")
    try scratch.write(rows(501), to: "out/long.csv")
    try scratch.write(rows(700), to: "out/learning.csv")
    try scratch.write("a,b\n1\n", to: "out/notes.csv")
    try scratch.write(
      "\u{FEFF}quantity,mean,sd\r\n\"x, \"\"y\"\"\",nan,-inf\r\n", to: "out/seeds.csv")
    let page = try report("out", in: scratch)
    #expect(page.tables["tasks.csv"]?.rows.count == 500)
    #expect(page.tables["tasks.csv"]?.rows[7] == ["7", "0.123456789"])
    #expect(page.source.contains("<data value=\"0.123456789\">0.123457</data>"))
    #expect(page.tables["seeds.csv"]?.columns == ["quantity", "mean", "sd"])
    #expect(page.tables["seeds.csv"]?.rows == [["x, \"y\"", "nan", "-inf"]])
    #expect(page.tables["seeds.csv"]?.numericColumns == ["mean", "sd"])
    let last = try #require(page.tables["learning.csv, the last 100 of 700 rows"])
    #expect(last.rows.first?[0] == "600" && last.rows.last?[0] == "699")
    #expect(page.tables["long.csv"] == nil && page.tables["notes.csv"] == nil)
    let lines = page.texts("p")
    #expect(
      lines.contains("long.csv is left out: it has 501 rows, and tables here at most 500."))
    #expect(
      lines.contains(
        "notes.csv is left out: out/notes.csv:2: found 1 field, expected 2 as in the header"))
  }

  // MARK: Bytes

  @Test func bytesAreTheSameAgain() throws {
    let scratch = try run()
    _ = try report("out", in: scratch)
    let first = try Data(contentsOf: scratch.url("page.html"))
    let before = try contents(scratch.folder)
    _ = try report("out", in: scratch)
    #expect(try Data(contentsOf: scratch.url("page.html")) == first)
    #expect(try contents(scratch.folder) == before)
  }

  /// Names are data, wherever they stand.
  @Test func namesAreNotMarkup() throws {
    let scratch = try Scratch()
    let name = #"</title><script>alert(1)</script> & "two" 'one' ü ‹"#
    let quoted = name.replacing("'", with: "''")
    try scratch.write(
      smallStudy.replacing("study: small", with: "study: '\(quoted)'"), to: "s.yaml")
    let folder = #"a<b onload="x">&amp;'c"#
    _ = try trace(of: "s.yaml", in: scratch, to: folder)
    try scratch.write(
      "<i>,&lt;\n<script>alert(2)</script>,\u{1}\u{0}]]>\n", to: "\(folder)/<u>.csv")
    let page = try report(folder, folder, in: scratch)
    #expect(page.texts("h2") == [name, name])
    #expect(page.texts("title") == ["\(name) – synapse report"])
    #expect(page.texts("code").contains(folder))
    let table = try #require(page.tables["<u>.csv"])
    #expect(table.columns == ["<i>", "&lt;"])
    #expect(table.rows == [["<script>alert(2)</script>", "\u{FFFD}\u{FFFD}]]>"]])
    #expect(page.tables["What differs, and what came of it"]?.rows[0][0] == folder)
  }

  // MARK: What can be wrong

  @Test(arguments: [
    ([:], "found no summary.json, expected a folder that synapse run, sweep or compare"),
    (["trace.csv": "time\n"], "out: found no summary.json, expected"),
    (["checkpoint": "x"], "synapse resume goes on with it"),
    (["summary.json": "{"], "out/summary.json: is not what synapse writes"),
    (["summary.json": "{\"a\": 1}"], "out/summary.json: is not what synapse writes"),
    (["sweep.json": "{\"study\": \"s\"}"], "out: found no sweep.csv"),
    (
      ["sweep.json": "{\"study\": \"s\"}", "sweep.csv": "index,status\n1\n"],
      "out/sweep.csv:2: found 1 field, expected 2"
    ),
    (
      ["summary.json": "{\"study\": \"s\"}", "compare.csv": ""],
      "out/compare.csv:1: the file is empty"
    ),
  ])
  func foldersWithoutResultsAreTold(_ files: [String: String], _ message: String) throws {
    let scratch = try run()
    try FileManager.default.moveItem(at: scratch.url("out"), to: scratch.url("good"))
    try FileManager.default.createDirectory(
      at: scratch.url("out"), withIntermediateDirectories: true)
    for (name, text) in files { try scratch.write(text, to: "out/\(name)") }
    try scratch.write("earlier", to: "page.html")
    let before = try contents(scratch.folder)
    let result = try synapse("report", "good", "out", "--output", "page.html", in: scratch.folder)
    #expect(result.status == 65)
    #expect(result.error.contains(message), "\(result.error)")
    #expect(try String(contentsOf: scratch.url("page.html"), encoding: .utf8) == "earlier")
    #expect(try contents(scratch.folder) == before)
  }

  @Test func missingFoldersAreNamed() throws {
    let scratch = try run()
    let result = try synapse("report", "ouf", "--output", "page.html", in: scratch.folder)
    #expect(result.status == 65)
    #expect(result.error.contains("ouf: found no such folder, expected a folder that synapse run"))
    #expect(try contents(scratch.folder) == ["out", "s.yaml"])
  }

  /// A summary without anything but the study's name, as another program might write it.
  @Test func missingFactsAreLeftOut() throws {
    let scratch = try Scratch()
    try FileManager.default.createDirectory(
      at: scratch.url("out"), withIntermediateDirectories: true)
    try scratch.write(
      "{\"study\": \"s\", \"seed\": 18446744073709551615, \"new\": {\"a\": [1, \"b\"]}}",
      to: "out/summary.json")
    let page = try report("out", in: scratch)
    let facts = Dictionary(uniqueKeysWithValues: zip(page.texts("dt"), page.texts("dd")))
    #expect(facts == ["status": "unknown", "seed": "18446744073709551615"])
    #expect(page.tables["New"]?.rows == [["a", "1, b"]])
  }

  @Test(arguments: ["f.svg", "html", "f"])
  func wrongEndingsAreWrongUsage(_ name: String) throws {
    let scratch = try run()
    let result = try synapse("report", "out", "--output", name, in: scratch.folder)
    #expect(result.status == 64)
    #expect(result.error.contains("found \"\(name)\", expected a name that ends in .html or .htm"))
    #expect(try synapse("report", "--output", "f.html", in: scratch.folder).status == 64)
  }

  @Test func foldersInTheWayAreNamed() throws {
    let scratch = try run()
    try FileManager.default.createDirectory(
      at: scratch.url("page.html"), withIntermediateDirectories: true)
    let result = try synapse("report", "out", "--output", "page.html", in: scratch.folder)
    #expect(result.status == 73 && result.error.contains("page.html: cannot be renamed into place"))
    #expect(try contents(scratch.folder) == ["out", "page.html", "s.yaml"])
  }

  @Test func withoutGnuplotThereIsNoFigure() throws {
    let scratch = try run()
    var environment = ProcessInfo.processInfo.environment
    environment["PATH"] = scratch.folder.path
    let result = try Program.run(
      "synapse", ["report", "out", "--output", "page.html"], in: scratch.folder,
      environment: environment)
    #expect(result.status == 0)
    #expect(result.error.contains("warning: out: There is no figure: gnuplot is not installed"))
    let page = try HTMLPage(scratch.url("page.html"))
    #expect(page.elements["svg"] == nil && page.tables["Solver statistics"] != nil)
  }
}
