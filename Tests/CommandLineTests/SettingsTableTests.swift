import Foundation
import TestSupport
import Testing

/// `synapse table`.
@Suite struct SettingsTableTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func run(_ options: String...) throws -> Program.Result {
    try Program.run("synapse", ["table"] + options, in: scratch.folder)
  }

  /// The cells of what was printed as Markdown.
  private func cells(_ options: String...) throws -> [[String]] {
    let result = try Program.run(
      "synapse", ["table"] + options + ["--markdown"], in: scratch.folder)
    #expect(result.status == 0 && result.error.isEmpty, "\(result)")
    let rows = result.output.split(separator: "\n").map { line in
      line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
    }
    #expect(rows.count > 1 && rows[1].allSatisfy { $0 == "---" })
    return [rows[0]] + rows.dropFirst(2)
  }

  /// Two rules, two rates, two time constants, three seeds each: the mean is what is given, the deviation 0.01.
  private func writeGrid(without missing: [String] = []) throws {
    var rows: [(values: [String], results: [Double?])] = []
    let means = [
      ("adam", "0.01", 0.90, 0.5), ("adam", "0.1", 0.95, 0.6), ("momentum", "0.1", 0.8, 0.9),
      ("momentum", "1.0", 0.85, 0.61),
    ]
    for tau in ["10", "100"] {
      for (rule, rate, validation, test) in means {
        for (seed, shift) in [("1", -0.01), ("2", 0), ("3", 0.01)] {
          let isMissing = missing == [rule, rate, tau, seed]
          rows.append(
            (
              [rule, rate, tau, seed],
              isMissing
                ? [nil, nil] : [validation + shift, test + shift + (tau == "100" ? 0.02 : 0)]
            ))
        }
      }
    }
    try scratch.writeSweep(
      rows, keys: ["rule", "synapse.learning_rate", "synapse.tau_m", "seed"],
      results: ["results_validation_accuracy", "results_test_accuracy"])
  }

  /// W. S. Gosset's patients, Biometrika 6 (1908) 1, who gives the means 0.75 and 2.33; the deviations are 1.789 and 2.002.
  @Test func meansAndDeviations() throws {
    let first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    let second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    try scratch.writeSweep(
      [("one", first), ("two", second)].flatMap { drug, hours in
        hours.enumerated().map { ([drug, "\($0.offset + 1)"], [$0.element]) }
      }, keys: ["drug", "seed"])
    #expect(
      try cells("o", "--result", "results_hours") == [
        ["drug", "runs", "results_hours"], ["one", "10", "0.8 ± 1.8"], ["two", "10", "2.3 ± 2.0"],
      ])
    #expect(
      try run("o", "--result", "results_hours").output
        == "drug  runs  results_hours\none     10      0.8 ± 1.8\ntwo     10      2.3 ± 2.0\n")
    #expect(
      try cells("o", "--result", "results_hours", "--across", "drug") == [
        ["drug=one", "drug=two"], ["0.8 ± 1.8", "2.3 ± 2.0"],
      ])
  }

  @Test func everySettingHasARow() throws {
    try writeGrid()
    let rows = try cells(
      "o", "--result", "results_validation_accuracy", "--result", "results_test_accuracy")
    #expect(
      rows[0] == [
        "rule", "synapse.learning_rate", "synapse.tau_m", "runs", "results_validation_accuracy, %",
        "results_test_accuracy, %",
      ])
    #expect(rows.count == 9)
    #expect(rows[1] == ["adam", "0.01", "10", "3", "90.0 ± 1.0", "50.0 ± 1.0"])
    #expect(rows[8] == ["momentum", "1.0", "100", "3", "85.0 ± 1.0", "63.0 ± 1.0"])
  }

  /// Of each rule the rate with the best mean on examples held out, in each column.
  @Test func theBestOfWhatElseVaries() throws {
    try writeGrid()
    let options = [
      "o", "--result", "results_test_accuracy", "--best-by", "results_validation_accuracy",
    ]
    let grid = try Program.run(
      "synapse",
      ["table"] + options + ["--rows", "rule", "--across", "synapse.tau_m", "--markdown"],
      in: scratch.folder)
    #expect(
      grid.output == """
        | rule \\ synapse.tau_m | 10 | 100 |
        |---|---|---|
        | adam | 60.0 ± 1.0 | 62.0 ± 1.0 |
        | momentum | 61.0 ± 1.0 | 63.0 ± 1.0 |

        """)
    let list = try Program.run(
      "synapse", ["table"] + options + ["--rows", "rule"], in: scratch.folder)
    let lines = list.output.split(separator: "\n")
    #expect(lines.count == 3, "\(list)")
    // The first of equals, 10.
    #expect(
      lines[1].split(separator: " ")[...3] == ["adam", "0.1", "10", "3"], "\(lines[1])")
    // The best of all.
    let best = try Program.run("synapse", ["table"] + options, in: scratch.folder)
    #expect(best.output.split(separator: "\n").count == 2 && best.output.contains("60.0 ± 1.0"))
  }

  /// What failed is counted, not averaged over in silence.
  @Test func runsWithoutAResult() throws {
    try writeGrid(without: ["adam", "0.1", "100", "3"])
    let options = ["o", "--result", "results_test_accuracy", "--across", "synapse.tau_m"]
    let all = try Program.run("synapse", ["table"] + options, in: scratch.folder)
    #expect(all.output.contains("61.50 ± 0.71 (2 of 3)"), "\(all)")
    let best = try Program.run(
      "synapse",
      ["table"] + options + ["--rows", "rule", "--best-by", "results_validation_accuracy"],
      in: scratch.folder)
    #expect(best.status == 0 && best.output.contains("52.0 ± 1.0"), "\(best)")
    #expect(
      best.error
        == "warning: 1 combination could not be chosen: not all runs have results_validation_accuracy\n"
    )
    try scratch.writeSweep(
      [(["a", "1"], [nil]), (["b", "1"], [1])], keys: ["drug", "seed"], to: "none")
    #expect(
      try cells("none", "--result", "results_hours") == [
        ["drug", "runs", "results_hours"], ["a", "1", "none"], ["b", "1", "1"],
      ])
  }

  @Test func mistakesAreTold() throws {
    try writeGrid()
    for (options, status, message) in [
      (["o"], 64, "--result"),
      (
        ["o", "--result", "a", "--result", "b", "--across", "rule"], 64,
        "--across: its columns show one result; found 2, expected one --result"
      ),
      (
        ["o", "--result", "results_test_acuracy"], 65,
        "o/sweep.csv:1: found no result results_test_acuracy; did you mean \"results_test_accuracy\"?"
      ),
      (
        ["o", "--result", "results_test_accuracy", "--rows", "rul"], 65,
        "--rows rul: expected one of the varied keys; did you mean \"rule\"?"
      ),
      (
        ["o", "--result", "results_test_accuracy", "--across", "rul"], 65,
        "--across rul: expected one of the varied keys; did you mean \"rule\"?"
      ),
      (
        ["o", "--result", "results_test_accuracy", "--across", "seed"], 65,
        "--across seed: runs are repeated over it"
      ),
      (
        ["o", "--result", "results_test_accuracy", "--rows", "rule", "--across", "rule"], 65,
        "rule: found it twice, expected each key once"
      ),
      (
        ["o", "--result", "results_test_accuracy", "--rows", "rule"], 65,
        "synapse.learning_rate varies, too: expected it among --rows, or --best-by"
      ),
      (
        ["o", "--result", "results_test_accuracy", "--best-by", "results_test_accuracy"], 64,
        "a result on the test set"
      ),
      (["nowhere", "--result", "results_test_accuracy"], 65, "nowhere/sweep.csv"),
    ] as [([String], Int32, String)] {
      let result = try Program.run("synapse", ["table"] + options, in: scratch.folder)
      #expect(result.status == status && result.error.contains(message), "\(options): \(result)")
    }
  }
}
