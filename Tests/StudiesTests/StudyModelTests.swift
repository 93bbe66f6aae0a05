import Foundation
import ODESolvers
import Results
import Studies
import StudyRuns
import SynapticDynamics
import Testing

/// What a study makes of its parts.
@Suite struct StudyModelTests {
  /// A delay so long that two rows arrive at one time is refused: the second row would be lost.
  @Test func delaysMustLeaveRowsApart() throws {
    func model(_ delay: String) throws -> StudyModel {
      try StudyModel(
        Study(
          yaml: """
            duration: 2e15
            synapse: {backward: {delay: \(delay)}}
            drive: {kind: steps, times: [0, 10, 10.5], gradients: [0, 1, 2]}
            integrator: {method: exact}
            """, path: "study", folder: ""))
    }
    _ = try model("1e13")
    let error = #expect(throws: StudyError.self) { try model("1e15") }
    #expect(
      error?.description.contains("the rows of the drive at 10.0 and 10.5 arrive at one") == true)
  }

  private func model(_ text: String) throws -> StudyModel {
    try StudyModel(Study(yaml: text, path: "study", folder: ""))
  }

  /// Random rows of steps are drawn one by one: equal rows would make no step at all.
  @Test func randomStepsDifferFromRowToRow() throws {
    let model = try model(
      """
      duration: 10
      synapses: 3
      drive: {kind: steps, times: [0, 5], gradients: [{normal: [0, 1]}, {normal: [0, 1]}]}
      """)
    var source = try model.dynamics.drive.makeSource()
    var (first, second) = ([0.0, 0, 0], [0.0, 0, 0])
    try source.begin([0...5])
    source.gradient(at: 0, into: &first)
    try source.begin([5...10])
    source.gradient(at: 5, into: &second)
    for i in 0..<3 { #expect(first[i] != second[i]) }
  }

  /// Limits of steps are those of the largest gradients, whether or not somebody goes through all of them.
  @Test(arguments: ["heldNoise", "ornsteinUhlenbeck"])
  func stepLimitsAreThoseOfTheLargestGradient(kind: String) throws {
    var byMomentum = 0
    for seed in 0..<60 {
      let sd = pow(10, Double(seed % 12) / 3 - 1)
      let drive =
        kind == "heldNoise"
        ? "{kind: heldNoise, window: 1, sd: \(sd)}"
        : "{kind: ornsteinUhlenbeck, tau: 2, window: 0.5, sd: \(sd)}"
      let model = try model(
        """
        seed: \(seed)
        duration: 40
        synapses: 7
        synapse: {tau_m: 10, tau_rho: 30}
        drive: \(drive)
        integrator: {method: euler, dt: 1}
        """)
      let found = try #require(try model.stepSizeLimits())
      let bounds = try model.dynamics.drive.magnitudeBounds(over: 0...40)
      let rule = try #require(model.dynamics.rule as? BioAdam)
      #expect(found == StepSizeLimits(rule, signalBounds: bounds), "seed \(seed)")
      if found.limit == .momentum { byMomentum += 1 }
    }
    // Both kinds of limits were met.
    #expect((10...50).contains(byMomentum), "\(byMomentum) by momentum")
  }

  #if SUNDIALS
    /// With positivity a signed momentum may still be negative: under g = −1 it goes to −1.
    @Test(arguments: ["momentum", "nesterov", "adam", "rmsProp", "gradientFlow", "bioAdam"])
    func positivityLeavesSignedMomentaAlone(_ rule: String) throws {
      let study = try Study(
        yaml: """
          duration: 100
          rule: \(rule)
          drive: {kind: constant, gradient: -1}
          integrator: {method: cvodeBDF, positivity: true}
          """, path: "study", folder: "")
      let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
        "synapse-tests-\(UUID().uuidString)")
      defer { try? FileManager.default.removeItem(at: folder) }
      let output = try OutputDirectory(folder.path, force: false)
      let (summary, error) = try StudyRun(study).run(into: output)
      #expect(error == nil && summary.status == .finished, "\(summary.message ?? "")")
      let trace = try String(contentsOfFile: output.path("trace.csv"), encoding: .utf8)
        .split(separator: "\n").map { $0.split(separator: ",") }
      if let m = trace[0].firstIndex(of: "m") {
        // e^(−10) of the way from 0 to −1 is left.
        let value = try #require(Double(trace[trace.count - 1][m]))
        #expect((value + 1).magnitude < 1e-4)
      }
    }

    /// |g| = 3 > 2m₀ drives m⁺ or m⁻ below 0 at t = 10 ln 3 = 10.99: the run ends with the step that leads
    /// there, by name and with advice; without positivity it goes on.
    @Test(arguments: ["cvodeAdams", "cvodeBDF"], [3.0, -3])
    func positivityHoldsConcentrations(method: String, gradient: Double) throws {
      func failure(positivity: Bool) throws -> SolverFailure? {
        let study = try Study(
          yaml: """
            duration: 50
            drive: {kind: constant, gradient: \(gradient)}
            integrator: {method: \(method), positivity: \(positivity)}
            """, path: "study", folder: "")
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
          "synapse-tests-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let output = try OutputDirectory(folder.path, force: false)
        return try StudyRun(study).run(into: output).error as? SolverFailure
      }
      #expect(try failure(positivity: false) == nil)
      let failure = try #require(try failure(positivity: true))
      #expect(failure.time > 10.98 && failure.time < 20)
      guard case .negative(let component, let value) = failure.reason else {
        Issue.record("\(failure)")
        return
      }
      #expect(component == (gradient > 0 ? "synapse 0, m⁺" : "synapse 0, m⁻") && value < 0)
      #expect(failure.description.contains("raise m0"))
    }
  #endif
}
