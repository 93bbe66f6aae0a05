import Foundation
import Testing

/// `synapse status`: how runs stand.
@Suite struct StatusTests {
  private func status(_ arguments: String..., in scratch: Scratch) throws -> [String] {
    let result = try Program.run("synapse", ["status"] + arguments, in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
    return result.output.split(separator: "\n").map(String.init)
  }

  private func json(_ arguments: [String], in scratch: Scratch) throws -> [[String: Any]] {
    let result = try Program.run("synapse", ["status", "--json"] + arguments, in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
    let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    return try #require(object as? [[String: Any]])
  }

  /// So many short steps that it never ends by itself, and writes much.
  private static let long = [
    "run", "s.yaml", "--output", "out", "--quiet", "--checkpoint-every", "0", "--set",
    "drive={kind: heldNoise, window: 10, sd: [0.1, 0.1]}", "--set", "duration=1e6", "--set",
    "record.every=10", "--set", "integrator={method: euler, dt: 1e-2}",
  ]

  @Test func endingsAreTold() throws {
    let scratch = try Scratch()
    try scratch.write(smallStudy, to: "s.yaml")
    _ = try trace(of: "s.yaml", in: scratch, to: "whole")
    let failed = try synapse(
      "run", "s.yaml", "--output", "failed", "--quiet", "--set",
      "integrator={method: rk4, dt: 0.1, max_steps: 3}", in: scratch.folder)
    #expect(failed.status == 70)
    try FileManager.default.createDirectory(
      at: scratch.url("empty"), withIntermediateDirectories: true)
    let lines = try status("whole", "failed", "empty", in: scratch)
    #expect(lines.count == 3)
    #expect(lines[0] == "whole   finished at t = 10")
    #expect(lines[1].hasPrefix("failed  failed, t = 0.3 of 10 (3 %); "), "\(lines[1])")
    #expect(
      lines[1].contains("the budget of 3 steps is used up") && lines[1].contains("--force"),
      "\(lines[1])")
    #expect(lines[2] == "empty   no run, nor a sweep")
    let objects = try json(["whole", "failed", "empty"], in: scratch)
    #expect(objects.compactMap { $0["state"] as? String } == ["finished", "failed"])
    #expect(objects[0]["progress"] as? Double == 1)
    let missing = try synapse("status", "whole", "nowhere", in: scratch.folder)
    #expect(missing.status == 65 && missing.error.contains("nowhere: there is no such folder"))
    #expect(missing.output.isEmpty)
  }

  /// While it runs, after it was killed, and after it went on and was interrupted; nothing in the folder is changed.
  @Test func unfinishedRunsAreTold() throws {
    let scratch = try Scratch()
    try scratch.write(smallStudy, to: "s.yaml")
    var shown: [String: Any] = [:]
    let checkpoint = scratch.url("out/checkpoint")
    /// Whether the run has got somewhere.
    func hasBegun() -> Bool {
      usleep(200_000)
      guard FileManager.default.fileExists(atPath: checkpoint.path),
        let found = try? json(["out"], in: scratch).first, found["time"] as? Double ?? 0 > 0
      else { return false }
      shown = found
      return true
    }
    let killed = try Program.run(
      "synapse", Self.long, in: scratch.folder, signal: SIGKILL, interruptWhen: hasBegun)
    #expect(killed.wasSignalled)
    #expect(shown["state"] as? String == "running")
    let progress = try #require(shown["progress"] as? Double)
    #expect(progress > 0 && progress < 1 && shown["duration"] as? Double == 1e6)
    #expect(try #require(shown["seconds_left"] as? Double) > 0)
    let text = try #require(shown["started"] as? String)
    let started = try #require(ISO8601DateFormatter().date(from: text))
    #expect(-started.timeIntervalSinceNow < 300 && started.timeIntervalSinceNow < 1)
    let before = try contents(scratch.url("out"))
    let lines = try status("out", in: scratch)
    #expect(lines.count == 1 && lines[0].hasPrefix("out  interrupted, t = "), "\(lines)")
    #expect(lines[0].contains("; synapse resume out goes on with it"), "\(lines)")
    #expect(try contents(scratch.url("out")) == before)
    // What it tells is what the checkpoint has, from which the run goes on.
    let time = try #require(json(["out"], in: scratch)[0]["time"] as? Double)
    #expect(time > 0 && time.truncatingRemainder(dividingBy: 10) == 0)
    shown = [:]
    let interrupted = try Program.run(
      "synapse", ["resume", "out", "--quiet"], in: scratch.folder, interruptWhen: hasBegun)
    #expect(interrupted.status == 130)
    #expect(shown["state"] as? String == "running")
    let after = try #require(json(["out"], in: scratch).first)
    #expect(after["state"] as? String == "interrupted")
    #expect(try #require(after["time"] as? Double) >= time)
  }

  /// What comes behind the trace takes its time, too, and the run is not over meanwhile: nobody may go on with it, or begin it anew.
  @Test func runsAreHeldToTheirEnd() throws {
    let scratch = try Scratch()
    try scratch.write(
      """
      duration: 20000
      synapses: 300
      synapse: {tau_rho: 100, learning_rate: 0.02, temperature: 5}
      drive: {kind: heldNoise, window: 1, sd: 0.5}
      integrator: {method: exact}
      """, to: "s.yaml")
    var lines: [String] = []
    var results: [Program.Result] = []
    var isUntouched = false
    let killed = try Program.run(
      "synapse", ["run", "s.yaml", "--output", "out", "--quiet", "--verify"], in: scratch.folder,
      signal: SIGKILL,
      interruptWhen: {
        usleep(20_000)
        guard FileManager.default.fileExists(atPath: scratch.path("out/trace.csv")) else {
          return false
        }
        lines = (try? status("out", in: scratch)) ?? []
        let checkpoint = try? Data(contentsOf: scratch.url("out/checkpoint"))
        results = [["resume", "out"], ["run", "s.yaml", "--output", "out", "--force"]].compactMap {
          try? Program.run("synapse", $0, in: scratch.folder)
        }
        isUntouched =
          checkpoint != nil && (try? Data(contentsOf: scratch.url("out/checkpoint"))) == checkpoint
        return true
      })
    #expect(killed.wasSignalled, "the certificate was there before it was looked at")
    #expect(
      lines.count == 1 && lines[0].contains("under way, t = 2e+04 of 2e+04 (100 %), what"),
      "\(lines)")
    #expect(results.map(\.status) == [73, 73] && isUntouched)
    #expect(results.allSatisfy { $0.error.contains("is being written by another program") })
    #expect(try status("out", in: scratch)[0].hasPrefix("out  interrupted, t = "))
  }

  /// Every run that has begun has a line.
  @Test func sweepsAreTold() throws {
    let scratch = try Scratch()
    try scratch.write(smallStudy, to: "s.yaml")
    let sweep = try synapse(
      "sweep", "s.yaml", "--vary", "drive.gradient=0.1,1e300,0.2", "--set",
      "integrator={method: euler, dt: 1}", "--output", "out", "--quiet", in: scratch.folder)
    #expect(sweep.status == 70)
    let lines = try status("out", in: scratch)
    #expect(lines.count == 4)
    #expect(lines[0].contains("2 of 3 finished, 1 failed; "), "\(lines)")
    #expect(
      lines[0].contains("sweep s.yaml --vary") && lines[0].hasSuffix("goes on with it"), "\(lines)")
    #expect(lines[1].hasPrefix("out/runs/0000") && lines[1].contains("finished at t = 10"))
    #expect(lines[2].hasPrefix("out/runs/0001") && lines[2].contains("  failed"), "\(lines)")
  }
}
