import Foundation
import Testing

/// Whole numbers in a table are classes; where there is next to no example of each, that is told.
@Suite struct ManyClassesTests {
  private func warnings(_ labels: [Int], _ command: String..., in scratch: Scratch) throws -> String
  {
    let rows = labels.enumerated().map { "\($0 % 7),\($0 % 5),\($1)" }
    try scratch.write("a,b,label\n" + rows.joined(separator: "\n") + "\n", to: "t.csv")
    try scratch.write(
      "epochs: 1\ndrive: {kind: network, data: {training_file: t.csv, test_file: t.csv}, layers: [2], batch: 50}\n",
      to: "s.yaml")
    let result = try Program.run("synapse", command, in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
    return result.error
  }

  @Test func valuesToBeMetAreToldFromClasses() throws {
    let scratch = try Scratch()
    let values = (0..<200).map { 25 + ($0 * 37) % 150 }
    let expected =
      "warning: drive.data.label: label makes 150 classes of 200 training examples: whole numbers are classes"
    #expect(
      try warnings(values, "validate", "s.yaml", in: scratch).contains(expected))
    #expect(
      try warnings(values, "run", "s.yaml", "--output", "out", "--quiet", in: scratch)
        .contains(expected))
    // Thirty classes, seven examples of each; and a few classes of a small table.
    #expect(try warnings((0..<210).map { $0 % 30 }, "validate", "s.yaml", in: scratch).isEmpty)
    #expect(try warnings((0..<12).map { $0 % 10 }, "validate", "s.yaml", in: scratch).isEmpty)
  }
}
