import Foundation
import Testing

/// Several threads write what one writes.
@Suite struct ThreadTests {
  /// So many synapses that threads are really started: eight blocks of 1024 for each of two.
  private static let synapses = 20_000

  struct Case: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var drive, integrator: String

    init(_ name: String, _ drive: String, _ integrator: String) {
      (testDescription, self.drive, self.integrator) = (name, drive, integrator)
    }
  }

  private static let noise = "{kind: heldNoise, window: 3, sd: {uniform: [0.1, 1]}}"
  private static let sines =
    "{kind: sines, amplitude: {uniform: [0.1, 1]}, frequency: 0.05, phase: {uniform: [0, 6]}}"

  static let cases: [Case] = [
    Case("exact", noise, "{method: exact}"),
    Case("exact, single precision", noise, "{method: exact, precision: single}"),
    Case("euler", noise, "{method: euler}"),
    Case("euler, single precision", noise, "{method: euler, precision: single}"),
    Case("euler, moving signals", sines, "{method: euler, dt: 0.5}"),
    Case("rk4", sines, "{method: rk4}"),
    Case("collocation", sines, "{method: collocation}"),
  ]
  #if SUNDIALS
    static let cvode: [Case] = [
      Case("cvodeAdams", sines, "{method: cvodeAdams, rtol: 1e-4}"),
      Case("cvodeBDF", noise, "{method: cvodeBDF, rtol: 1e-3}"),
    ]
  #else
    static let cvode: [Case] = []
  #endif

  @Test(arguments: cases + cvode)
  func tracesHaveTheSameBytes(_ given: Case) throws {
    let scratch = try Scratch()
    try scratch.write(
      """
      study: threads
      duration: 10
      synapses: \(Self.synapses)
      synapse: {temperature: 2, learning_rate: 0.05, tau_rho: 50}
      drive: \(given.drive)
      integrator: \(given.integrator)
      record: {every: 3.5, synapses: 500}
      """, to: "study.yaml")
    var (traces, populations): ([Data], [Data]) = ([], [])
    for threads in [1, 2, 3] {
      let result = try synapse(
        "run", "study.yaml", "--output", "out\(threads)", "--quiet", "--threads", "\(threads)",
        in: scratch.folder)
      try #require(result.status == 0, "\(result.error)")
      traces.append(try Data(contentsOf: scratch.url("out\(threads)/trace.csv")))
      populations.append(try Data(contentsOf: scratch.url("out\(threads)/population.csv")))
    }
    #expect(traces[1] == traces[0] && traces[2] == traces[0])
    #expect(populations[1] == populations[0] && populations[2] == populations[0])
  }

  @Test(arguments: ["0", "-1", "many", "100000"])
  func wrongNumbersAreTold(_ count: String) throws {
    let result = try synapse("run", "equilibrium", "--output", "x", "--threads=\(count)")
    #expect(result.status == 64)
    #expect(result.error.contains("--threads"), "\(result.error)")
  }
}
