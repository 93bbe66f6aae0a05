import Foundation
import Testing

/// Runs that get nowhere, and runs that cannot be as good as their tolerance says: people hear of it.
@Suite struct HopelessRunTests {
  @Test func collocationKeepsItsBudget() throws {
    let scratch = try Scratch()
    let result = try synapse(
      "run", "smooth-drive", "--output", "out", "--set", "integrator.method=collocation", "--set",
      "integrator.max_steps=10", in: scratch.folder)
    #expect(result.status == 70)
    #expect(result.error.contains("the budget of 10 steps is used up"))
    #expect(result.error.contains("not made for stiff ones"))
    #expect(result.error.contains("Take cvodeBDF, or exact where signals are held."))
    let statistics = try summary(scratch.url("out/summary.json"))["statistics"] as? [String: Any]
    let steps = try #require(statistics?["steps"] as? Int)
    #expect(steps > 0 && steps <= 10)
    // No time has passed, over which a gradient could have an average.
    #expect(try summary(scratch.url("out/summary.json"))["equilibrium"] == nil)
    #expect(!result.output.contains("ρ/ρ*"))
  }

  /// A gradient for which no step of collocation is short enough to be of any use.
  @Test func collocationIsInterrupted() throws {
    let scratch = try Scratch()
    let study = """
      duration: 1
      drive: {kind: constant, gradient: 1e300}
      integrator: {method: collocation, max_steps: 1000000000000}
      """
    try scratch.write(study, to: "s.yaml")
    var signalled = ContinuousClock.now
    let result = try Program.run(
      "synapse", ["run", "s.yaml", "--output", "out", "--quiet"], in: scratch.folder
    ) {
      guard FileManager.default.fileExists(atPath: scratch.url("out/study.yaml").path) else {
        return false
      }
      usleep(300_000)
      signalled = .now
      return true
    }
    // It may have failed before: what counts is that it ends.
    #expect([70, 130].contains(result.status), "\(result.status): \(result.error)")
    #expect(ContinuousClock.now - signalled < .seconds(20))
  }

  #if SUNDIALS
    /// With more synapses than 16 kinks are not located, and that is said.
    @Test func kinksThatAreNotLocatedAreTold() throws {
      let scratch = try Scratch()
      for (n, expected) in [(16, "located"), (17, "not located")] {
        let study = """
          duration: 20
          synapses: \(n)
          synapse: {temperature: 1}
          drive: {kind: heldNoise, sd: 0.1}
          integrator: {method: cvodeAdams}
          """
        try scratch.write(study, to: "s.yaml")
        let result = try synapse(
          "run", "s.yaml", "--output", "out", "--force", in: scratch.folder)
        #expect(result.status == 0, "\(result.error)")
        let said = try summary(scratch.url("out/summary.json"))["sign_changes"] as? String
        #expect(said?.hasPrefix(expected) == true)
        #expect(result.output.contains("sign changes  not located") == (n > 16))
      }
    }
  #endif
}
