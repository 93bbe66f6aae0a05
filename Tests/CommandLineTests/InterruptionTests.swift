import Foundation
import Testing

/// Ctrl-C: exit 130, and what was computed is on disk.
@Suite struct InterruptionTests {
  /// Interrupts the program a while after it made a file, or wrote so many bytes to it.
  private func interrupt(
    _ arguments: [String], in scratch: Scratch, after file: String, of size: Int = 0
  ) throws -> (result: Program.Result, seconds: Double) {
    var signalled = ContinuousClock.now
    let result = try Program.run("synapse", arguments, in: scratch.folder) {
      let attributes = try? FileManager.default.attributesOfItem(atPath: scratch.url(file).path)
      guard let attributes, attributes[.size] as? Int ?? 0 >= size else { return false }
      usleep(300_000)
      signalled = .now
      return true
    }
    return (result, (ContinuousClock.now - signalled) / .seconds(1))
  }

  private func check(
    _ ending: (result: Program.Result, seconds: Double), in scratch: Scratch, duration: Double
  ) throws {
    #expect(ending.result.status == 130, "\(ending.result.error)")
    // "Within seconds", on a machine that does other things too.
    #expect(ending.seconds < 10)
    #expect(ending.result.error.contains("error: interrupted"))
    #expect(
      try contents(scratch.url("out")) == [
        "checkpoint", "study.yaml", "summary.json", "synapses.csv", "trace.csv",
      ])
    // Who begins it again is told how to go on.
    let again = try synapse("run", "equilibrium", "--output", "out", in: scratch.folder)
    #expect(again.status == 73 && again.error.contains("synapse resume out"), "\(again.error)")
    let summary = try summary(scratch.url("out/summary.json"))
    #expect(summary["status"] as? String == "interrupted")
    let reached = try timeReached(scratch.url("out/summary.json"))
    #expect(reached > 0 && reached <= duration)
    let rows = try Trace(scratch.url("out/trace.csv")).rows
    #expect(rows.last?[0] == reached)
    #expect(zip(rows, rows.dropFirst()).allSatisfy { $0[0] <= $1[0] })
  }

  @Test func longRunsEndWithWhatTheyHave() throws {
    let scratch = try Scratch()
    try scratch.write(smallStudy, to: "s.yaml")
    let ending = try interrupt(
      [
        "run", "s.yaml", "--output", "out", "--set", "duration=1e6", "--set", "record.every=100",
        "--set", "integrator={method: euler, dt: 1e-4}",
      ], in: scratch, after: "out/.trace.csv.partial")
    try check(ending, in: scratch, duration: 1e6)
    #expect(try timeReached(scratch.url("out/summary.json")) < 1e6)
    #expect(ending.result.output.contains("interrupted at t ="))
  }

  /// One window of the exact propagator with twenty million samples; its size, 7 GB, is announced.
  @Test func samplingIsInterruptedToo() throws {
    let scratch = try Scratch()
    try scratch.write(smallStudy, to: "s.yaml")
    let ending = try interrupt(
      [
        "run", "s.yaml", "--output", "out", "--quiet", "--set", "duration=1e6",
        "--set", "record.every=0.05",
      ], in: scratch, after: "out/.trace.csv.partial", of: 1)
    #expect(ending.result.error.contains("a row each of 9 columns, about 6.8 GB"))
    try check(ending, in: scratch, duration: 1e6)
  }

  @Test func comparisonsKeepTheirRows() throws {
    let scratch = try Scratch()
    try scratch.write(smallStudy, to: "s.yaml")
    let ending = try interrupt(
      [
        "compare", "s.yaml", "--output", "out", "--set", "duration=100",
        "--set", "compare.dt=[1, 1e-7]",
      ], in: scratch, after: "out")
    #expect(ending.result.status == 130 && ending.seconds < 10)
    let table = try String(contentsOf: scratch.url("out/compare.csv"), encoding: .utf8)
    #expect(table.split(separator: "\n").count == 2)
    #expect(table.contains("\neuler,1.0,"))
  }
}
