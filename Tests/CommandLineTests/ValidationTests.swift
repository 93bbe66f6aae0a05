import Foundation
import Testing

/// Examples held out to choose rates by.
@Suite struct ValidationTests {
  /// Twelve examples of one pixel in two classes; more than enough for what is not about learning.
  private static let csv =
    "label,p0\n" + (0..<12).map { "\($0 % 2),\(Double($0) / 10)\n" }.joined()

  private static let study = """
    study: validated
    epochs: 4
    rule: gradientFlow
    synapse: {learning_rate: 0.5}
    drive:
      kind: network
      data: {training_file: data.csv, test_file: test.csv, validation: 5}
      layers: [3]
      batch: 4
    integrator: {method: euler, dt: 1}
    """

  private func scratch() throws -> Scratch {
    let scratch = try Scratch()
    try scratch.write(Self.csv, to: "data.csv")
    try scratch.write("label,p0\n0,0.05\n1,0.95\n0,0.4\n", to: "test.csv")
    try scratch.write(Self.study, to: "study.yaml")
    return scratch
  }

  /// Seven examples stay, so that an epoch has two batches of four; the held-out ones get columns and results of
  /// their own. The same examples given as the test set have the same loss.
  @Test func heldOutExamplesAreEvaluated() throws {
    let scratch = try scratch()
    let result = try synapse("run", "study.yaml", "--output", "out", in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
    #expect(result.output.contains(", validation "))
    let learning = try NumberTable(scratch.url("out/learning.csv"))
    #expect(
      learning.columns == [
        "epoch", "time", "train_loss", "train_accuracy", "test_loss", "test_accuracy",
        "validation_loss", "validation_accuracy", "steps", "gradient_evaluations",
        "rejected_steps",
      ])
    #expect(learning.column("time") == [0, 2, 4, 6, 8])

    // An independent program's: shuffle(12, 1, VALIDATION)[:5] of make_data_references.py.
    let held = [0, 1, 8, 9, 10]
    let lines = Self.csv.split(separator: "\n").map(String.init)
    func file(_ numbers: [Int]) -> String {
      ([lines[0]] + numbers.map { lines[$0 + 1] }).map { $0 + "\n" }.joined()
    }
    try scratch.write(file((0..<12).filter { !held.contains($0) }), to: "kept.csv")
    try scratch.write(file(held), to: "held.csv")
    let again = try synapse(
      "run", "study.yaml", "--output", "again", "--set",
      "drive.data={training_file: kept.csv, test_file: held.csv}", in: scratch.folder)
    try #require(again.status == 0, "\(again.error)")
    let other = try NumberTable(scratch.url("again/learning.csv"))
    #expect(other.columns.allSatisfy { !$0.contains("validation") })
    for (name, otherName) in [
      ("validation_loss", "test_loss"), ("validation_accuracy", "test_accuracy"),
      ("train_loss", "train_loss"),
    ] {
      #expect(learning.column(name) == other.column(otherName), "\(name)")
    }
    let results = try #require(
      summary(scratch.url("out/summary.json"))["results"] as? [String: Double])
    // The digits themselves: JSONSerialization may round those of a number twice.
    let written = try #require(learning.column("validation_loss").last)
    let text = try String(contentsOf: scratch.url("out/summary.json"), encoding: .utf8)
    #expect(text.contains("\"validation_loss\" : \(written)"))
    #expect(results["validation_accuracy"] == learning.column("validation_accuracy").last)
  }

  /// Sweeps look at them first: that is what they are for. Each seed holds out others.
  @Test func sweepsShowThem() throws {
    let scratch = try scratch()
    let result = try synapse(
      "sweep", "study.yaml", "--vary", "synapse.learning_rate=0.1,1", "--vary", "seed=1,2",
      "--output", "out", in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
    #expect(result.output.contains("results_validation_accuracy"))
    let table = try NumberTable(scratch.url("out/sweep-seeds.csv"))
    for name in ["validation_accuracy", "validation_loss", "test_accuracy"] {
      #expect(table.columns.contains("results_\(name)"), "\(name)")
    }
    let resolved = try (0..<2).map {
      try String(contentsOf: scratch.url("out/runs/000\($0)/study.yaml"), encoding: .utf8)
    }
    #expect(resolved.allSatisfy { $0.contains("validation: 5") })
  }
}
