import Foundation
import Testing

/// `run --verify`, as people see it.
@Suite struct VerifyTests {
  /// Euler with dt = 1 is off by per cents, and its certificate says so, on the terminal and on disk.
  @Test func eulersErrorIsTold() throws {
    let scratch = try Scratch()
    let result = try synapse(
      "run", "predisposition-5", "--output", "out", "--verify", "--set", "duration=500", "--set",
      "integrator.method=euler", in: scratch.folder)
    #expect(result.status == 0, "\(result.error)")
    let line = try #require(result.output.split(separator: "\n").first { $0.hasPrefix("verified") })
    #expect(line.contains("by exact, largest relative deviations"))
    let json = try JSONSerialization.jsonObject(
      with: Data(contentsOf: scratch.url("out/summary.json")))
    let summary = try #require(json as? [String: Any])
    let verification = try #require(summary["verification"] as? [String: Any])
    let deviations = try #require(verification["largest_deviation"] as? [String: Double])
    let weight = try #require(deviations["w_f"])
    #expect(weight > 1e-3 && weight < 1)
  }

  /// Without the option there is no certificate.
  @Test func itIsAskedFor() throws {
    let scratch = try Scratch()
    let result = try synapse("run", "equilibrium", "--output", "out", in: scratch.folder)
    #expect(result.status == 0 && !result.output.contains("verified"))
    let summary = try String(contentsOf: scratch.url("out/summary.json"), encoding: .utf8)
    #expect(!summary.contains("verification"))
  }
}
