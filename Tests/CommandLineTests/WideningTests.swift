import Foundation
import TestSupport
import Testing

/// `synapse sweep --widen`, and the best of each group.
@Suite struct WideningTests {
  /// By gradient flow w_f = (1, 1 − ηt) and w_b = (1, −ηt): the angle between them is largest at ηt = ½, 2 arctan ½ = 53.13°, and
  /// shrinks all the way on both sides.
  private static let study = """
    duration: 10
    synapses: 2
    rule: gradientFlow
    synapse: {learning_rate: 0.1, initial: {w_f: [1, 1], w_b: [1, 0]}}
    drive: {kind: constant, gradient: [0, 1]}
    """
  private static let angle = "final_alignment_angle_degrees"
  private static let rates = ["--vary", "synapse.learning_rate=0.1,0.2,0.4"]
  private static let widen = ["--widen", "synapse.learning_rate", "--best-by", "highest:\(angle)"]

  private let sweep: SweepScratch

  init() throws { sweep = try SweepScratch(Self.study) }

  private func column(_ name: String, of file: String) throws -> [String] {
    let lines = try sweep.scratch.read(file).split(separator: "\n")
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    let place = try #require(lines[0].firstIndex(of: name))
    return lines.dropFirst().map { $0[place] }
  }

  @Test func aGridGrowsUntilTheBestLiesInside() throws {
    let result = try sweep.run(Self.rates + Self.widen)
    #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
    // 0.05 is the best, and 0.025 shows it.
    #expect(
      try column("synapse.learning_rate", of: "o/sweep.csv") == [
        "0.1", "0.2", "0.4", "0.05", "0.025",
      ]
    )
    #expect(try column("index", of: "o/sweep.csv") == ["0", "1", "2", "3", "4"])
    #expect(try contents(sweep.url("o/runs")).count == 5)
    let best = try column(Self.angle, of: "o/best.csv")
    #expect(best.count == 1 && (Double(best[0])! - 2 * atan(0.5) * 180 / .pi).magnitude < 1e-9)
    #expect(try column("synapse.learning_rate", of: "o/best.csv") == ["0.05"])
    #expect(result.output.contains("best   synapse.learning_rate=0.05: highest"))
    #expect(try sweep.scratch.read("o/sweep.json").contains("\"combinations\" : 5"))
    // A run is what `run` makes of its combination.
    _ = try trace(
      of: "s.yaml", settings: ["synapse.learning_rate=0.025"], in: sweep.scratch, to: "alone")
    for file in ["study.yaml", "trace.csv"] {
      #expect(try sweep.scratch.read("o/runs/0004/\(file)") == sweep.scratch.read("alone/\(file)"))
    }
  }

  /// For a duration of 100 the best rate is 0.005: each duration goes on by itself, with both seeds.
  private static let groups =
    rates + ["--vary", "duration=10,100", "--vary", "seed=1,2"] + widen
    + ["--for-each", "duration"]

  @Test func everyGroupGrowsByItself() throws {
    let result = try sweep.run(Self.groups)
    #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
    let rows = try zip(
      column("duration", of: "o/sweep.csv"), column("synapse.learning_rate", of: "o/sweep.csv"))
    let added = rows.dropFirst(12).map { "\($0.0) \($0.1)" }
    // Round by round; a rate of each round has both seeds.
    let expected = [
      ["10 0.05", "100 0.05"], ["10 0.025", "100 0.025"], ["100 0.0125"], ["100 0.00625"],
      ["100 0.00313"],
    ]
    #expect(added == expected.flatMap { $0.flatMap { [$0, $0] } })
    #expect(
      try column("seed", of: "o/sweep.csv")
        == Array(repeating: ["1", "2"], count: 13).flatMap(\.self)
    )
    #expect(try column("duration", of: "o/best.csv") == ["10", "100"])
    #expect(try column("synapse.learning_rate", of: "o/best.csv") == ["0.05", "0.00625"])
    #expect(try column("runs", of: "o/best.csv") == ["2", "2"])
    let lines = result.output.split(separator: "\n").filter { $0.hasPrefix("best ") }
    #expect(lines.count == 2)
    #expect(lines.first?.contains("synapse.learning_rate=0.05, duration=10: highest") == true)
    #expect(lines.last?.contains("synapse.learning_rate=0.00625, duration=100: highest") == true)
  }

  /// However many run at once, whatever was there before, and where the seeds are the study's own.
  @Test func theSameFilesFromAnywhere() throws {
    #expect(try sweep.run(Self.groups + ["--jobs", "1"]).status == 0)
    let files = ["sweep.csv", "sweep-seeds.csv", "best.csv"]
    let tables = try files.map { try sweep.scratch.read("o/\($0)") }
    let identity = try sweep.scratch.read("o/sweep.json")
    let times = try (0..<26).map { try sweep.modified("o/runs/\(String(format: "%04d", $0))") }
    // The same command: nothing is made again.
    #expect(try sweep.run(Self.groups + ["--jobs", "1"]).status == 0)
    #expect(
      try times == (0..<26).map { try sweep.modified("o/runs/\(String(format: "%04d", $0))") })
    // Some runs are missing, of the grid and of a later round, as where it was killed.
    for run in ["0003", "0016", "0025"] {
      try FileManager.default.removeItem(at: sweep.url("o/runs/\(run)"))
    }
    #expect(try sweep.run(Self.groups + ["--jobs", "3"]).status == 0)
    #expect(try tables == files.map { try sweep.scratch.read("o/\($0)") })
    #expect(try identity == sweep.scratch.read("o/sweep.json"))
    #expect(try sweep.modified("o/runs/0024") == times[24])
    // At once, from nothing.
    #expect(try sweep.run(Self.groups + ["--jobs", "4"], to: "p").status == 0)
    #expect(try tables == files.map { try sweep.scratch.read("p/\($0)") })
    let seeds = Self.groups.split(separator: "seed=1,2").flatMap {
      $0.dropLast($0.last == "--vary" ? 1 : 0)
    }
    let own = try sweep.run(seeds + ["--set", "seeds=2", "--seed", "1"], to: "q")
    #expect(own.status == 0, "\(own.error)")
    #expect(try tables == files.map { try sweep.scratch.read("q/\($0)") })
  }

  /// Another run in the place of one that follows from the results, as where an earlier one failed and is made again.
  @Test func aRunOfAnotherStudyIsMadeAgain() throws {
    let options = Self.rates + Self.widen
    #expect(try sweep.run(options).status == 0)
    let table = try sweep.scratch.read("o/sweep.csv")
    try FileManager.default.removeItem(at: sweep.url("o/runs/0003"))
    try FileManager.default.copyItem(at: sweep.url("o/runs/0002"), to: sweep.url("o/runs/0003"))
    #expect(try sweep.run(options).status == 0)
    #expect(try sweep.scratch.read("o/sweep.csv") == table)
  }

  @Test func growingEnds() throws {
    let options = [
      "--vary", "synapse.learning_rate=0.1,0.3,1", "--widen", "synapse.learning_rate", "--best-by",
      "lowest:\(Self.angle)",
    ]
    let result = try sweep.run(options)
    #expect(result.status == 0)
    #expect(
      result.error.contains(
        "warning: the best synapse.learning_rate, 1000, is the largest still, after 6 more values on that side"
      ), "\(result.error)")
    #expect(
      try column("synapse.learning_rate", of: "o/sweep.csv").dropFirst(3) == [
        "3", "10", "30", "100", "300", "1000",
      ])
  }

  /// A whole number, and none that the study refuses.
  @Test func growingEndsWhereTheStudyDoes() throws {
    let network = try SweepScratch(
      """
      epochs: 1
      synapse: {gradient_gain: 1000, m0: 100, learning_rate: 5e-3}
      drive: {kind: network, data: {set: digits, validation: 100}, layers: []}
      """)
    let result = try network.run(
      "--vary", "drive.data.training=400,600", "--widen", "drive.data.training", "--best-by",
      "lowest:results_train_loss")
    #expect(result.status == 0, "\(result.error)")
    #expect(
      try network.table().dropFirst().map { $0[1] } == ["400", "600", "900", "1350"],
      "\(result.output)")
    #expect(
      result.error.contains(
        "the best drive.data.training, 1350, is the largest that there can be: "),
      "\(result.error)")
    #expect(result.error.contains("drive.data.training=2025 is refused: "))
    #expect(result.error.split(separator: "\n").count == 1)
  }

  /// RK4 with dt = 1 is unstable where |g|/τ_ρ is beyond 2.8; the relaxation time τ_ρ/|g| would fall on and on.
  @Test func aValueThatFailsIsAnEnd() throws {
    let unstable = try SweepScratch(
      """
      duration: 1000
      synapses: 1
      synapse: {tau_rho: 100}
      drive: {kind: constant, gradient: 1}
      integrator: {method: rk4}
      """)
    let options = [
      "--vary", "drive.gradient=1,10,100", "--widen", "drive.gradient", "--best-by",
      "lowest:equilibrium_rho_relaxation_time_max",
    ]
    for _ in 0..<2 {
      let result = try unstable.run(options)
      #expect(result.status == 70)
      #expect(
        result.error.split(separator: "\n").filter { $0.hasPrefix("run 0003") }.count == 1,
        "\(result.error)")
      #expect(result.output.contains("best   drive.gradient=100: lowest"), "\(result.output)")
      #expect(try unstable.statuses() == ["finished", "finished", "finished", "failed"])
      #expect(try unstable.cell("drive.gradient", row: 3) == "1000")
    }
  }

  /// A grid that was swept as it was given may begin to grow, and not stop to.
  @Test func aSweepThatGrowsIsItself() throws {
    #expect(try sweep.run(Self.rates).status == 0)
    let first = try sweep.modified("o/runs/0000")
    #expect(try sweep.run(Self.rates + Self.widen).status == 0)
    #expect(try sweep.modified("o/runs/0000") == first)
    let table = try sweep.scratch.read("o/sweep.csv")
    for (options, found) in [
      (Self.rates, "no --widen"),
      (
        Self.rates + [
          "--widen", "synapse.learning_rate", "--best-by", "lowest:final_alignment_norm_ratio",
        ], "--widen synapse.learning_rate --best-by lowest:final_alignment_norm_ratio"
      ),
    ] {
      let other = try sweep.run(options)
      #expect(other.status == 73)
      #expect(
        other.error.contains(
          "it has --widen synapse.learning_rate --best-by highest:\(Self.angle) where this has \(found)"
        ),
        "\(other.error)")
    }
    #expect(try sweep.scratch.read("o/sweep.csv") == table)
    let status = try synapse("status", "o", in: sweep.scratch.folder)
    #expect(status.output.contains("5 of 5 finished"))
    // From the beginning again.
    #expect(try sweep.run(Self.rates + ["--force"]).status == 0)
    #expect(try contents(sweep.url("o/runs")).count == 3)
    #expect(try !contents(sweep.url("o")).contains("best.csv"))
  }

  /// A run that failed, and has a result when it is made again, moves the best: runs of values that are then no part of the grid go.
  @Test func runsBeyondTheGridGo() throws {
    #expect(try sweep.run(Self.rates + Self.widen).status == 0)
    let whole = try sweep.scratch.read("o/sweep.csv")
    let count = try contents(sweep.url("o/runs")).count
    // As if there had been one more.
    try FileManager.default.copyItem(
      at: sweep.url("o/runs/0000"), to: sweep.url("o/runs/00\(10 + count)"))
    #expect(try sweep.run(Self.rates + Self.widen).status == 0)
    #expect(try contents(sweep.url("o/runs")).count == count)
    #expect(try sweep.scratch.read("o/sweep.csv") == whole)
  }

  /// Other keys of the examples are no reason to believe that some are held out.
  @Test func heldOutExamplesAreAskedFor() throws {
    let network = try SweepScratch(
      """
      epochs: 1
      drive: {kind: network, data: {set: digits, training: 100}, layers: []}
      """)
    let options = [
      "--vary", "drive.data.fold=0,1", "--best-by", "results_validation_accuracy",
    ]
    let result = try network.run(options)
    #expect(
      result.status == 64 && result.error.contains("needs examples that are held out"), "\(result)")
  }

  /// Options, the status, and what is said.
  static let mistakes: [(String, Int32, String)] = [
    ("--widen synapse.learning_rate", 64, "--widen: expected --best-by with it"),
    ("--for-each synapse.tau_m", 64, "--for-each: expected --best-by with it"),
    (
      "--best-by A --widen synapse.learning_rate --part 0/2", 64,
      "--widen: found part 0/2 of the sweep, expected all of it"
    ),
    (
      "--best-by A --widen synapse.learning_rat", 65,
      "--widen synapse.learning_rat: expected a key that --vary gives numbers; did you mean \"synapse.learning_rate\"?"
    ),
    (
      "--best-by A --widen synapse.learning_rate --for-each synapse.learning_rate", 65,
      "--for-each synapse.learning_rate keeps each of its values"
    ),
    (
      "--best-by A --for-each durati", 65,
      "--for-each durati: expected a key that is varied by --vary"
    ),
    (
      "--best-by A --vary seed=1,2 --for-each seed", 65,
      "--for-each seed: the best is chosen by the mean over it"
    ),
    (
      "--best-by A --vary seed=1,2 --widen seed", 65,
      "--widen seed: the best is chosen by the mean over it, expected another varied key"
    ),
    (
      "--best-by A --vary duration=10,20,200 --widen duration", 65,
      "--widen duration: found 10,20,200, expected two or more numbers above 0 that stand evenly"
    ),
    (
      "--best-by A --vary duration=10,20 --for-each duration --for-each duration", 65,
      "--for-each duration: found it twice"
    ),
    (
      "--best-by lowest:wall_seconds --widen synapse.learning_rate", 64,
      "--best-by: found lowest:wall_seconds, a time on the clock"
    ),
    (
      "--best-by A --vary duration=10 --widen duration", 65,
      "--widen duration: found 10, expected two or more"
    ),
  ]

  @Test(arguments: mistakes)
  func mistakesAreTold(_ options: String, _ status: Int32, _ message: String) throws {
    let words = options.replacing("A", with: "highest:\(Self.angle)").split(separator: " ")
    let result = try sweep.run(Self.rates + words.map(String.init))
    #expect(result.status == status && result.error.contains(message), "\(result)")
    #expect(try contents(sweep.scratch.folder) == ["s.yaml"])
  }

  @Test func ranksAreRefused() throws {
    let result = try sweep.run(
      Self.rates + Self.widen,
      environment: ProcessInfo.processInfo.environment.merging(
        ["PMI_RANK": "1", "PMI_SIZE": "2"]) { $1 })
    #expect(result.status == 64 && result.error.contains("--widen: found part 1/2"), "\(result)")
  }
}
