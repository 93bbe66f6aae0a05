import Foundation
import HostSystem
import Results
import Studies
import StudyRuns
import SystemPackage

/// Makes the runs of a sweep, each in a process of its own: whatever happens to one, the others go on.
struct SweepRun: Sendable {
  let directory: SweepDirectory
  /// The program `synapse`.
  let program: String
  /// How many threads a run has; nil for the program's own choice.
  let threads: Int?
  /// Where data sets are looked for first.
  let dataFolder: String?

  /// Makes the run of a combination, and gives it its name whether or not it failed.
  ///
  /// - Returns: the combination.
  /// - Throws: `OutputError` if its folder cannot be made, `Interrupted`; then nothing is left of it.
  func make(_ index: Int, isInterrupted: @escaping @Sendable () -> Bool) async throws -> Int {
    let folder = try directory.makeRun(index)
    do {
      let ending = await end(of: folder, isInterrupted: isInterrupted)
      // Ctrl-C reaches the runs as it reaches the sweep.
      if Task.isCancelled || isInterrupted() { throw Interrupted() }
      try settle(folder, ending: ending)
      try directory.keepRun(index, from: folder)
    } catch {
      try? FileManager.default.removeItem(atPath: folder)
      throw error
    }
    return index
  }

  /// Runs the study in a folder into the same folder, and says how that ended.
  private func end(of folder: String, isInterrupted: @escaping @Sendable () -> Bool) async
    -> String
  {
    // A folder's name may begin as an option does.
    let arguments =
      ["run", "--output=\(folder)", "--force", "--quiet"]
      + (threads.map { ["--threads=\($0)"] } ?? [])
      + (dataFolder.map { ["--data-dir=\($0)"] } ?? []) + ["--", "\(folder)/study.yaml"]
    do {
      let messages = try FileDescriptor.open(
        FilePath("\(folder)/\(SweepOutcome.messagesFile)"), .writeOnly,
        options: [.create, .exclusiveCreate, .noFollow, .closeOnExec],
        permissions: FilePermissions(rawValue: 0o666))
      defer { try? messages.close() }
      let run = ExternalProgram(
        program, arguments, environment: Self.environment, messages: messages)
      return switch try await run.run(isInterrupted: isInterrupted).status {
      case .exited(let code): "ended with status \(code)"
      case .signalled(let signal):
        "was ended by signal \(signal), \(String(cString: strsignal(signal)))"
      }
    } catch {
      return "could not be run: \(error)"
    }
  }

  /// Where a run left no summary, sees to it that the reason is told.
  private func settle(_ folder: String, ending: String) throws {
    let file = "\(folder)/\(SweepOutcome.messagesFile)"
    var messages = FileManager.default.contents(atPath: file) ?? Data()
    if SweepOutcome.summary(in: folder) == nil, messages.range(of: Data("error: ".utf8)) == nil {
      messages += Data("error: the run \(ending)\n".utf8)
    }
    guard !messages.isEmpty else {
      try? FileManager.default.removeItem(atPath: file)
      return
    }
    try OutputDirectory(folder, force: true).write(
      String(decoding: messages, as: UTF8.self), to: SweepOutcome.messagesFile)
  }

  /// What says to a rank which of many it is would make one of each run, too.
  private static var environment: [String: String] {
    let launchers = ["OMPI_", "PMIX_", "PMI_", "PRTE_", "HYDRA_", "MPI_LOCAL", "SLURM_"]
    return ProcessInfo.processInfo.environment.filter { name, _ in
      !launchers.contains(where: name.hasPrefix)
    }
  }
}
