import Foundation
import Testing

/// The resolved study repeats the run byte for byte.
@Suite struct RepetitionTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var study: String

    init(_ name: String, _ study: String) { (testDescription, self.study) = (name, study) }
  }

  static let cases: [Case] = [
    Case("csv", "drive: {kind: csv, file: data/g.csv}\nintegrator: {method: exact}"),
    Case("linear csv", "drive: {kind: csv, file: data/g.csv, interpolation: linear}"),
    Case(
      "backward partner",
      """
      synapses: 3
      drive: {kind: heldNoise, sd: 0.3, window: 2}
      synapse:
        temperature: 5
        backward: {gain: 0.5, delay: 1.5, noise: {sd: 0.1, window: 3}, tau_m: 7, rho: [1, 2, 3]}
      """),
    Case(
      "contraction clock",
      """
      synapses: 5
      drive: {kind: ornsteinUhlenbeck, sd: 0.3, tau: 4, mean: 0.1, interpolation: linear}
      synapse:
        temperature: 2
        temperature_scale: initialStandardDeviation
        initial: {rho: equilibrium, w_f: {normal: [0, 0.3]}}
      integrator: {method: cvodeBDF, atol: {m: 1e-8, w: 1e-10}, rtol: 1e-7, linear_solver: krylov}
      record: {log: [0.1, 12, 9], contraction_clock: true, synapses: [0, 3]}
      """),
    Case(
      "sines",
      """
      synapses: 4
      drive: {kind: sines, amplitude: {uniform: [0, 1]}, frequency: 0.1, phase: [0, 1, 2, 3], harmonics: 3}
      synapse: {alpha: 1e-10, gamma: 0.01, rho_0: 1e8, initial: {rho: 0.5}}
      integrator: {method: rk4, dt: 0.25}
      """),
    Case(
      "steps, sequential Euler",
      """
      drive: {kind: steps, times: [0, 3.3], gradients: [[1, 2], -0.5]}
      synapse: {update_order: sequential, temperature: 10, predisposition_gain: 2}
      integrator: {method: euler}
      """),
    Case(
      "adam",
      "rule: adam\nsynapse: {bias_correction: discrete}\ndrive: {kind: heldNoise, sd: [1, 2]}\n"
        + "integrator: {method: euler}"),
    Case(
      "large seed, strange name",
      "study: \"it's \\\"#1\\\": no\\nü\\u0007\"\nseed: 18446744073709551615\nsynapses: 2\n"
        + "drive: {kind: heldNoise, sd: 1}\nintegrator: {method: exact}"),
    Case(
      "one name for two values",
      "synapses: 2\nsynapse:\n  initial:\n    w_f: &w {normal: [0, 1]}\n    w_b: *w\n"
        + "drive: {kind: heldNoise, sd: 1}\nintegrator: {method: exact}"),
  ]

  @Test(arguments: cases)
  func resolvedStudiesRepeat(_ example: Case) throws {
    let scratch = try Scratch()
    try FileManager.default.createDirectory(
      at: scratch.url("studies/data"), withIntermediateDirectories: true)
    try scratch.write("time,g0,g1\n0,1,0.5\n2.7,-1,0.25\n9,0.3,0\n", to: "studies/data/g.csv")
    try scratch.write("duration: 12\n" + example.study, to: "studies/s.yaml")
    _ = try trace(of: "studies/s.yaml", in: scratch, to: "out/deep/first")
    // From another working folder, into another place.
    let folder = scratch.url("elsewhere")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let result = try synapse(
      "run", "../out/deep/first/study.yaml", "--output", "second", "--quiet", in: folder)
    try #require(result.status == 0, "\(result.error)")
    let first = try Data(contentsOf: scratch.url("out/deep/first/trace.csv"))
    #expect(first == (try Data(contentsOf: folder.appendingPathComponent("second/trace.csv"))))
    #expect(first.count > 200)
  }

  /// `..` from a linked folder leads to the target's parent, not the link's.
  @Test func foldersMayBeLinks() throws {
    let scratch = try Scratch()
    let manager = FileManager.default
    try manager.createDirectory(at: scratch.url("real/deep"), withIntermediateDirectories: true)
    try manager.createSymbolicLink(
      atPath: scratch.url("link").path, withDestinationPath: "real/deep")
    try scratch.write("time,g0\n0,1\n2,3\n", to: "g.csv")
    try scratch.write(
      "duration: 4\ndrive: {kind: csv, file: g.csv}\nintegrator: {method: exact}", to: "s.yaml")
    let first = try trace(of: "s.yaml", in: scratch, to: "link/out")
    #expect(
      try trace(of: "link/out/study.yaml", in: scratch, to: "link/again").fields == first.fields)
    let plot = try synapse(
      "plot", "link/out/trace.csv", "--output", "link/f.svg", "--columns", "rho", in: scratch.folder
    )
    #expect(plot.status == 0 || plot.error.contains("not installed"), "\(plot.error)")
  }

  @Test func seedsDecide() throws {
    let scratch = try Scratch()
    func bytes(_ seed: String, _ output: String) throws -> Data {
      let result = try synapse(
        "run", "predisposition-5", "--output", output, "--quiet", "--seed", seed,
        "--set", "duration=100", in: scratch.folder)
      #expect(result.status == 0)
      return try Data(contentsOf: scratch.url("\(output)/trace.csv"))
    }
    let first = try bytes("1", "a")
    #expect(try bytes("1", "b") == first)
    #expect(try bytes("2", "c") != first)
    // Seeds that one Double cannot tell apart.
    #expect(try bytes("9007199254740993", "d") != bytes("9007199254740992", "e"))
  }

  @Test(arguments: [
    "equilibrium", "euler-limit", "predisposition-10", "predisposition-5", "smooth-drive",
    "stiff-population",
  ])
  func validatePrintsWhatValidatesAgain(_ name: String) throws {
    let scratch = try Scratch()
    let first = try synapse("validate", name)
    #expect(first.status == 0)
    try scratch.write(first.output, to: "again.yaml")
    let again = try synapse("validate", "again.yaml", in: scratch.folder)
    #expect(again.status == 0 && again.output == first.output)
  }
}
