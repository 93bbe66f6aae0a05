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

  /// A gradient of 1e12 wears ρ out in a moment: far more steps than max_steps allows. The check of a run that ended
  /// at its start has nothing to do, and that of one that finished is made by a method for stiff synapses.
  @Test func stiffRunsAreChecked() throws {
    let scratch = try Scratch()
    try scratch.write("time,g0\n0,0.1\n2,1e12\n4,-1e12\n6,1e12\n8,1\n", to: "drive.csv")
    func run(_ method: String, _ interpolation: String) throws -> (Program.Result, [String: Any]) {
      try scratch.write(
        """
        duration: 20
        drive: {kind: csv, file: drive.csv, interpolation: \(interpolation)}
        integrator: {method: \(method), max_steps: 3000}

        """, to: "s.yaml")
      let result = try synapse(
        "run", "s.yaml", "--output", method, "--quiet", "--verify", in: scratch.folder)
      return (result, try summary(scratch.url("\(method)/summary.json")))
    }
    let (stopped, ofStopped) = try run("collocation", "linear")
    #expect(stopped.status == 70 && stopped.error.contains("the budget of 3000 steps is used up"))
    #expect(ofStopped["verification"] == nil)
    let (finished, ofFinished) = try run("exact", "held")
    #expect(finished.status == 0, "\(finished.error)")
    let verification = try #require(ofFinished["verification"] as? [String: Any])
    #expect((verification["method"] as? String)?.hasPrefix("cvodeBDF") == true)
  }

  /// The run is good, and what checks it fails: people are told which of both it was.
  @Test func failedChecksAreTold() throws {
    let scratch = try Scratch()
    let result = try synapse(
      "run", "equilibrium", "--output", "out", "--verify", "--set", "duration=100", "--set",
      "integrator.method=exact", "--set", "synapse.epsilon=1e300", in: scratch.folder)
    #expect(result.status == 70)
    #expect(result.error.contains("error: no certificate: "), "\(result.error)")
    let summary = try summary(scratch.url("out/summary.json"))
    #expect((summary["message"] as? String)?.hasPrefix("no certificate: ") == true)
  }
}
