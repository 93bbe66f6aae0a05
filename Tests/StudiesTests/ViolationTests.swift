import Foundation
import ODESolvers
import Results
import Studies
import StudyRuns
import Testing

/// What is told of broken invariants depends on the study and its method, and on nothing else.
@Suite struct ViolationTests {
  private static let methods = ["exact", "euler", "rk4", "collocation", "cvodeAdams", "cvodeBDF"]

  private static func study(_ method: String, _ record: String) -> String {
    let keys = ["euler": ", dt: 0.5", "rk4": ", dt: 0.5", "exact": ""]
    return """
      duration: 300
      synapses: 600
      synapse: {temperature: 5}
      drive: {kind: heldNoise, window: 30, sd: 1.2}
      integrator: {method: \(method)\(keys[method] ?? ", rtol: 1e-7")}
      record: \(record)
      """
  }

  private func run(_ text: String, threads: Int = 1) throws -> (Summary, [[Substring]]) {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "synapse-tests-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let output = try OutputDirectory(folder.path, force: false)
    let study = try Study(yaml: text, path: "study", folder: "")
    let (summary, error) = try StudyRun(study, threads: threads).run(into: output)
    if let error { throw error }
    let trace = try String(contentsOfFile: output.path("trace.csv"), encoding: .utf8)
    return (summary, trace.split(separator: "\n").dropFirst().map { $0.split(separator: ",") })
  }

  private func text(_ summary: Summary) -> [String] {
    summary.violations.map { "\($0.invariant), \($0.synapse), \($0.time), \($0.value)" }
  }

  /// The same whether every step of all synapses is recorded or the end of one, and with two threads.
  @Test(arguments: methods)
  func recordingHasNoSay(_ method: String) throws {
    #if !SUNDIALS
      if method.hasPrefix("cvode") { return }
    #endif
    let (all, _) = try run(Self.study(method, "{every: 1.5, synapses: all}"))
    let (some, _) = try run(Self.study(method, "{every: 77, synapses: 7}"))
    let (end, _) = try run(Self.study(method, "{times: [300], synapses: 1}"), threads: 2)
    #expect(all.violations.count == 2, "\(text(all))")
    #expect(text(some) == text(all))
    #expect(text(end) == text(all))
  }

  /// The first of all windows' edges at which a concentration is negative, and the first synapse there, as the
  /// trace of every edge of all synapses has it.
  @Test func theFirstIsTold() throws {
    let (summary, rows) = try run(Self.study("exact", "{every: 30, synapses: all}"))
    for (invariant, column) in [("m⁺ ≥ 0", 3), ("m⁻ ≥ 0", 4)] {
      let first = try #require(rows.first { Double($0[column])! < -1e-12 })
      let told = try #require(summary.violations.first { $0.invariant == invariant })
      #expect(told.time == Double(first[0]) && told.synapse == Int(first[1]))
      #expect(told.value == Double(first[column]))
    }
  }

  /// Steps of Euler beyond τ_m and beyond ρ's time constant throw them to the other side, and partners past each
  /// other: told at the first step, by hand: m goes from 0 to 3/2 · 1.5, so that m⁺ = 1 − 2.25/2; ρ from 1 to
  /// 1 + 15 (1 − 1.5 − ε)/5.
  @Test(arguments: ["double", "single"])
  func stepsThatAreTooLong(_ precision: String) throws {
    for record in ["{every: 15, synapses: all}", "{times: [900], synapses: 1}"] {
      let (summary, _) = try run(
        """
        duration: 900
        synapses: 2000
        synapse: {tau_rho: 5}
        drive: {kind: constant, gradient: 1.5}
        integrator: {method: euler, dt: 15, precision: \(precision)}
        record: \(record)
        """)
      let told = Dictionary(uniqueKeysWithValues: summary.violations.map { ($0.invariant, $0) })
      #expect(told["m⁺ ≥ 0"]?.time == 15 && told["m⁺ ≥ 0"]?.synapse == 0)
      #expect(abs(told["m⁺ ≥ 0"]!.value - -0.125) < 1e-6)
      #expect(told["ρ > 0"]?.time == 15 && abs(told["ρ > 0"]!.value - -0.5) < 1e-6)
    }
  }
}
