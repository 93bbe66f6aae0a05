import Foundation
import Testing

/// The figure of the spread over seeds shows the numbers of its table.
@Suite(.enabled(if: hasGnuplot)) struct SeedsFigureTests {
  private static let table = """
    quantity,mean,sd,min,max,n
    results_test_accuracy,0.5,0.05,0.4,0.55,5
    final_alignment_angle_degrees,-20,1,-22,-19,5
    equilibrium_unit,1,0,1,1,5
    final_alignment_zero,0,1,-1,1,5
    statistics_steps,100,10,90,110,5

    """

  private func scratch(_ text: String = table) throws -> Scratch {
    let scratch = try Scratch()
    try scratch.write(text, to: "seeds.csv")
    return scratch
  }

  /// Percents of the mean's magnitude: (0.4 − 0.5)/0.5 and so on. What does not vary, what varies about 0 and the counts of
  /// work are left out.
  @Test func differencesAreRelative() throws {
    let scratch = try scratch()
    let result = try synapse("plot", "seeds.csv", "--output", "f.svg", in: scratch.folder)
    #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
    #expect(try isXML(scratch.url("f.svg")))
    let script = try String(contentsOf: scratch.url("f.gp"), encoding: .utf8)
    let lines = script.split(separator: "\n")
    let start = try #require(lines.firstIndex(of: "$results << EOD"))
    let rows = lines[(start + 1)...].prefix { $0 != "EOD" }.map {
      $0.split(separator: " ").compactMap { Double($0) }
    }
    let expected: [[Double]] = [[0, -20, 10, 10], [1, -10, 5, 5]]
    #expect(rows.count == expected.count)
    for (row, wanted) in zip(rows, expected) {
      // Two roundings.
      for (a, b) in zip(row, wanted) { #expect((a - b).magnitude < 1e-12, "\(row)") }
    }
  }

  @Test func resultsAreChosen() throws {
    let scratch = try scratch()
    let chosen = try synapse(
      "plot", "seeds.csv", "--terminal", "--columns", "statistics_steps", in: scratch.folder)
    #expect(chosen.status == 0 && chosen.output.contains("statistics_steps"), "\(chosen.error)")
    let wrong = try synapse(
      "plot", "seeds.csv", "--terminal", "--columns", "statistics_step", in: scratch.folder)
    #expect(wrong.status == 65 && wrong.error.contains("did you mean \"statistics_steps\"?"))
  }

  /// Whatever a table says, it is drawn without it or refused.
  @Test(arguments: [
    ("a,inf,1,1,2,3", 65, "no result varies"), ("a,1,nan,1,2,3", 65, "no result varies"),
    ("a,1,1,-inf,2,3", 65, "no result varies"),
    ("a,2,1,1,3,9223372036854775807", 65, "column n: found \"9223372036854775807\""),
    ("a,2,1,1,3,-1", 65, "column n: found \"-1\""), ("a,x,1,1,3,2", 65, "column mean: found \"x\""),
    ("a,2,1,1,3,4", 0, ""),
  ])
  func oddRowsAreRefused(_ row: String, _ status: Int32, _ message: String) throws {
    let scratch = try scratch("quantity,mean,sd,min,max,n\n\(row)\n")
    let result = try synapse("plot", "seeds.csv", "--terminal", in: scratch.folder)
    #expect(
      result.status == status
        && (message.isEmpty ? result.error.isEmpty : result.error.contains(message)),
      "\(result.error)")
  }

  @Test func nothingThatVariesIsTold() throws {
    let scratch = try scratch("quantity,mean,sd,min,max,n\na,1,0,1,1,3\nb,1,,1,1,1\n")
    let result = try synapse("plot", "seeds.csv", "--output", "f.svg", in: scratch.folder)
    #expect(result.status == 65 && result.error.contains("no result varies"), "\(result.error)")
  }
}
