import Foundation
import Testing

/// Studies with several seeds.
@Suite struct SeedsTests {
  /// A network of a few epochs, for its curves.
  private static let network = """
    study: short
    seeds: 3
    epochs: 2
    synapse: {gradient_gain: 1000, m0: 100, learning_rate: 5e-3, temperature: 1}
    drive: {kind: network, data: {set: digits, training: 300}, layers: [8]}

    """

  /// Each seed's folder has what `run` writes for it alone, to the byte but for seconds.
  @Test(arguments: [smallStudy, network]) func runsAreThoseOfRun(_ study: String) throws {
    let seeds = try SweepScratch(study)
    let result = try seeds.runSeeds("--seed", "7", "--set", "seeds=3")
    #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
    #expect(try contents(seeds.url("o/runs")) == ["0000", "0001", "0002"])
    _ = try trace(
      of: "s.yaml", settings: ["seeds=1"], options: ["--seed", "8"], in: seeds.scratch, to: "alone")
    let files = try contents(seeds.url("alone"))
    #expect(try contents(seeds.url("o/runs/0001")) == files && files.count >= 3)
    for file in files {
      func text(_ folder: String) throws -> [Substring] {
        try String(contentsOf: seeds.url("\(folder)/\(file)"), encoding: .utf8).split(
          separator: "\n"
        ).filter { !$0.contains("wall_seconds") }
      }
      #expect(try text("o/runs/0001") == text("alone"), "\(file)")
    }
    // A sweep over these seeds is the same.
    let sweep = try seeds.run(["--seed", "7", "--set", "seeds=3"], to: "sweep")
    #expect(sweep.status == 0 && sweep.output.replacing("sweep/", with: "o/") == result.output)
    for file in ["sweep.csv", "seeds.csv", "study.yaml", "summary.json"] {
      #expect(
        try Data(contentsOf: seeds.url("sweep/\(file)"))
          == Data(contentsOf: seeds.url("o/\(file)")), "\(file)")
    }
  }

  /// Every file but those of times, however many work; and so from the resolved study.
  @Test func threadsGiveTheSameBytes() throws {
    let seeds = try SweepScratch(Self.network)
    let files = [
      "sweep.csv", "seeds.csv", "learning-seeds.csv", "layers-seeds.csv", "summary.json",
      "study.yaml",
    ]
    for threads in 1...4 {
      let result = try seeds.runSeeds("--threads", "\(threads)", to: "o\(threads)")
      #expect(result.status == 0, "\(result.error)")
    }
    let again = try synapse(
      "run", "o1/study.yaml", "--output", "o5", "--quiet", in: seeds.scratch.folder)
    #expect(again.status == 0 && again.output.isEmpty, "\(again.error)")
    for file in files {
      let one = try Data(contentsOf: seeds.url("o1/\(file)"))
      #expect(!one.isEmpty)
      for folder in 2...5 {
        #expect(try Data(contentsOf: seeds.url("o\(folder)/\(file)")) == one, "\(file), \(folder)")
      }
    }
    // The same command finds all done.
    let before = try seeds.modified("o1/runs/0002")
    #expect(try seeds.runSeeds("--threads", "2", to: "o1").status == 0)
    #expect(try seeds.modified("o1/runs/0002") == before)
  }

  /// The tables against a textbook's two passes over the runs' own; a row for each result of sweep.csv.
  @Test func statisticsAreThoseOfTheRuns() throws {
    let seeds = try SweepScratch(Self.network)
    let result = try seeds.runSeeds()
    #expect(result.status == 0, "\(result.error)")
    let sweep = try seeds.table()
    let rows = try seeds.lines("o/seeds.csv")
    #expect(rows[0] == ["quantity", "mean", "sd", "min", "max", "n"])
    #expect(rows.dropFirst().map { $0[0] } == sweep[0].dropFirst(3).filter { $0 != "message" })
    let summary = try summary(seeds.url("o/summary.json"))
    #expect(summary["status"] as? String == "finished" && summary["seeds"] as? Int == 3)
    let results = try #require(summary["results"] as? [String: [String: Double]])
    for row in rows.dropFirst() {
      let column = try #require(sweep[0].firstIndex(of: row[0]))
      let values = sweep.dropFirst().map { Double($0[column])! }
      let (mean, sd) = twoPasses(values)
      let scale = 1e-13 * max(mean.magnitude, 1e-300)
      #expect((Double(row[1])! - mean).magnitude <= scale, "\(row)")
      #expect((Double(row[2])! - sd).magnitude <= scale, "\(row)")
      #expect(row[3...].map { Double($0)! } == [values.min()!, values.max()!, 3], "\(row)")
      // JSONSerialization may be off by roundings in the last digits.
      #expect((results[row[0]]!["mean"]! - mean).magnitude <= 10 * scale)
    }
    let accuracy = try #require(rows.first { $0[0] == "results_test_accuracy" })
    let percent = String(format: "%.1f", 100 * Double(accuracy[1])!)
    #expect(
      result.output.contains("test accuracy") && result.output.contains(" \(percent.prefix(2))"))
    #expect(result.output.contains("±"))

    for (own, gathered, keys) in [
      ("learning.csv", "learning-seeds.csv", 2), ("layers.csv", "layers-seeds.csv", 3),
    ] {
      let tables = try (0..<3).map { try seeds.lines("o/runs/000\($0)/\(own)") }
      let means = try seeds.lines("o/\(gathered)")
      #expect(means.count == tables[0].count)
      #expect(means[0].prefix(keys) == tables[0][0].prefix(keys))
      for column in keys..<tables[0][0].count {
        let place = keys + 2 * (column - keys)
        let name = tables[0][0][column]
        #expect(means[0][place] == name && means[0][place + 1] == "\(name)_sd")
        for row in 1..<means.count {
          let values = tables.compactMap { Double($0[row][column]) }
          guard !values.isEmpty else {
            #expect(means[row][place].isEmpty && means[row][place + 1].isEmpty)
            continue
          }
          let (mean, sd) = twoPasses(values)
          #expect((Double(means[row][place])! - mean).magnitude <= 1e-13 * mean.magnitude)
          #expect((Double(means[row][place + 1])! - sd).magnitude <= 1e-13 * mean.magnitude)
        }
      }
    }
  }

  private func twoPasses(_ values: [Double]) -> (mean: Double, sd: Double) {
    let mean = values.reduce(0, +) / Double(values.count)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, (squares / Double(values.count - 1)).squareRoot())
  }

  /// Gradients of which the second and the fourth seed's are too large for the step.
  @Test func failedSeedsAreRows() throws {
    let seeds = try SweepScratch(
      """
      duration: 10
      seeds: 4
      drive: {kind: constant, gradient: {uniform: [0, 2e11]}}
      integrator: {method: rk4}
      record: {every: 5}

      """)
    let result = try seeds.runSeeds()
    #expect(result.status == 70)
    #expect(result.error.contains("run 0001 (seed=2) failed: "), "\(result.error)")
    #expect(result.error.contains("error: 2 of 4 runs failed; o/sweep.csv says why"))
    #expect(result.output.contains("2 of 4 finished"))
    #expect(try seeds.statuses() == ["finished", "failed", "finished", "failed"])
    #expect(try seeds.lines("o/seeds.csv").last! == ["time_reached", "10", "0", "10", "10", "2"])
    let summary = try summary(seeds.url("o/summary.json"))
    #expect(summary["status"] as? String == "failed")
    #expect((summary["message"] as? String)?.contains("2 of 4 runs failed") == true)
    // Of one that finished nothing is known of how it scatters.
    let two = try seeds.runSeeds("--set", "seeds=2", to: "two")
    #expect(two.status == 70 && two.output.contains("1 of 2 finished"))
    #expect(try seeds.lines("two/seeds.csv").last! == ["time_reached", "10", "", "10", "10", "1"])
  }

  @Test func sweepsTakeTheSeedAsTheirLastKey() throws {
    let sweep = try SweepScratch()
    let options = [
      "--vary", "synapse.tau_m=5,20", "--vary", "integrator.dt=1,2", "--set",
      "integrator.method=rk4",
    ]
    let result = try sweep.run(options + ["--set", "seeds=3", "--seed", "5"])
    #expect(result.status == 0, "\(result.error)")
    let table = try sweep.table()
    #expect(table[0].prefix(5) == ["index", "synapse.tau_m", "integrator.dt", "seed", "status"])
    #expect(
      table[1...4].map { Array($0[1...3]) } == [
        ["5", "1", "5"], ["5", "1", "6"], ["5", "1", "7"], ["5", "2", "5"],
      ])
    let means = try sweep.lines("o/sweep-seeds.csv")
    let metrics = table[0].dropFirst(5).filter { $0 != "message" }
    #expect(
      means[0] == ["synapse.tau_m", "integrator.dt", "seeds"]
        + metrics.flatMap { [$0, "\($0)_sd"] }
    )
    #expect(
      means.dropFirst().map { Array($0[..<3]) } == [
        ["5", "1", "3"], ["5", "2", "3"], ["20", "1", "3"], ["20", "2", "3"],
      ])
    let name = "final_alignment_angle_degrees"
    let (column, place) = (table[0].firstIndex(of: name)!, means[0].firstIndex(of: name)!)
    let (mean, sd) = twoPasses(table[7...9].map { Double($0[column])! })
    #expect((Double(means[3][place])! - mean).magnitude <= 1e-13 * mean)
    #expect((Double(means[3][place + 1])! - sd).magnitude <= 1e-13 * mean)
    #expect(result.output.split(separator: "\n").count == 6 && result.output.contains(" ± "))
    // The same by hand, with the seed in another place.
    let byHand = try sweep.run(["--vary", "seed=5,6,7"] + options, to: "hand")
    #expect(byHand.status == 0, "\(byHand.error)")
    #expect(try sweep.lines("hand/sweep-seeds.csv") == means)
    // One seed has no statistics.
    #expect(try sweep.run(options, to: "one").status == 0)
    #expect(try !contents(sweep.url("one")).contains("sweep-seeds.csv"))
  }

  @Test func whatIsForOneRunIsRefused() throws {
    let seeds = try SweepScratch("seeds: 3\n" + smallStudy)
    for (arguments, message) in [
      (["run", "--verify"], "--verify: is a certificate of one run"),
      (["run", "--checkpoint-every", "5"], "--checkpoint-every: is for one run"),
      (["compare"], "seeds: the study stands for 3 runs"),
      (["sweep", "--vary", "seed=1,2"], "--vary seed=1,2: the study has seeds: 3"),
      (["sweep", "--vary", "seeds=1,2"], "--vary seeds=1,2: a sweep has one number of seeds"),
      (
        ["sweep", "--vary", "synapse.tau_m=\((1...4000).map(String.init).joined(separator: ","))"],
        "seeds: the grid has 4000 × 3 = 1.2e+04 combinations"
      ),
    ] {
      let arguments = [arguments[0], "s.yaml", "--output", "o"] + arguments.dropFirst()
      let result = try Program.run("synapse", arguments, in: seeds.scratch.folder)
      #expect(result.status == 65 && result.error.contains(message), "\(result.error)")
      #expect(try contents(seeds.scratch.folder) == ["s.yaml"])
    }
    // They are a sweep's folder, which other commands leave alone.
    #expect(try seeds.runSeeds().status == 0)
    let resumed = try synapse("resume", "o", in: seeds.scratch.folder)
    #expect(resumed.status == 65 && resumed.error.contains("a run of several seeds"))
    let single = try seeds.runSeeds("--set", "seeds=1", "--force")
    #expect(single.status == 73 && single.error.contains("choose another folder for a run of one"))
    let other = try seeds.runSeeds("--set", "seeds=2")
    #expect(other.status == 73 && other.error.contains("seeds is 3 there and 2 here"))
    #expect(try seeds.runSeeds("--set", "seeds=2", "--force").status == 0)
    #expect(try contents(seeds.url("o/runs")) == ["0000", "0001"])
    // And a run of one is not made a sweep of.
    #expect(try seeds.runSeeds("--set", "seeds=1", to: "one").status == 0)
    let over = try seeds.runSeeds("--force", to: "one")
    #expect(over.status == 73 && over.error.contains("and no sweep"), "\(over.error)")
  }

  /// Means with bands, of one run or of several, and without where there is one seed.
  @Test(.enabled(if: hasGnuplot)) func curvesHaveBands() throws {
    let seeds = try SweepScratch(Self.network)
    #expect(try seeds.runSeeds().status == 0)
    #expect(try isXML(seeds.url("o/learning.svg")) && isXML(seeds.url("o/sweep.svg")))
    let script = try String(contentsOf: seeds.url("o/learning.gp"), encoding: .utf8)
    for part in [
      "learning1 using (column('epoch')):(100*column('test_accuracy')-100*column('test_accuracy_sd')):"
        + "(100*column('test_accuracy')+100*column('test_accuracy_sd')) with filledcurves",
      "layers1 every 2::1 using (column('epoch')):(column('angle')-column('angle_sd'))",
      "layers1 = 'layers-seeds.csv'", "title 'mean ± sd over seeds'",
    ] { #expect(script.contains(part), "\(part)") }
    #expect(try seeds.runSeeds("--set", "synapse.temperature=3", to: "p").status == 0)
    let files = ["o/learning-seeds.csv", "p/learning-seeds.csv", "p/runs/0000/learning.csv"]
    for (files, bands) in [(files, 2), ([files[2]], 0)] {
      let result = try Program.run(
        "synapse", ["plot"] + files + ["--output", "f.svg", "--columns", "test_loss"],
        in: seeds.scratch.folder)
      #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
      #expect(try isXML(seeds.url("f.svg")))
      let script = try String(contentsOf: seeds.url("f.gp"), encoding: .utf8)
      #expect(script.matches(of: #/using .* with filledcurves/#).count == bands, "\(script)")
    }
  }
}

extension SweepScratch {
  /// Runs the study into the folder `o`.
  func runSeeds(_ options: String..., to output: String = "o") throws -> Program.Result {
    try Program.run(
      "synapse", ["run", "s.yaml", "--output", output] + options, in: scratch.folder)
  }

  /// The fields of a table without quotes.
  func lines(_ file: String) throws -> [[String]] {
    try String(contentsOf: url(file), encoding: .utf8).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }
}
