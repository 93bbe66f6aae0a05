import Foundation
import Results
import Studies
import StudyRuns
import Testing

/// Studies that say nothing of the order of updates.
@Suite struct UpdateOrderTests {
  private struct Reference: Decodable {
    var gradients: [[Double]]
    var start: [Double]
    var weights: [String: [Double]]
  }

  private func reference() throws -> Reference {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let file = folder.appendingPathComponent("Fixtures/optimiser-references.json")
    return try JSONDecoder().decode(Reference.self, from: Data(contentsOf: file))
  }

  private func study(_ rule: String, _ reference: Reference, rest: String = "") throws -> Study {
    let times = reference.gradients.indices.map { "\($0)" }.joined(separator: ", ")
    let correction = rule == "adam" ? "bias_correction: discrete, " : ""
    return try Study(
      yaml: """
        duration: \(reference.gradients.count)
        rule: \(rule)
        synapse: {\(correction)initial: {w_f: \(reference.start), w_b: 0}}
        drive: {kind: steps, times: [\(times)], gradients: \(reference.gradients)}
        integrator: {method: euler, dt: 1}
        record: {times: [0, \(reference.gradients.count)], synapses: all}
        \(rest)
        """, path: "study", folder: "")
  }

  /// Euler with a step of 1 is PyTorch's optimiser, also where a weight has its first gradient after some steps.
  @Test(arguments: ["momentum", "nesterov", "rmsProp", "adam"])
  func eulerIsTheTextbooksOptimiser(rule: String) throws {
    let reference = try reference()
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "synapse-tests-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let output = try OutputDirectory(folder.path, force: false)
    let (summary, error) = try StudyRun(study(rule, reference)).run(into: output)
    #expect(error == nil && summary.warnings == nil)
    #expect(summary.parameters["synapse.update_order"] == "sequential")
    let trace = try String(contentsOfFile: output.path("trace.csv"), encoding: .utf8)
      .split(separator: "\n").map { $0.split(separator: ",") }
    let column = try #require(trace[0].firstIndex(of: "w_f"))
    let expected = try #require(reference.weights[rule])
    for (row, weight) in zip(trace.suffix(3), expected) {
      let found = try #require(Double(row[column]))
      // 40 roundings of weights of 0.1; 1 − β₂ and 1/τ_v differ by 1e-13 of themselves.
      #expect((found - weight).magnitude < 1e-13, "\(rule): \(found), expected \(weight)")
    }
  }

  /// The paper leaves Bio-Adam's order open; gradient flow has none.
  @Test func othersAreSimultaneous() throws {
    #expect(
      try study("bioAdam", reference()).yaml(in: ".").contains("update_order: simultaneous"))
    #expect(!(try study("gradientFlow", reference()).yaml(in: ".").contains("update_order")))
  }
}
