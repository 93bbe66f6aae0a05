import Foundation
import Results
import Studies
import StudyRuns
import TestSupport
import Testing

/// `record.contraction_clock` adds a column to the trace and changes nothing else in it.
@Suite struct ContractionClockTests {
  private static let drives = [
    "held": "drive: {kind: heldNoise, sd: 1, window: 2}",
    "smooth": "drive: {kind: sines, amplitude: 1, frequency: 0.07, phase: {uniform: [0, 6]}}",
    "network":
      "drive: {kind: network, data: {set: digits, training: 320}, layers: [8], presentation: following}",
  ]
  private static let smoothMethods: [String] = {
    var methods = ["method: rk4, dt: 0.1", "method: euler, dt: 0.1", "method: collocation"]
    #if SUNDIALS
      methods += [
        "method: cvodeAdams", "method: cvodeAdams, atol: {m: 1e-8, w: 1e-10}", "method: cvodeBDF",
        "method: cvodeBDF, linear_solver: krylov",
      ]
    #endif
    return methods
  }()

  /// A drive, a method, and whether the backward partner has substances of its own; with few synapses CVODE knows
  /// where signs change.
  struct Case: Sendable, CustomTestStringConvertible {
    let drive: String
    let method: String
    let hasBackward: Bool
    let synapses: Int

    var testDescription: String {
      "\(drive), \(method), \(hasBackward ? "own backward partner, " : "")\(synapses) synapses"
    }

    func study(withClock hasClock: Bool) throws -> Study {
      let size =
        drive == "network" ? "epochs: 1\n" : "duration: 60\nsynapses: \(synapses)\n"
      let backward = hasBackward ? ", backward: {gain: 0.6, tau_m: 7}" : ""
      return try Study(
        yaml: size + """
          synapse: {tau_rho: 50, learning_rate: 0.01, temperature: 0.5\(backward)}
          \(ContractionClockTests.drives[drive]!)
          integrator: {\(method)}
          record: {synapses: 3\(hasClock ? ", contraction_clock: true" : "")}
          """, path: "s", folder: "")
    }
  }

  static let cases: [Case] =
    ["held", "smooth"].flatMap { drive in
      (smoothMethods + (drive == "held" ? ["method: exact"] : [])).flatMap { method in
        [(false, 3), (false, 20), (true, 3)].map {
          Case(drive: drive, method: method, hasBackward: $0.0, synapses: $0.1)
        }
      }
    }
    + ["method: windowMap", "method: euler, dt: 2", smoothMethods.last!].map {
      Case(drive: "network", method: $0, hasBackward: false, synapses: 0)
    }

  @Test(arguments: cases) func otherColumnsAreTheSame(_ trial: Case) throws {
    let scratch = try Scratch()
    func columns(withClock hasClock: Bool) throws -> [[Substring]] {
      let output = try OutputDirectory(scratch.path("\(hasClock)"), force: false)
      let (_, error) = try StudyRun(trial.study(withClock: hasClock)).run(into: output)
      #expect(error == nil)
      return try String(contentsOfFile: output.path("trace.csv"), encoding: .utf8)
        .split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    }
    var with = try columns(withClock: true)
    let without = try columns(withClock: false)
    let clock = try #require(with[0].firstIndex(of: "contraction_clock"))
    #expect(with.dropFirst().contains { Double($0[clock])! > 0 })
    for row in with.indices { with[row].remove(at: clock) }
    #expect(with == without)
  }
}
