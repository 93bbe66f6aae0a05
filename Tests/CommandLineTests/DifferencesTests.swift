import Foundation
import TestSupport
import Testing

/// `synapse differences`.
@Suite struct DifferencesTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// W. S. Gosset ("Student"), Biometrika 6 (1908) 1: additional hours of sleep of ten patients by two drugs. By SciPy
  /// (Tests/ResultsTests/Fixtures/make_paired_differences.py): the mean difference is 1.58, p = 0.002832890197384273, and the
  /// 95 % interval 0.7001142367230175 to 2.459885763276983.
  private static let second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
  private static let first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]

  private func writeSleep() throws {
    let drugs = [("one", Self.first), ("two", Self.second)]
    try scratch.writeSweep(
      drugs.flatMap { drug, hours in
        hours.enumerated().map { ([drug, "\($0.offset + 1)"], [$0.element]) }
      }, keys: ["drug", "seed"])
  }

  private func run(_ options: String...) throws -> Program.Result {
    try Program.run("synapse", ["differences"] + options, in: scratch.folder)
  }

  /// The cells of a CSV file without quotes, by their columns.
  private func table(_ file: String = "d.csv") throws -> [[String: String]] {
    let lines = try scratch.read(file).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(lines[0], $0)) }
  }

  @Test func studentsPatients() throws {
    try writeSleep()
    let result = try run(
      "o", "--against", "drug=one", "--result", "results_hours", "--output", "d.csv", "--within",
      "3")
    #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
    let lines = result.output.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[0].hasPrefix("setting") && lines[0].contains("results_hours  difference"))
    #expect(lines[1].contains("drug=one") && lines[1].contains("10      0.8 ± 1.8"), "\(lines[1])")
    for part in [
      "drug=two", "2.3 ± 2.0", "1.58", "0.70 to 2.46", "0.0028", "different, but equal within 3",
    ] {
      #expect(lines[2].contains(part), "\(part) in \(lines[2])")
    }
    let row = try #require(try table().first)
    #expect(row["setting"] == "drug=two" && row["against"] == "drug=one" && row["pairs"] == "10")
    for (column, expected) in [
      ("p", 0.002832890197384273), ("low_95", 0.7001142367230175), ("high_95", 2.459885763276983),
      ("difference", 1.58), ("mean", 2.33), ("against_mean", 0.75),
    ] {
      let found = try #require(Double(row[column] ?? ""))
      #expect((found - expected).magnitude <= 1e-12, "\(column)")
    }
    // Where a percentile interval must be: within that of t, around the mean.
    let (low, high) = (Double(row["bootstrap_low_95"]!)!, Double(row["bootstrap_high_95"]!)!)
    #expect(0.7 < low && low < 1.58 && 1.58 < high && high < 2.46)
    #expect(row["verdict"]?.contains("different") == true)
    // The other way round.
    let other = try run("o", "--against", "drug=two", "--result", "results_hours")
    #expect(other.output.contains("-1.58") && other.output.contains("-2.46 to -0.70"))
    #expect(other.output.contains("different"))
    let markdown = try run(
      "o", "--against", "drug=one", "--result", "results_hours", "--markdown")
    #expect(markdown.output.hasPrefix("| setting | pairs | results_hours |"))
    #expect(
      markdown.output.split(separator: "\n").allSatisfy { $0.filter { $0 == "|" }.count == 9 })
  }

  /// Accuracies are shares in tables and per cent for people, the margin too.
  @Test func accuraciesAreInPerCent() throws {
    let hours = zip(Self.first, Self.second).map { ($0 / 100 + 0.9, $1 / 100 + 0.9) }
    for (folder, results) in [("a", hours.map(\.0)), ("b", hours.map(\.1))] {
      try scratch.writeSweep(
        results.enumerated().map { (["\($0.offset + 1)"], [$0.element]) }, keys: ["seed"],
        results: ["results_test_accuracy"], to: folder)
    }
    let result = try run(
      "a", "b", "--result", "results_test_accuracy", "--within", "2.4", "--output", "d.csv")
    #expect(result.output.contains("results_test_accuracy, %"), "\(result)")
    #expect(result.output.contains("92.3 ± 2.0") && result.output.contains("0.70 to 2.46"))
    #expect(result.output.contains("different, but equal within 2.4 %"))
    let row = try #require(try table().first)
    #expect(row["setting"] == "b" && row["against"] == "a" && row["within"] == "0.024")
    #expect((Double(row["difference"]!)! - 0.0158).magnitude < 1e-12)
  }

  /// Pairs are of the same seed and fold, in whatever order; what is in one alone, or failed, is left out.
  @Test func pairsShareSeedAndFold() throws {
    var rows: [(values: [String], results: [Double?])] = []
    for (number, (one, two)) in zip(Self.first, Self.second).enumerated() {
      let (seed, fold) = ("\(number / 5)", "\(number % 5)")
      rows.append((["one", seed, fold], [one]))
      rows.insert((["two", seed, fold], [two]), at: 0)
    }
    rows.append((["one", "7", "0"], [100]))
    rows += [(["one", "8", "0"], [nil]), (["two", "8", "0"], [100])]
    try scratch.writeSweep(rows, keys: ["drug", "seed", "drive.data.fold"])
    let result = try run(
      "o", "--against", "drug=one", "--result", "results_hours", "--output", "d.csv")
    #expect(result.status == 0, "\(result.error)")
    #expect(
      result.error
        == "warning: drug=one: 1 of 12 runs have no results_hours and are left out\n")
    let row = try #require(try table().first)
    #expect(row["pairs"] == "10" && (Double(row["p"]!)! - 0.002832890197384273).magnitude < 1e-12)
  }

  /// Of each rule the rate with the best mean on examples held out.
  @Test func theBestOfWhatElseVaries() throws {
    var rows: [(values: [String], results: [Double?])] = []
    for (rule, rate, validation, test) in [
      ("adam", "0.01", 0.90, 0.5), ("adam", "0.1", 0.95, 0.6), ("momentum", "0.1", 0.8, 0.9),
      ("momentum", "1.0", 0.85, 0.61),
    ] {
      for seed in 1...3 {
        let noise = Double(seed * seed) / 1000 * (rule == "adam" ? 1 : 2)
        rows.append(([rule, rate, "\(seed)"], [validation + noise, test + noise]))
      }
    }
    try scratch.writeSweep(
      rows, keys: ["rule", "synapse.learning_rate", "seed"],
      results: ["results_validation_accuracy", "results_test_accuracy"])
    let result = try run(
      "o", "--against", "rule=adam", "--result", "results_test_accuracy", "--best-by",
      "results_validation_accuracy", "--output", "d.csv")
    #expect(result.status == 0, "\(result.error)")
    let text = try scratch.read("d.csv")
    #expect(
      text.contains(
        "\"rule=momentum, synapse.learning_rate=1.0\",\"rule=adam, synapse.learning_rate=0.1\""))
    #expect(result.output.contains("61.93") && result.output.contains("60.47"), "\(result.output)")
    // All of them: 1 is 1.0.
    let all = try run(
      "o", "--against", "rule=momentum", "--against", "synapse.learning_rate=1", "--result",
      "results_test_accuracy")
    #expect(all.status == 0 && all.output.split(separator: "\n").count == 5, "\(all)")
    let open = try run("o", "--against", "rule=adam", "--result", "results_test_accuracy")
    #expect(open.status == 65)
    #expect(
      open.error.contains(
        "o/sweep.csv:1: synapse.learning_rate varies, too: expected it among --against, or --best-by"
      ),
      "\(open.error)")
  }

  /// Without two pairs, or without scatter, there is nothing to say, and no number.
  @Test func whereThereIsNothingToSay() throws {
    func compare(_ a: [Double], _ b: [Double], from seed: Int = 1) throws -> [String: String] {
      for (folder, results, first) in [("a", a, 1), ("b", b, seed)] {
        try scratch.writeSweep(
          results.enumerated().map { (["\($0.offset + first)"], [$0.element]) }, keys: ["seed"],
          to: folder)
      }
      let result = try run("a", "b", "--result", "results_hours", "--output", "d.csv")
      #expect(result.status == 0 && !result.output.contains("nan"), "\(result)")
      return try #require(try table().first)
    }
    for (row, pairs, verdict) in [
      (try compare([1, 2], [1, 2], from: 2), "1", "one pair"),
      (try compare([1, 2], [1, 2], from: 5), "0", "no pair"),
      (try compare([1, 2, 4], [1, 2, 4]), "3", "the same in every pair"),
      (try compare([0.1, 0.2, 0.7], [0.2, 0.3, 0.8]), "3", "the same difference in every pair"),
    ] {
      #expect(row["pairs"] == pairs && row["verdict"] == verdict, "\(row)")
      for column in ["p", "low_95", "high_95", "low_90", "bootstrap_low_95"] {
        #expect(row[column] == "", "\(column) in \(row)")
      }
    }
  }

  @Test func mistakesAreTold() throws {
    try writeSleep()
    try scratch.writeSweep([(["1", "0"], [1])], keys: ["seed", "drive.data.fold"], to: "folds")
    try scratch.writeSweep([(["1"], [1])], keys: ["seed"], to: "seeds")
    try scratch.writeSweep([], keys: ["seed"], to: "empty")
    try scratch.writeSweep([(["1"], [1])], keys: ["seed"], to: "other")
    try scratch.write(
      "{\"parameters\": [{\"key\": \"drive.data.fold\", \"value\": \"3\"}]}",
      to: "other/sweep.json")
    for (options, status, message) in [
      (
        ["o", "--result", "results_hours"], 64, "Give the setting that the others are compared with"
      ),
      (
        ["o", "--against", "drug", "--result", "results_hours"], 64,
        "found drug, expected key.path=value"
      ),
      (
        ["o", "seeds", "--against", "drug=one", "--result", "results_hours"], 64,
        "all are compared with the first"
      ),
      (
        ["o", "--against", "drug=one", "--result", "results_hours", "--within", "0"], 64,
        "found 0.0, expected a number above 0"
      ),
      (
        ["o", "--against", "drug=one", "--result", "results_hours", "--within", "nan"], 64,
        "expected a number above 0"
      ),
      (
        [
          "o", "--against", "drug=one", "--result", "results_hours", "--best-by",
          "results_test_accuracy",
        ], 64,
        "a result on the test set"
      ),
      (
        ["o", "--against", "drug=three", "--result", "results_hours"], 65,
        "found drug=three, expected one of drug=one; drug=two"
      ),
      (["o", "--against", "drag=one", "--result", "results_hours"], 65, "did you mean \"drug\"?"),
      (
        ["o", "--against", "seed=1", "--result", "results_hours"], 65,
        "--against seed: runs are repeated over it"
      ),
      (
        ["o", "--against", "drug=one", "--result", "results_hour"], 65,
        "found no result results_hour; did you mean \"results_hours\"?"
      ),
      (
        ["seeds", "folds", "--result", "results_hours"], 65,
        "folds/sweep.csv:1: repeats over seed, drive.data.fold, expected seed as in seeds"
      ),
      (
        ["seeds", "other", "--result", "results_hours"], 65,
        "has drive.data.fold: 3, expected no drive.data.fold as in seeds"
      ),
      (
        [
          "o", "--against", "drug=one", "--against", "drug=two", "--result", "results_hours",
        ], 65, "--against drug: found it twice"
      ),
      (["none", "seeds", "--result", "results_hours"], 65, "none/sweep.csv"),
      (["seeds", "empty", "--result", "results_hours"], 65, "empty/sweep.csv"),
      (
        ["seeds", "o", "--result", "results_hours"], 65,
        "drug varies, too: expected it to have one value"
      ),
    ] as [([String], Int32, String)] {
      let result = try Program.run("synapse", ["differences"] + options, in: scratch.folder)
      #expect(result.status == status && result.error.contains(message), "\(options): \(result)")
    }
  }

  /// Real runs: a study with itself, and with other rates.
  @Test func sweepsAreCompared() throws {
    try scratch.write(
      """
      epochs: 2
      synapse: {gradient_gain: 1000, m0: 100, learning_rate: 5e-3}
      drive: {kind: network, data: {set: digits, training: 200}, layers: []}
      """, to: "s.yaml")
    let sweep = try synapse(
      "sweep", "s.yaml", "--vary", "synapse.learning_rate=5e-3,1e-4", "--vary", "seed=1,2,3",
      "--vary",
      "drive.data.fold=0,1", "--output", "out", "--quiet", in: scratch.folder)
    #expect(sweep.status == 0, "\(sweep.error)")
    let result = try run(
      "out", "--against", "synapse.learning_rate=0.005", "--result", "results_test_accuracy",
      "--output", "d.csv")
    #expect(result.status == 0, "\(result.error)")
    let row = try #require(try table().first)
    #expect(row["pairs"] == "6" && row["verdict"] == "different", "\(row)")
    let same = try run(
      "out", "out", "--result", "results_test_accuracy", "--best-by", "lowest:results_train_loss"
    )
    #expect(same.output.contains("the same in every pair"), "\(same)")
  }
}
