import Foundation
import Testing

/// A population shared out over the ranks of mpirun.
///
/// The program under test is the one that `make mpi` builds, or the one that SYNAPSE_MPI names.
@Suite(
  .serialized, .enabled(if: Ranked.isHere, "mpirun, or the program of `make mpi`, is not here"))
struct MPITests {
  /// Windows, partners, and a temperature that depends on all initial weights.
  private static let study = """
    study: ranks
    duration: 30
    synapses: 37
    synapse:
      temperature: 2
      temperature_scale: initialStandardDeviation
      learning_rate: 0.05
      tau_rho: 50
      backward: {gain: 0.9, delay: 2, noise: {sd: 0.1, window: 5}}
    drive: {kind: heldNoise, window: 3, sd: {uniform: [0.1, 1]}}
    record: {every: 7, synapses: all, population: true, final: true}

    """

  private static let methods = [
    "exact", "euler", "rk4", "collocation", "cvodeAdams", "cvodeBDF",
  ]

  @Test(arguments: methods)
  func tracesHaveTheSameBytes(_ method: String) throws {
    let scratch = try Scratch()
    try scratch.write(Self.study + "integrator: {method: \(method)}\n", to: "s.yaml")
    var (traces, populations, finals): ([Data], [Data], [Data]) = ([], [], [])
    for count in 1...4 {
      let result = try Ranked.run(count, "s.yaml", to: "out\(count)", in: scratch.folder)
      try #require(result.status == 0, "\(result.error)")
      traces.append(try Data(contentsOf: scratch.url("out\(count)/trace.csv")))
      populations.append(try Data(contentsOf: scratch.url("out\(count)/population.csv")))
      finals.append(try Data(contentsOf: scratch.url("out\(count)/final/w_b.npy")))
      var own = try summary(scratch.url("out\(count)/summary.json"))
      let ranks = own["ranks"] as? [String: Int]
      #expect(ranks?["count"] == (count == 1 ? nil : count))
      if count > 1 {
        let solving = try #require(ranks?["operations_while_solving"])
        #expect((solving == 0) == !method.hasPrefix("cvode"), "\(method): \(solving)")
      }
      // All else in the summary is the same too.
      var alone = try summary(scratch.url("out1/summary.json"))
      for key in ["ranks", "wall_seconds"] { (own[key], alone[key]) = (nil, nil) }
      #expect(NSDictionary(dictionary: own) == NSDictionary(dictionary: alone))
    }
    #expect(traces.allSatisfy { $0 == traces[0] && !$0.isEmpty })
    #expect(populations.allSatisfy { $0 == populations[0] && !$0.isEmpty })
    #expect(finals.allSatisfy { $0 == finals[0] && !$0.isEmpty })
    // The program of one rank, built without MPI or with it.
    let plain = try synapse("run", "s.yaml", "--output", "plain", "--quiet", in: scratch.folder)
    try #require(plain.status == 0, "\(plain.error)")
    #expect(try Data(contentsOf: scratch.url("plain/trace.csv")) == traces[0])
  }

  /// Rules as equations, with constants and initial values of each synapse's own: synapses are numbered as in the whole population.
  @Test(arguments: ["exact", "euler", "rk4", "dormandPrince", "cvodeAdams", "cvodeBDF"])
  func writtenRulesHaveTheSameBytes(_ method: String) throws {
    let scratch = try Scratch()
    try scratch.write(
      """
      duration: 30
      synapses: 37
      rule:
        name: varied
        constants: {tau: {uniform: [3, 10]}, k: {uniform: [0.1, 0.5]}, eta: 0.1}
        substances: {m: {initial: {normal: [0, 1]}}, p: {initial: {uniform: [0, 1]}}, q: {}}
        equations:
          m: (g - m)/tau
          p: q
          q: g - k*p
          w: "-eta*m*max(p, 0)"
      drive: {kind: heldNoise, window: 3, sd: {uniform: [0.1, 1]}}
      integrator: {method: \(method)}
      record: {every: 7, synapses: all, population: true, final: true}

      """, to: "s.yaml")
    let names = ["trace.csv", "constants.csv", "population.csv", "final/w_b.npy"]
    var written: [[Data]] = []
    for count in 1...3 {
      let result = try Ranked.run(count, "s.yaml", to: "out\(count)", in: scratch.folder)
      try #require(result.status == 0, "\(result.error)")
      written.append(try names.map { try Data(contentsOf: scratch.url("out\(count)/\($0)")) })
    }
    let plain = try synapse("run", "s.yaml", "--output", "plain", "--quiet", in: scratch.folder)
    try #require(plain.status == 0, "\(plain.error)")
    written.append(try names.map { try Data(contentsOf: scratch.url("plain/\($0)")) })
    for (k, name) in names.enumerated() {
      #expect(written.allSatisfy { $0[k] == written[0][k] && !$0[k].isEmpty }, "\(name)")
    }
  }

  /// Weights that leap: only the first rank knows that there is a warning, and all end together.
  @Test func warningsOfOneRankEndAll() throws {
    let scratch = try Scratch()
    try scratch.write(
      """
      duration: 200
      synapses: 9
      synapse: {learning_rate: 1e6, m0: 1e-3, initial: {w_f: 1, w_b: 1}}
      drive: {kind: heldNoise, sd: 1}
      integrator: {method: euler, dt: 1}

      """, to: "s.yaml")
    for count in [1, 3] {
      let result = try Ranked.run(count, "s.yaml", to: "out\(count)", in: scratch.folder)
      #expect(result.status == 0, "\(result.error)")
      let warnings = try summary(scratch.url("out\(count)/summary.json"))["warnings"] as? [String]
      #expect(warnings?.first?.contains("moved a weight to") == true)
    }
  }

  /// The last synapse's signal overflows; it is the last rank's.
  @Test(arguments: ["euler", "rk4", "cvodeAdams", "cvodeBDF"])
  func failuresOfOneRankEndAll(_ method: String) throws {
    let scratch = try Scratch()
    try scratch.write(
      """
      duration: 3000
      drive: {kind: constant, gradient: [0.5, 1, 0.2, 0.3, 0.4, 1e200]}
      integrator: {method: \(method)}
      record: {every: 100, synapses: all}

      """, to: "s.yaml")
    let result = try Ranked.run(3, "s.yaml", to: "out", in: scratch.folder)
    #expect(result.status == 70)
    #expect(result.error.contains("synapse 5, ρ became inf"), "\(result.error)")
    #expect(result.error.components(separatedBy: "error: ").count == 2, "only one rank speaks")
    let summary = try summary(scratch.url("out/summary.json"))
    #expect(summary["status"] as? String == "failed")
    #expect(try Trace(scratch.url("out/trace.csv")).fields.count % 6 == 0)
  }

  /// What is wrong before the first step ends all ranks with the status it has for one.
  @Test func refusalsEndAllRanks() throws {
    let scratch = try Scratch()
    try scratch.write(Self.study + "integrator: {method: exact}\n", to: "s.yaml")
    let wrong = try Ranked.run(
      3, "s.yaml", to: "out", settings: ["integrator.method=foo"], in: scratch.folder)
    #expect(wrong.status == 65 && wrong.error.contains("integrator.method"))
    let many = try Ranked.run(3, "s.yaml", to: "out", settings: ["synapses=2"], in: scratch.folder)
    #expect(many.status == 65 && many.error.contains("3 ranks for 2 synapses"))
    let seeds = try Ranked.run(2, "s.yaml", to: "out", settings: ["seeds=3"], in: scratch.folder)
    #expect(
      seeds.status == 65 && seeds.error.contains("mpirun -n 2 synapse sweep"), "\(seeds.error)")
    let alone = try Ranked.run(1, "s.yaml", to: "seeds", settings: ["seeds=3"], in: scratch.folder)
    #expect(alone.status == 0 && alone.output.contains("3 finished"), "\(alone.error)")
    let krylov = try Ranked.run(
      2, "s.yaml", to: "out", settings: ["integrator={method: cvodeBDF, linear_solver: krylov}"],
      in: scratch.folder)
    #expect(krylov.status == 70 && krylov.error.contains("need one rank"), "\(krylov.error)")
    let exists = try Ranked.run(3, "s.yaml", to: "out", in: scratch.folder)
    #expect(exists.status == 73 && exists.error.contains("out: exists already"))
  }
}

/// Ranks without MPI.
@Suite struct RanksWithoutMPITests {
  /// Each process would run the whole study and write over the others' files.
  @Test(arguments: ["OMPI_COMM_WORLD_SIZE", "PMI_SIZE"])
  func severalProcessesAreRefused(_ variable: String) throws {
    let scratch = try Scratch()
    try scratch.write(smallStudy, to: "s.yaml")
    for command in ["run", "compare"] {
      let result = try Program.run(
        "synapse", [command, "s.yaml", "--output", "out"], in: scratch.folder,
        environment: [variable: "2"])
      #expect(result.status == 64, "\(result.error)")
      #expect(result.error.contains("ranks"))
      #expect(try contents(scratch.folder) == ["s.yaml"])
    }
  }
}

/// `mpirun synapse run`.
enum Ranked {
  private static let program: String = {
    let environment = ProcessInfo.processInfo.environment
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    return environment["SYNAPSE_MPI"]
      ?? root.appendingPathComponent(".build-mpi/release/synapse").path
  }()

  private static let launcher: String? =
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    .map { "\($0)/mpirun" }.first(where: FileManager.default.isExecutableFile)

  static var isHere: Bool {
    launcher != nil && FileManager.default.isExecutableFile(atPath: program)
  }

  static func run(
    _ count: Int, _ study: String, to output: String, settings: [String] = [],
    options: [String] = [], in folder: URL, signal: Int32 = SIGINT,
    interruptWhen isReady: (() -> Bool)? = nil
  ) throws -> Program.Result {
    try start(
      count,
      ["run", study, "--output", output] + settings.flatMap { ["--set", $0] } + options,
      in: folder, signal: signal, interruptWhen: isReady)
  }

  /// Any command.
  static func start(
    _ count: Int, _ arguments: [String], in folder: URL, signal: Int32 = SIGINT,
    interruptWhen isReady: (() -> Bool)? = nil
  ) throws -> Program.Result {
    try launch(
      ["-n", "\(count)", program] + arguments, in: folder, signal: signal, interruptWhen: isReady)
  }

  /// Any command, of one rank in each of some folders.
  static func start(_ arguments: [String], in folders: [URL]) throws -> Program.Result {
    let ranks = folders.map { ["-n", "1", "-wdir", $0.path, program] + arguments }
    return try launch(Array(ranks.joined(separator: [":"])), in: folders[0])
  }

  private static func launch(
    _ arguments: [String], in folder: URL, signal: Int32 = SIGINT,
    interruptWhen isReady: (() -> Bool)? = nil
  ) throws -> Program.Result {
    var environment = ProcessInfo.processInfo.environment
    environment["OMPI_ALLOW_RUN_AS_ROOT"] = "1"
    environment["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1"
    // More ranks than cores; a rank that waits lets the others work.
    environment["OMPI_MCA_rmaps_base_oversubscribe"] = "1"
    environment["OMPI_MCA_mpi_yield_when_idle"] = "1"
    return try Program.run(
      launcher!, arguments, in: folder, environment: environment, signal: signal,
      interruptWhen: isReady)
  }
}
