import Foundation
import Testing

/// Studies that begin where a run ended.
@Suite struct EarlierRunTests {
  private func run(
    _ study: String, to output: String, _ options: [String] = [], in scratch: Scratch
  ) throws -> Program.Result {
    try scratch.write(study, to: "s.yaml")
    return try Program.run(
      "synapse", ["run", "s.yaml", "--output", output, "--quiet"] + options, in: scratch.folder)
  }

  private static let study = """
    duration: 10
    synapses: 5
    drive: {kind: constant, gradient: {normal: [0, 0.5]}}
    synapse: {temperature: 0.5, learning_rate: 0.1, m0: 3, tau_rho: 20}
    integrator: {method: METHOD}
    record: {synapses: all, every: 10, final: true}
    """

  /// Under gradients that do not change, two runs one after the other are one that is as long: to rounding where windows are exact, and to the
  /// bit where steps are the same.
  @Test(arguments: [
    ("exact", 1e-12), ("exact, precision: single", 1e-5), ("euler", 0),
    ("euler, precision: single", 0),
  ])
  func halvesMakeAWhole(_ method: String, _ tolerance: Double) throws {
    let scratch = try Scratch()
    let study = Self.study.replacingOccurrences(of: "METHOD", with: method)
    for (output, options) in [
      ("first", []), ("second", ["--set", "synapse.initial.from=first"]),
      ("whole", ["--set", "duration=20"]),
    ] {
      let result = try run(study, to: output, options, in: scratch)
      try #require(result.status == 0, "\(result.error)")
    }
    let (second, whole) = try (
      Trace(scratch.url("second/trace.csv")), Trace(scratch.url("whole/trace.csv"))
    )
    for name in ["m_plus", "m_minus", "rho", "w_f", "w_b"] {
      for synapse in 0..<5 {
        let (halves, once) = try (
          second.values(name, synapse: synapse), whole.values(name, synapse: synapse)
        )
        #expect(halves[0] == once[1], "\(name)")
        #expect((halves[1] - once[2]).magnitude <= tolerance * once[2].magnitude, "\(name)")
      }
    }
    // The resolved study says where it began, and runs to the same bytes.
    let again = try synapse(
      "run", "second/study.yaml", "--output", "again", "--quiet", in: scratch.folder)
    try #require(again.status == 0, "\(again.error)")
    #expect(try scratch.read("again/trace.csv") == scratch.read("second/trace.csv"))
  }

  /// Named components are taken, and all else is drawn; another rule shares the weights.
  @Test func componentsAreChosen() throws {
    let scratch = try Scratch()
    let study = Self.study.replacingOccurrences(of: "METHOD", with: "euler")
    try #require(run(study, to: "first", in: scratch).status == 0)
    let first = try Trace(scratch.url("first/trace.csv"))
    let part = try run(
      study, to: "part",
      ["--set", "synapse.initial={from: first, components: [w_f, rho], w_b: 0.25}"], in: scratch)
    try #require(part.status == 0, "\(part.error)")
    let trace = try Trace(scratch.url("part/trace.csv"))
    for synapse in 0..<5 {
      for name in ["w_f", "rho"] {
        #expect(
          try trace.values(name, synapse: synapse)[0] == first.values(name, synapse: synapse)[1])
      }
      #expect(try trace.values("w_b", synapse: synapse)[0] == 0.25)
      #expect(try trace.values("m", synapse: synapse)[0] == 0)
    }
    let adam = "duration: 5\nsynapses: 5\nrule: adam\ndrive: {kind: constant, gradient: 0.1}\n"
    let refused = try run(adam, to: "adam", ["--set", "synapse.initial.from=first"], in: scratch)
    #expect(
      refused.status == 65 && refused.error.contains("synapse.initial.components"),
      "\(refused.error)")
    let other = try run(
      adam, to: "adam", ["--set", "synapse.initial={from: first, components: [w_f, w_b]}"],
      in: scratch)
    #expect(other.status == 0, "\(other.error)")
  }

  /// Where all layers are named, ρ begins with that of the run, and there is nothing left for another to begin with.
  @Test func allLayersLeaveNothing() throws {
    let scratch = try Scratch()
    let study = """
      epochs: 1
      drive: {kind: network, data: digits, layers: [6], batch: 500}
      record: {final: true}
      """
    try #require(run(study, to: "first", in: scratch).status == 0)
    func begin(_ initial: String) throws -> Program.Result {
      try run(
        study, to: "second", ["--force", "--set", "synapse.initial={from: first, \(initial)}"],
        in: scratch)
    }
    let all = try begin("layers: [1, 2], rho: 3")
    #expect(
      all.status == 65
        && all.error.contains("synapse.initial.rho: has no effect, since all layers"),
      "\(all.error)")
    for initial in [
      "layers: [2], rho: 3", "layers: [1, 2], components: [w_f], rho: 3", "layers: [1, 2]",
    ] {
      let result = try begin(initial)
      #expect(result.status == 0, "\(initial): \(result.error)")
      let again = try synapse(
        "run", "second/study.yaml", "--output", "again", "--quiet", "--force", in: scratch.folder)
      #expect(again.status == 0, "\(initial): \(again.error)")
    }
  }

  /// A network goes on with the weights that it had, and one of other layers does not.
  @Test func networksGoOn() throws {
    let scratch = try Scratch()
    let study = """
      epochs: 2
      rule: adam
      drive: {kind: network, data: digits, layers: [12], feedback: gradientTransport}
      integrator: {method: euler, dt: 1}
      record: {synapses: all, final: true}
      """
    let first = try run(study, to: "first", in: scratch)
    try #require(first.status == 0, "\(first.error)")
    let second = try run(study, to: "second", ["--set", "synapse.initial.from=first"], in: scratch)
    try #require(second.status == 0, "\(second.error)")
    let (before, after) = try (
      NumberTable(scratch.url("first/learning.csv")),
      NumberTable(scratch.url("second/learning.csv"))
    )
    #expect(before.column("test_loss").last == after.column("test_loss").first)
    #expect(after.column("train_loss").last! < before.column("train_loss").last!)
    let other = try run(
      study, to: "other", ["--set", "synapse.initial.from=first", "--set", "drive.layers=[13]"],
      in: scratch)
    #expect(other.status == 65 && other.error.contains("expected 13×64"), "\(other.error)")
  }

  @Test(arguments: [
    ("{from: none}", "there is no folder none/final"),
    ("{components: [w_f]}", "synapse.initial.components"),
    ("{from: first, w_f: 1}", "synapse.initial.w_f"),
    ("{from: first, components: [w_f, rhu]}", "did you mean \"rho\"?"),
    ("{from: first, components: []}", "expected a list of names"),
  ])
  func mistakesAreTold(_ initial: String, _ message: String) throws {
    let scratch = try Scratch()
    let study = Self.study.replacingOccurrences(of: "METHOD", with: "exact")
    try #require(run(study, to: "first", in: scratch).status == 0)
    let result = try run(study, to: "out", ["--set", "synapse.initial=\(initial)"], in: scratch)
    #expect(result.status == 65 && result.error.contains(message), "\(result.error)")
    let fewer = try run(
      study, to: "fewer", ["--set", "synapse.initial.from=first", "--set", "synapses=4"],
      in: scratch)
    #expect(fewer.status == 65 && fewer.error.contains("found 5 synapses"), "\(fewer.error)")
  }
}
