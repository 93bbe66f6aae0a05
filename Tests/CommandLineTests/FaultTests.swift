import Foundation
import Testing

/// Folders that cannot be written, solvers that fail, and Ctrl-C.
@Suite struct FaultTests {
  @Test func existingFoldersAreRefused() throws {
    let scratch = try Scratch()
    try scratch.write(smallStudy, to: "s.yaml")
    try FileManager.default.createDirectory(
      at: scratch.url("out"), withIntermediateDirectories: true)
    try scratch.write("mine", to: "out/trace.csv")
    for command in ["run", "compare"] {
      let refused = try synapse(command, "s.yaml", "--output", "out", in: scratch.folder)
      #expect(refused.status == 73)
      #expect(refused.error.contains("out: exists already") && refused.error.contains("--force"))
      #expect(try contents(scratch.url("out")) == ["trace.csv"])
      #expect(try String(contentsOf: scratch.url("out/trace.csv"), encoding: .utf8) == "mine")
    }
    let forced = try synapse("run", "s.yaml", "--output", "out", "--force", in: scratch.folder)
    #expect(forced.status == 0, "\(forced.error)")
    #expect(
      try contents(scratch.url("out")) == [
        "study.yaml", "summary.json", "synapses.csv", "trace.csv",
      ])
    #expect(try Trace(scratch.url("out/trace.csv")).fields.count == 6)
  }

  @Test func filesInTheWayAreNamed() throws {
    let scratch = try Scratch()
    try scratch.write(smallStudy, to: "s.yaml")
    let parent = try synapse("run", "s.yaml", "--output", "s.yaml/out", in: scratch.folder)
    #expect(parent.status == 73)
    #expect(parent.error.contains("s.yaml/out: the folder cannot be made: Not a directory"))
    let file = try synapse("run", "s.yaml", "--output", "s.yaml", "--force", in: scratch.folder)
    #expect(file.status == 73)
    #expect(file.error.contains("s.yaml: is a file, expected a folder"))
    #expect(try String(contentsOf: scratch.url("s.yaml"), encoding: .utf8) == smallStudy)
  }

  /// A limit on the size of files stands for a full disk: writing fails in the middle (of some 9 MB)
  /// or at the end (10 kB). An older trace stays.
  @Test(arguments: ["0.0001", "0.1"])
  func fullDisksLeaveNoHalfTrace(_ interval: String) throws {
    let scratch = try Scratch()
    try scratch.write(smallStudy, to: "s.yaml")
    let old = try trace(of: "s.yaml", in: scratch)
    let program = Program.folder.appendingPathComponent("synapse").path
    let script = """
      trap '' XFSZ; ulimit -f 4
      exec '\(program)' run s.yaml --output out --force --set record.every=\(interval)
      """
    let result = try Program.run("/bin/sh", ["-c", script], in: scratch.folder)
    #expect(result.status == 73)
    #expect(result.error.contains("out/trace.csv: writing failed, nothing was kept of it"))
    #expect(result.error.contains("File too large"))
    #expect(
      try contents(scratch.url("out")) == [
        "checkpoint", "study.yaml", "summary.json", "synapses.csv", "trace.csv",
      ])
    #expect(try Trace(scratch.url("out/trace.csv")).fields == old.fields)
    // The new run is the one to be gone on with, from its beginning.
    let resumed = try synapse("resume", "out", in: scratch.folder)
    #expect(resumed.status == 0, "\(resumed.error)")
    #expect(try Trace(scratch.url("out/trace.csv")).fields.count > old.fields.count)
  }

  /// A drive's file of which the second half is cut off once the run has begun, which is far from there then.
  @Test func filesThatAreCutEndRuns() throws {
    let scratch = try Scratch()
    let rows = (0..<300_000).map { "\($0),\($0 % 7)e-1,\(-($0 % 5))e-1\n" }
    let file = try scratch.write("time,g0,g1\n" + rows.joined(), to: "g.csv")
    try scratch.write(
      """
      duration: 300000
      drive: {kind: csv, file: g.csv}
      integrator: {method: rk4, dt: 0.1}
      record: {every: 100, synapses: all}
      """, to: "s.yaml")
    let result = try Program.run(
      "synapse", ["run", "s.yaml", "--output", "out", "--quiet"], in: scratch.folder,
      signal: SIGCONT
    ) {
      guard FileManager.default.fileExists(atPath: scratch.url("out/study.yaml").path) else {
        return false
      }
      let length = rows[..<150_000].reduce(11) { $0 + $1.utf8.count }
      return truncate(file, off_t(length)) == 0
    }
    #expect(result.status == 65, "\(result.error)")
    #expect(result.error.contains("g.csv:150002: found the end of the file"), "\(result.error)")
    let summary = try summary(scratch.url("out/summary.json"))
    #expect(summary["status"] as? String == "failed" && summary["equilibrium"] != nil)
    #expect(try timeReached(scratch.url("out/summary.json")) == 150_000)
    let trace = try Trace(scratch.url("out/trace.csv")).rows
    #expect(trace.count == 2 * 1501 && trace.last?[0] == 150_000)
  }

  /// A stderr that is full or closed changes nothing about the exit status.
  @Test(arguments: ["2>/dev/full", "2>&-"])
  func messagesMayGetLost(_ redirection: String) throws {
    let program = Program.folder.appendingPathComponent("synapse").path
    let result = try Program.run(
      "/bin/sh", ["-c", "exec '\(program)' validate /nonexistent.yaml \(redirection)"])
    #expect(result.status == 65)
  }

  @Test func budgetsEndInTheLastGoodState() throws {
    let scratch = try Scratch()
    try scratch.write(smallStudy, to: "s.yaml")
    let result = try synapse(
      "run", "s.yaml", "--output", "out", "--set",
      "integrator={method: rk4, dt: 0.5, max_steps: 7}",
      in: scratch.folder)
    #expect(result.status == 70)
    #expect(result.error.contains("the budget of 7 steps is used up at t = 3.5"))
    let trace = try Trace(scratch.url("out/trace.csv"))
    #expect(trace.rows.map { $0[0] } == [0, 0, 3.5, 3.5])
    let summary = try summary(scratch.url("out/summary.json"))
    #expect(summary["status"] as? String == "failed" && summary["time_reached"] as? Double == 3.5)
    #expect((summary["message"] as? String)?.contains("budget of 7 steps") == true)
    // |g| is averaged over what was reached: ρ relaxes in τ_ρ/|g|, 5000 and 10000 steps.
    let equilibrium = try #require(summary["equilibrium"] as? [String: Any])
    let relaxation = try #require(equilibrium["rho_relaxation_time"] as? [String: Double])
    #expect((relaxation["min"]! - 5000).magnitude < 0.01)
    #expect((relaxation["max"]! - 10000).magnitude < 0.01)
  }

  /// The unstable synapse of euler-limit, run until its ρ overflows.
  @Test func overflowsNameSynapseAndSubstance() throws {
    let scratch = try Scratch()
    let result = try synapse(
      "run", "euler-limit", "--output", "out", "--set", "duration=3000",
      "--set", "drive.gradient=[5, 30]", in: scratch.folder)
    #expect(result.status == 70)
    #expect(result.error.contains("synapse 1, ρ became"), "\(result.error)")
    #expect(result.error.contains("is not below euler's stability limit"))
    let trace = try Trace(scratch.url("out/trace.csv"))
    let summary = try summary(scratch.url("out/summary.json"))
    #expect(summary["status"] as? String == "failed")
    #expect(trace.rows.last?[0] == (try timeReached(scratch.url("out/summary.json"))))
    #expect(trace.rows.allSatisfy { $0.allSatisfy(\.isFinite) })
  }

  #if SUNDIALS
    @Test func adaptiveFailuresKeepWhatTheyHave() throws {
      let scratch = try Scratch()
      let result = try synapse(
        "run", "smooth-drive", "--output", "out", "--set", "integrator.max_steps=20",
        in: scratch.folder)
      #expect(result.status == 70)
      let rows = try Trace(scratch.url("out/trace.csv")).rows
      #expect(rows.last?[0] == (try timeReached(scratch.url("out/summary.json"))))
      #expect(zip(rows, rows.dropFirst()).allSatisfy { $0[0] <= $1[0] })
    }
  #endif
}
