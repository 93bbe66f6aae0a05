import Foundation
import Testing

/// Figures of sweeps.
@Suite(.enabled(if: hasGnuplot)) struct SweepFigureTests {
  private let header = "index,a.tau_m,rule,c,seed,status,results_test_accuracy,other,message\n"

  /// A table whose result is 100·a + 10·c + seed, for other makes 7.
  private func table(_ a: [String], _ rules: [String], _ c: [String], seeds: Int = 1) -> String {
    var (text, index) = (header, 0)
    for a in a {
      for rule in rules {
        for c in c {
          for seed in 1...seeds {
            let value = 100 * Double(a)! + 10 * (Double(c) ?? 0) + Double(seed)
            text += "\(index),\(a),\(rule),\(c),\(seed),finished,\(value),7,\n"
            index += 1
          }
        }
      }
    }
    return text
  }

  private func script(_ table: String, _ options: String...) throws -> String {
    let scratch = try Scratch()
    try scratch.write(table, to: "sweep.csv")
    let result = try Program.run(
      "synapse", ["plot", "sweep.csv", "--output", "f.svg"] + options, in: scratch.folder)
    #expect(result.status == 0, "\(result.error)")
    #expect(try isXML(scratch.url("f.svg")))
    return try String(contentsOf: scratch.url("f.gp"), encoding: .utf8)
  }

  @Test func oneKeyIsACurveWithTheDeviationOfSeeds() throws {
    let script = try script(table(["10", "1", "5"], ["x"], ["2"], seeds: 3))
    // Ascending; of seeds 1, 2, 3 the mean is 2, the standard deviation 1.
    #expect(script.contains("1.0 122.0 121.0 123.0\n5.0 522.0 521.0 523.0\n10.0 1022.0 1021.0"))
    #expect(script.contains("linespoints") && script.contains("filledcurves"))
    #expect(!script.contains("logscale"))
    #expect(script.contains("set title 'mean ± standard deviation of 3 seeds'"))
    #expect(script.contains("'a.tau\\_m (learning steps)'"))
  }

  /// On a logarithmic axis there is no place for what lies below 0.
  @Test func bandsEndAboveZeroOnALogarithmicAxis() throws {
    var text = "index,k,seed,status,r,message\n"
    for (index, values) in [(1.0, 1.0), (1e-3, 3.0), (1e3, 1e3)].enumerated() {
      text +=
        "\(index),\(index),1,finished,\(values.0),\n\(index),\(index),2,finished,\(values.1),\n"
    }
    let script = try script(text)
    #expect(script.contains("set logscale y"))
    // Means are 1, 1.5005 and 1000: half the least is 0.5.
    #expect(script.contains("\n0.0 1.0 1.0 1.0\n1.0 1.5005 0.5 3.62"))
  }

  /// Steps by a factor stand at equal distances, each with its number; steps by a difference, as before.
  @Test func geometricGridsAreLogarithmic() throws {
    let doubled = try script(table(["2", "4", "1", "8"], ["x"], ["0"]))
    #expect(doubled.contains("set logscale x"))
    #expect(doubled.contains("set xtics ('1' 1.0, '2' 2.0, '4' 4.0, '8' 8.0)"))
    #expect(try script(table(["1", "2", "5", "10"], ["x"], ["0"])).contains("set logscale x"))
    for even in [["10", "11", "12"], ["1", "2", "3"], ["0", "1", "2", "4"], ["1", "2"]] {
      #expect(try !script(table(even, ["x"], ["0"])).contains("set logscale x"), "\(even)")
    }
  }

  /// Accuracies are shares: neither axes nor bands go beyond 1.
  @Test func accuraciesEndAtOne() throws {
    var text = "index,k,seed,status,results_test_accuracy,message\n"
    for (index, (k, accuracy)) in [(1, 0.9), (1, 1.0), (2, 1.0), (2, 0.94)].enumerated() {
      text += "\(index),\(k),\(index % 2 + 1),finished,\(accuracy),\n"
    }
    let script = try script(text)
    let range = try #require(script.firstMatch(of: /set yrange \[([0-9.]+):([0-9.]+)\]/))
    #expect(Double(range.2) == 1, "\(script)")
  }

  @Test func twoDecadesAreLogarithmic() throws {
    let script = try script(table(["1e-3", "1e-2", "1e-1"], ["x"], ["0"]))
    #expect(script.contains("set logscale x") && !script.contains("set logscale y"))
  }

  @Test func wordsAreCategories() throws {
    let script = try script(table(["1"], ["adam", "bio_Adam"], ["2"], seeds: 2))
    #expect(script.contains("set xtics ('adam' 0.0, 'bio\\_Adam' 1.0)"))
    // Of 121 and 122.
    #expect(script.contains("\n0.0 121.5 120.792893"))
    #expect(script.contains("yerrorbars") && !script.contains("linespoints"))
  }

  @Test func twoKeysAreAMapWithItsValues() throws {
    var text = table(["1", "2"], ["x", "y"], ["3"])
    text = text.replacing(#/3,2,y,3,1,finished,231.0,7,/#, with: "3,2,y,3,1,failed,,,\"no, not\"")
    let script = try script(text)
    #expect(script.contains("$cells0 << EOD\n0 0 131.0\n1 0 231.0\n0 1 131.0\nEOD"))
    #expect(script.contains("$missing0 << EOD\n1 1 failed\nEOD"))
    #expect(script.contains("set cbrange [131.0:231.0]"))
  }

  /// Deviations are written below the means, unless cells are narrow.
  @Test func mapsShowDeviationsWhereThereIsRoom() throws {
    let wide = try script(table(["1", "2"], ["x", "y"], ["3"], seeds: 3))
    #expect(wide.contains("\n0 1 132.0\\n±1.0\n"))
    let many = (1...20).map(String.init)
    let narrow = try script(table(many, ["x", "y"], ["3"], seeds: 3))
    #expect(narrow.contains("\n0 1 132\n") && !narrow.contains("\\n±"))
  }

  @Test func threeKeysAreAMapForEachOfTheFewest() throws {
    let script = try script(table(["1", "2", "3"], ["x", "y"], ["4", "5", "6"]))
    #expect(script.contains("'rule = x'") && script.contains("'rule = y'"))
    #expect(script.contains("$cells1") && !script.contains("$cells2"))
  }

  @Test func anyResultIsDrawn() throws {
    let script = try script(table(["1", "2"], ["x"], ["2"]), "--columns", "other")
    #expect(script.contains("set title 'other'") && script.contains("1.0 7.0 7.0 7.0"))
  }

  @Test(arguments: [
    (
      "index,a,b,c,d,status,r\n0,1,1,1,1,finished,1\n0,2,2,2,2,finished,1\n", [],
      "a figure shows at most three keys"
    ),
    (
      "index,a,status,results_x,message\n0,1,finished,1,\n", ["--columns", "result_x"],
      "did you mean \"results_x\"?"
    ),
    ("index,a,status,x,message\n0,1,finished,1,\n", ["--columns", "x,x"], "expected one result"),
    ("index,a,status,message\n0,1,pending,\n", [], "no run finished"),
    ("index,a,status,x,message\n0,1,finished,1\n", [], "f.csv:2: found 4 fields, expected 5"),
    (
      "index,a,status,x,message\n0,1,finished,much,\n", [],
      "f.csv:2: column x: found \"much\", expected a number"
    ),
    ("index,a\n0,1\n", [], "f.csv:1: found the end of the header, expected status"),
    ("index,status,r\n0,finished,1\n", [], "found the column \"status\", expected a varied key"),
    (
      "index,a,status,x\n0,1,done,1\n", [],
      "column status: found \"done\", expected finished, failed or pending"
    ),
  ])
  func wrongTablesAreTold(_ text: String, _ options: [String], _ message: String) throws {
    let scratch = try Scratch()
    try scratch.write(text, to: "f.csv")
    let result = try Program.run(
      "synapse", ["plot", "f.csv", "--output", "f.svg"] + options, in: scratch.folder)
    #expect(result.status == 65 && result.error.contains(message), "\(result.error)")
  }

  /// The sweep draws by itself, and both scripts draw the same.
  @Test func sweepsDrawThemselves() throws {
    let sweep = try SweepScratch()
    #expect(try sweep.run("--vary", "synapse.tau_m=5,10", "--vary", "seed=1,2").status == 0)
    #expect(try isXML(sweep.url("o/sweep.svg")))
    let own = try Data(contentsOf: sweep.url("o/sweep.svg"))
    let again = try Program.run(
      "/usr/bin/env", ["gnuplot", "sweep.gp"], in: sweep.url("o"))
    #expect(again.status == 0)
    #expect(try Data(contentsOf: sweep.url("o/sweep.svg")) == own)
    let text = try synapse("plot", "o/sweep.csv", "--terminal", in: sweep.scratch.folder)
    #expect(text.status == 0 && text.output.contains("final_alignment_angle_degrees"))
  }
}
