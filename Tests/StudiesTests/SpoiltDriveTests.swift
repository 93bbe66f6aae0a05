import DataFiles
import Foundation
import ODESolvers
import Results
import Studies
import StudyRuns
import SynapticDynamics
import Testing

/// A drive's file that is spoilt after the run was made and before it reads it.
@Suite struct SpoiltDriveTests {
  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
    "synapse-tests-\(UUID().uuidString)")

  private func write(rows: Int, spoiltAt spoilt: Int? = nil) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var text = "time,g0,g1\n"
    for row in 0..<rows {
      text += row == spoilt ? "\(row),0.1,none\n" : "\(row),\(0.1 * Double(row % 3)),-0.2\n"
    }
    let path = folder.path + "/g.csv"
    if !FileManager.default.fileExists(atPath: path) {
      _ = FileManager.default.createFile(atPath: path, contents: nil)
    }
    let file = try #require(FileHandle(forWritingAtPath: path))
    // Into the same file: a run that has it open sees the change.
    try file.truncate(atOffset: 0)
    try file.write(contentsOf: Data(text.utf8))
    try file.close()
  }

  private func study(_ method: String, until end: Int = 300) throws -> Study {
    try Study(
      yaml: """
        duration: \(end)
        drive: {kind: csv, file: g.csv}
        integrator: {method: \(method)}
        record: {every: 10, synapses: all}
        """, path: "study", folder: folder.path + "/")
  }

  private static let methods = ["exact", "euler", "rk4", "collocation", "cvodeAdams", "cvodeBDF"]

  /// The trace has the samples until there and the last good state, the summary says what happened and where, and
  /// what is averaged is averaged until there.
  @Test(arguments: methods)
  func whatWasComputedIsKept(_ method: String) throws {
    #if !SUNDIALS
      if method.hasPrefix("cvode") { return }
    #endif
    defer { try? FileManager.default.removeItem(at: folder) }
    try write(rows: 300)
    let run = try StudyRun(study(method))
    try write(rows: 300, spoiltAt: 123)
    let output = try OutputDirectory(folder.path + "/out", force: false)
    let (summary, error) = try run.run(into: output, verifying: true)
    #expect((error as? DataFileError)?.line == 125, "\(String(describing: error))")
    #expect(summary.status == .failed && summary.timeReached == 123)
    #expect(summary.message?.contains("g.csv:125: column g1: found \"none\"") == true)
    #expect(summary.equilibrium != nil)
    let trace = try String(contentsOfFile: output.path("trace.csv"), encoding: .utf8)
    let times = trace.split(separator: "\n").dropFirst().map {
      Double($0.split(separator: ",")[0])!
    }
    let recorded = (0...12).map { 10 * Double($0) } + [123]
    #expect(times == recorded.flatMap { [$0, $0] })
    // The g of the piece before.
    #expect(trace.split(separator: "\n").last?.hasPrefix("123.0,1,-0.2,") == true)
    #expect(FileManager.default.fileExists(atPath: output.path("summary.json")))
    // A shorter run has the very same state.
    try write(rows: 300)
    let short = try OutputDirectory(folder.path + "/short", force: false)
    _ = try StudyRun(study(method, until: 123)).run(into: short)
    let expected = try String(contentsOfFile: short.path("trace.csv"), encoding: .utf8)
    #expect(expected.split(separator: "\n").last == trace.split(separator: "\n").last)
  }

  /// A file is read once: one that is gone when the run is under way is missed by nobody.
  @Test func filesThatAreGoneAtTheEnd() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try write(rows: 300)
    let run = try StudyRun(study("exact"))
    try FileManager.default.removeItem(at: folder.appendingPathComponent("g.csv"))
    let output = try OutputDirectory(folder.path + "/out", force: false)
    let (summary, error) = try run.run(into: output)
    #expect(error == nil && summary.status == .finished && summary.equilibrium != nil)
    let trace = try String(contentsOfFile: output.path("trace.csv"), encoding: .utf8)
    #expect(trace.split(separator: "\n").count == 1 + 2 * 31)
  }
}
