import Foundation
import Testing

/// Runs of several ranks that are carried on, by as many or another number.
@Suite(
  .serialized, .enabled(if: Ranked.isHere, "mpirun, or the program of `make mpi`, is not here"))
struct MPIResumeTests {
  private static let population = """
    duration: 300
    synapses: 37
    synapse:
      temperature: 2
      learning_rate: 0.05
      tau_rho: 50
      backward: {gain: 0.9, delay: 2, noise: {sd: 0.1, window: 5}}
    drive: {kind: heldNoise, window: 3, sd: {uniform: [0.1, 1]}}
    record: {every: 70, synapses: all, population: true, final: true}

    """

  private static let network = """
    duration: 60
    synapse: {gradient_gain: 1000, m0: 100, learning_rate: 0.01, temperature: 1}
    drive:
      kind: network
      data: {set: digits, training: 300, test: 120}
      layers:
        - {convolution: {channels: 4, kernel: 3}, normalisation: running, activation: relu}
        - {pooling: {average: all}}
      batch: 110
    record: {every: 20, synapses: 5, population: true, final: true}

    """

  private static let studies: [String: String] = [
    "exact": population + "integrator: {method: exact}\n",
    "exact, single": population + "integrator: {method: exact, precision: single}\n",
    "euler": population + "integrator: {method: euler, precision: single}\n",
    "collocation": population + "integrator: {method: collocation}\n",
    "cvodeAdams": population + "integrator: {method: cvodeAdams}\n",
    "network": network + "integrator: {method: exact}\n",
    "following": network.replacing("activation: relu", with: "activation: tanh")
      .replacing("batch: 110", with: "batch: 110\n  presentation: following")
      + "integrator: {method: windowMap}\n",
  ]

  private func results(in folder: URL) throws -> [String: Data] {
    var results: [String: Data] = [:]
    for name in ["trace.csv", "population.csv", "learning.csv", "final/w_f.npy", "final/w_b.npy"] {
      results[name] = try? Data(contentsOf: folder.appendingPathComponent(name))
    }
    var summary = try summary(folder.appendingPathComponent("summary.json"))
    // Which synapses a rank checks has a say in the steps of the method that checks.
    for key in ["ranks", "wall_seconds", "verification"] { summary[key] = nil }
    results["summary"] = try JSONSerialization.data(
      withJSONObject: summary, options: .sortedKeys)
    return results
  }

  /// Whether a run has written a checkpoint after its beginning.
  private func hasProgress(_ folder: URL) -> Bool {
    let data = try? Data(contentsOf: folder.appendingPathComponent("checkpoint"))
    return data?.range(of: Data("\"progress\"".utf8)) != nil
  }

  /// Ends a run by a signal, and carries it on with another number of ranks.
  @Test(
    arguments: studies.keys.sorted(), [(3, 2, SIGKILL), (1, 3, SIGKILL), (2, 1, SIGINT)])
  func runsGoOnWithAnotherNumberOfRanks(
    _ name: String, _ change: (before: Int, after: Int, signal: Int32)
  ) throws {
    let scratch = try Scratch()
    try scratch.write(Self.studies[name]!, to: "s.yaml")
    let verifying = ["network", "following"].contains(name) ? [] : ["--verify"]
    let whole = try Ranked.run(1, "s.yaml", to: "whole", options: verifying, in: scratch.folder)
    try #require(whole.status == 0, "\(whole.error)")
    let folder = scratch.url("out")
    _ = try Ranked.run(
      change.before, "s.yaml", to: "out",
      options: ["--checkpoint-every", "0"] + verifying, in: scratch.folder, signal: change.signal,
      interruptWhen: { hasProgress(folder) })
    // The ranks of a launcher that was killed end a little later: until then the folder is theirs.
    var result = try Ranked.start(change.after, ["resume", "out", "--quiet"], in: scratch.folder)
    for _ in 0..<100 where result.status == 73 {
      usleep(100_000)
      result = try Ranked.start(change.after, ["resume", "out", "--quiet"], in: scratch.folder)
    }
    try #require(result.status == 0, "\(result.error)")
    let (expected, found) = try (results(in: scratch.url("whole")), results(in: folder))
    for (file, bytes) in expected { #expect(found[file] == bytes, "\(name): \(file)") }
  }

  /// A process that is still at work may finish between one rank's look into the folder and another's: ranks that see different files,
  /// here since they look into different folders, end together, and nothing is written.
  @Test func ranksThatSeeDifferentRunsEndTogether() throws {
    let scratch = try Scratch()
    for folder in ["killed", "finished"] {
      try FileManager.default.createDirectory(
        at: scratch.url(folder), withIntermediateDirectories: true)
      try scratch.write(Self.studies["exact"]!, to: "\(folder)/s.yaml")
    }
    let killed = scratch.url("killed/out")
    // Far longer than it takes to kill it.
    _ = try Ranked.run(
      2, "s.yaml", to: "out", settings: ["duration=1000000"],
      options: ["--checkpoint-every", "0"], in: scratch.url("killed"),
      interruptWhen: { hasProgress(killed) })
    try #require(hasProgress(killed))
    let finished = try Ranked.run(1, "s.yaml", to: "out", in: scratch.url("finished"))
    try #require(finished.status == 0, "\(finished.error)")
    for order in [["killed", "finished"], ["finished", "killed"]] {
      let result = try Ranked.start(
        ["resume", "out", "--quiet"], in: order.map { scratch.url($0) })
      #expect(result.status == 73, "\(result.error)")
      #expect(result.error.contains("out: ranks found different files there"))
      #expect(hasProgress(killed))
    }
  }

  /// A run of two ranks is made longer by three.
  @Test func runsAreMadeLonger() throws {
    let scratch = try Scratch()
    try scratch.write(Self.studies["network"]!, to: "s.yaml")
    let whole = try Ranked.run(1, "s.yaml", to: "whole", in: scratch.folder)
    try #require(whole.status == 0, "\(whole.error)")
    let short = try Ranked.run(
      2, "s.yaml", to: "out", settings: ["duration=40"], in: scratch.folder)
    try #require(short.status == 0, "\(short.error)")
    let longer = try Ranked.start(
      3, ["resume", "out", "--duration", "60", "--quiet"], in: scratch.folder)
    try #require(longer.status == 0, "\(longer.error)")
    let (expected, found) = try (results(in: scratch.url("whole")), results(in: scratch.url("out")))
    for (file, bytes) in expected { #expect(found[file] == bytes, "\(file)") }
  }
}
