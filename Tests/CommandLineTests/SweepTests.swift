import Foundation
import Testing

/// Grids, runs and tables of `sweep`.
@Suite struct SweepTests {
  @Test func everyCombinationIsARunInOrder() throws {
    let sweep = try SweepScratch()
    let result = try sweep.run("--vary", "synapse.initial.rho=[1, 2],3", "--vary", "seed=7,8,9")
    #expect(result.status == 0, "\(result.error)")
    let table = try sweep.table()
    #expect(table[0].prefix(4) == ["index", "synapse.initial.rho", "seed", "status"])
    #expect(
      table.dropFirst().map { Array($0.prefix(4)) } == [
        ["0", "[1, 2]", "7", "finished"], ["1", "[1, 2]", "8", "finished"],
        ["2", "[1, 2]", "9", "finished"], ["3", "3", "7", "finished"],
        ["4", "3", "8", "finished"], ["5", "3", "9", "finished"],
      ])
    #expect(try contents(sweep.url("o/runs")) == (0..<6).map { "000\($0)" })
    // Of three seeds a mean.
    #expect(result.output.split(separator: "\n").count == 4)
  }

  /// What a sweep does is what `run` does, to the byte, and its table repeats the summary.
  @Test func runsAreThoseOfRun() throws {
    let sweep = try SweepScratch()
    #expect(try sweep.run("--vary", "synapse.tau_m=5,20", "--vary", "seed=3,4").status == 0)
    _ = try trace(
      of: "s.yaml", settings: ["synapse.tau_m=20", "seed=3"], in: sweep.scratch, to: "alone")
    for file in ["trace.csv", "study.yaml"] {
      let (own, alone) = try (
        Data(contentsOf: sweep.url("o/runs/0002/\(file)")),
        Data(contentsOf: sweep.url("alone/\(file)"))
      )
      #expect(own == alone && !own.isEmpty, "\(file)")
    }
    let alone = try summary(sweep.url("alone/summary.json"))
    let alignment = try #require(alone["final_alignment"] as? [String: Any])
    let angle = try #require(alignment["angle_degrees"] as? Double)
    let cell = try sweep.cell("final_alignment_angle_degrees", row: 2)
    // JSONSerialization may be off by roundings in the last digits.
    #expect((Double(cell)! - angle).magnitude <= 1e-12 * angle)
    let statistics = try #require(alone["statistics"] as? [String: Int])
    #expect(try sweep.cell("statistics_steps", row: 2) == "\(statistics["steps"]!)")
    #expect(try !sweep.table()[0].contains("wall_seconds"))
    let times = try String(contentsOf: sweep.url("o/sweep-times.csv"), encoding: .utf8)
    #expect(times.hasPrefix("index,synapse.tau_m,seed,wall_seconds\n0,5,3,"))
  }

  @Test func jobsGiveTheSameBytes() throws {
    let sweep = try SweepScratch()
    let grid = ["--vary", "synapse.tau_m=5,10,20", "--vary", "integrator.method=exact,rk4,euler"]
    for jobs in 1...3 {
      let result = try sweep.run(grid + ["--jobs", "\(jobs)"], to: "o\(jobs)")
      #expect(result.status == 0, "\(result.error)")
    }
    let tables = try (1...3).map { try Data(contentsOf: sweep.url("o\($0)/sweep.csv")) }
    #expect(tables.allSatisfy { $0 == tables[0] && !$0.isEmpty })
  }

  @Test func failuresAreRowsAndTheOthersGoOn() throws {
    let sweep = try SweepScratch()
    let options = [
      "--vary", "drive.gradient=[1e200, 1],[1, 1],[2, 1]", "--set", "integrator.method=rk4",
    ]
    let result = try sweep.run(options)
    #expect(result.status == 70)
    #expect(result.error.contains("run 0000 (drive.gradient=[1e200, 1]) failed: "))
    #expect(result.error.contains("error: 1 of 3 runs failed; o/sweep.csv says why"))
    #expect(try sweep.statuses() == ["failed", "finished", "finished"])
    #expect(try sweep.cell("message", row: 0).contains("became inf"))
    #expect(try sweep.cell("final_alignment_angle_degrees", row: 0).isEmpty)
    // Once more: what finished stays as it is, what failed is tried again.
    let before = try sweep.modified("o/runs/0001")
    let failed = try sweep.modified("o/runs/0000")
    #expect(try sweep.run(options).status == 70)
    #expect(try sweep.modified("o/runs/0001") == before)
    #expect(try sweep.modified("o/runs/0000") != failed)
  }

  /// Results of a kind of run that this program does not know yet.
  @Test func anySectionOfResultsHasColumns() throws {
    let sweep = try SweepScratch()
    #expect(try sweep.run("--vary", "seed=1,2").status == 0)
    let url = sweep.url("o/runs/0000/summary.json")
    let text = try String(contentsOf: url, encoding: .utf8)
    let results = #""results" : {"test_accuracy": 0.9725, "epochs": 3, "train_seconds": 2.5},"#
    try (text.prefix(1) + results + text.dropFirst()).write(
      to: url, atomically: true, encoding: .utf8)
    let result = try sweep.run("--vary", "seed=1,2")
    #expect(result.status == 0)
    #expect(try sweep.cell("results_test_accuracy", row: 0) == "0.9725")
    #expect(try sweep.cell("results_epochs", row: 0) == "3")
    #expect(try sweep.cell("results_epochs", row: 1).isEmpty)
    #expect(try !sweep.table()[0].contains("results_train_seconds"))
    #expect(result.output.contains("test accuracy  97.25 %"))
  }

  @Test func longTablesAreCut() throws {
    let sweep = try SweepScratch()
    let result = try sweep.run(
      "--vary", "synapse.tau_m=\((1...45).map(String.init).joined(separator: ","))")
    #expect(result.output.contains("… and 5 more rows in o/sweep.csv"))
    #expect(result.output.split(separator: "\n").count == 43)
  }
}

/// What `sweep` refuses, before anything runs.
@Suite struct SweepMistakeTests {
  @Test func allAreToldOnceWithTheirOptions() throws {
    let sweep = try SweepScratch()
    let result = try sweep.run(
      "--vary", "synapse.tau_n=5,10", "--vary", "seed=1,-2",
      "--vary", "drive.kind=constant,steps", "--set", "duraton=3")
    #expect(result.status == 65)
    let messages = result.error.dropFirst("error: ".count).split(separator: "\n")
    for start in [
      "--set duraton=3: unknown key \"duraton\"; did you mean \"duration\"?",
      "--vary synapse.tau_n=5,10: unknown key \"synapse.tau_n\"; did you mean \"tau_m\"?",
      "--vary seed=-2: seed: found \"-2\", expected a whole number of at least 0",
      "s.yaml:3: the key \"drive.times\" is missing",
    ] {
      #expect(messages.filter { $0.hasPrefix(start) }.count == 1, "\(start) in \(messages)")
    }
    #expect(
      messages.filter { $0.contains("steps") || $0.contains("drive.") }.allSatisfy {
        $0.hasSuffix(" (with --vary drive.kind=steps)")
      }, "\(messages)")
    #expect(try contents(sweep.scratch.folder) == ["s.yaml"])
  }

  @Test(arguments: [
    (["--vary", "seed"], "--vary seed: expected key.path=value,value"),
    (["--vary", "seed=1,,2"], "--vary seed=1,,2: value 2 is empty"),
    (["--vary", "seed=1,2, 1"], "the value 1 stands twice"),
    (["--vary", "seed=1", "--vary", "seed=2"], "seed is varied already"),
    (["--vary", "seed=1,2", "--seed", "3"], "--seed: the seed is varied by --vary"),
    (["--vary", "seed=1,2", "--set", "seed=3"], "--set seed=3: seed is varied by --vary"),
    (
      [1, 2, 3, 4, 5, 6].flatMap { ["--vary", "k\($0)=1,2,3,4,5,6,7,8,9,10"] },
      "10 × 10 × 10 × 10 × 10 × 10 = 1e+06 combinations, expected at most 10000"
    ),
  ])
  func wrongGridsAreTold(_ options: [String], _ message: String) throws {
    let sweep = try SweepScratch()
    let result = try sweep.run(options)
    #expect(result.status == 65 && result.error.contains(message), "\(result.error)")
    #expect(try contents(sweep.scratch.folder) == ["s.yaml"])
  }

  @Test(arguments: [
    ([], "--vary"), (["--vary", "seed=1", "--jobs", "0"], "--jobs: found 0"),
    (["--vary", "seed=1", "--part", "2/2"], "--part: found \"2/2\""),
    (["--vary", "seed=1", "--part", "1"], "--part: found \"1\""),
  ])
  func wrongUsageIsTold(_ options: [String], _ message: String) throws {
    let result = try SweepScratch().run(options)
    #expect(result.status == 64 && result.error.contains(message), "\(result.error)")
  }

  @Test func otherSweepsAndFoldersAreLeftAlone() throws {
    let sweep = try SweepScratch()
    #expect(try sweep.run("--vary", "seed=1,2").status == 0)
    let before = try Data(contentsOf: sweep.url("o/sweep.csv"))
    let grid = try sweep.run("--vary", "seed=1,3")
    #expect(grid.status == 73)
    #expect(grid.error.contains("it has --vary seed=1,2 where this has --vary seed=1,3"))
    let study = try sweep.run("--vary", "seed=1,2", "--set", "synapse.tau_m=3")
    #expect(study.status == 73)
    #expect(study.error.contains("synapse.tau_m is 10.0 there and 3.0 here"), "\(study.error)")
    #expect(try Data(contentsOf: sweep.url("o/sweep.csv")) == before)
    let forced = try sweep.run("--vary", "seed=5", "--force")
    #expect(forced.status == 0, "\(forced.error)")
    #expect(try contents(sweep.url("o/runs")) == ["0000"])
    // A folder that is not a sweep's is not touched, whatever is asked for.
    try FileManager.default.createDirectory(
      at: sweep.url("mine/runs"), withIntermediateDirectories: true)
    for force in [[], ["--force"]] {
      let result = try sweep.run(["--vary", "seed=1"] + force, to: "mine")
      #expect(result.status == 73 && result.error.contains("mine: holds runs and no sweep"))
    }
    #expect(try contents(sweep.url("mine")) == ["runs"])
  }
}

/// A small study in a folder, to be swept.
struct SweepScratch {
  let scratch: Scratch

  init(_ study: String = smallStudy) throws {
    scratch = try Scratch()
    try scratch.write(study, to: "s.yaml")
  }

  func url(_ name: String) -> URL { scratch.url(name) }

  /// Sweeps into the folder `o`.
  func run(_ options: String...) throws -> Program.Result { try run(options) }

  func run(
    _ options: [String], to output: String = "o", environment: [String: String]? = nil,
    interruptWhen isReady: (() -> Bool)? = nil
  ) throws -> Program.Result {
    let arguments = ["sweep", "s.yaml", "--output", output] + options
    return try Program.run(
      "synapse", arguments, in: scratch.folder, environment: environment, interruptWhen: isReady)
  }

  /// The table's fields, which hold no quotes here but for those around a field.
  func table(_ output: String = "o") throws -> [[String]] {
    let text = try String(contentsOf: url("\(output)/sweep.csv"), encoding: .utf8)
    return text.split(separator: "\n").map { line in
      var fields = [""]
      let pieces = line.split(separator: "\"", omittingEmptySubsequences: false)
      for (number, piece) in pieces.enumerated() {
        if number % 2 == 1 {
          fields[fields.count - 1] += piece
          continue
        }
        let parts = piece.split(separator: ",", omittingEmptySubsequences: false)
        fields[fields.count - 1] += parts[0]
        fields += parts.dropFirst().map(String.init)
      }
      return fields
    }
  }

  func statuses(_ output: String = "o") throws -> [String] {
    let table = try table(output)
    let column = try #require(table[0].firstIndex(of: "status"))
    return table.dropFirst().map { $0[column] }
  }

  func cell(_ column: String, row: Int) throws -> String {
    let table = try table()
    return table[row + 1][try #require(table[0].firstIndex(of: column))]
  }

  func modified(_ name: String) throws -> Date {
    try #require(
      FileManager.default.attributesOfItem(atPath: url(name).path)[.modificationDate] as? Date)
  }

  /// What is varied may be what makes a study of a file: a pathway that needs a temperature.
  @Test func variationsMayCompleteAStudy() throws {
    let scratch = try Scratch()
    try scratch.write(
      """
      duration: 3
      drive: {kind: network, data: {set: digits, training: 50}, layers: [], feedback: predisposition}
      """, to: "s.yaml")
    let alone = try synapse("validate", "s.yaml", in: scratch.folder)
    #expect(alone.status == 65)
    let result = try synapse(
      "sweep", "s.yaml", "--vary", "synapse.temperature=1,2", "--output", "out", "--quiet",
      in: scratch.folder)
    #expect(result.status == 0, "\(result.error)")
    // The same command goes on from there.
    let again = try synapse(
      "sweep", "s.yaml", "--vary", "synapse.temperature=1,2", "--output", "out", "--quiet",
      in: scratch.folder)
    #expect(again.status == 0, "\(again.error)")
    // A mistake that no variation mends is told once, without them.
    let wrong = try synapse(
      "sweep", "s.yaml", "--vary", "synapse.learning_rate=1,2", "--output", "other",
      in: scratch.folder)
    #expect(wrong.status == 65 && wrong.error.contains("predisposition needs synapse.temperature"))
    #expect(!wrong.error.contains("--vary"))
  }
}
