import Foundation
import Subprocess
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
  /// - Throws: ``OutputError`` if its folder cannot be made, ``Interrupted``; then nothing is left of it.
  func make(_ index: Int, isInterrupted: @Sendable () -> Bool) async throws -> Int {
    let folder = try directory.makeRun(index)
    do {
      let ending = await end(of: folder)
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
  private func end(of folder: String) async -> String {
    let arguments =
      ["run", "\(folder)/study.yaml", "--output", folder, "--force", "--quiet"]
      + (threads.map { ["--threads", "\($0)"] } ?? [])
      + (dataFolder.map { ["--data-dir", $0] } ?? [])
    do {
      let messages = try FileDescriptor.open(
        FilePath("\(folder)/\(SweepRow.messagesFile)"), .writeOnly,
        options: [.create, .truncate, .closeOnExec],
        permissions: [.ownerReadWrite, .groupRead, .otherRead])
      let result = try await run(
        .path(FilePath(program)), arguments: Arguments(arguments),
        environment: .custom(Self.environment), output: .discarded,
        error: .fileDescriptor(messages, closeAfterSpawningProcess: true))
      return switch result.terminationStatus {
      case .exited(let code): "ended with status \(code)"
      case .signaled(let signal):
        "was ended by signal \(signal), \(String(cString: strsignal(signal)))"
      }
    } catch {
      return "could not be run: \(error)"
    }
  }

  /// Where a run left no summary, sees to it that the reason is told.
  private func settle(_ folder: String, ending: String) throws {
    let file = "\(folder)/\(SweepRow.messagesFile)"
    var messages = FileManager.default.contents(atPath: file) ?? Data()
    if SweepRow.summary(in: folder) == nil, messages.range(of: Data("error: ".utf8)) == nil {
      messages += Data("error: the run \(ending)\n".utf8)
    }
    guard !messages.isEmpty else {
      try? FileManager.default.removeItem(atPath: file)
      return
    }
    try OutputDirectory(folder, force: true).write(
      String(decoding: messages, as: UTF8.self), to: SweepRow.messagesFile)
  }

  /// What says to a rank which of many it is would make one of each run, too.
  private static var environment: [Environment.Key: String] {
    let launchers = ["OMPI_", "PMIX_", "PMI_", "PRTE_", "HYDRA_", "MPI_LOCAL", "SLURM_"]
    var environment: [Environment.Key: String] = [:]
    for (name, value) in ProcessInfo.processInfo.environment
    where !launchers.contains(where: name.hasPrefix) {
      environment[Environment.Key(stringLiteral: name)] = value
    }
    return environment
  }
}
