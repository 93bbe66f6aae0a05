import DataFiles
import Foundation
import HostSystem
import ODESolvers
import Parallel
import Results
import Studies

/// A run that ended before its time, as its folder has it: killed, interrupted or failed.
public struct UnfinishedRun {
  /// What it is of.
  public let study: Study
  /// The time from which it goes on.
  public var time: Double { checkpoint.progress?.time ?? 0 }
  private let checkpoint: Checkpoint
  private let file: CheckpointReader
  private let folder: String
  private let inputs: StudyInputs
  private let ranks: Ranks

  /// Looks into a folder.
  ///
  /// - Parameters:
  ///   - folder: that of a run.
  ///   - inputs: where the files that its study names are opened.
  ///   - ranks: who carry it on, however many began it.
  /// - Returns: nil if the run has finished.
  /// - Throws: `StudyError` if there is no run, or its files cannot be gone on with, and `OutputError` if another process is still at
  ///   work there, so that ranks found different files.
  public init?(in folder: String, inputs: StudyInputs = .standard, ranks: Ranks = .alone) throws {
    self.folder = folder
    self.inputs = inputs
    self.ranks = ranks
    if OutputDirectory.isSweep(folder) {
      throw StudyError(
        "\(folder): found a sweep, or a run of several seeds, expected a run of one: the command that began it"
          + " goes on with it")
    }
    let found = try CheckpointReader(in: folder, isChecked: ranks.isFirst)
    // A process that is still at work may have replaced or removed it between one rank's look and another's.
    let place = found.map { $0.checkpoint.progress?.time ?? -1 } ?? -2
    guard ranks.maximum(place) == -ranks.maximum(-place) else {
      throw OutputError(
        "\(folder): ranks found different files there, expected the same: another program is writing to it, or the ranks do not"
          + " share the folder")
    }
    guard let file = found else {
      if Self.hasFinished(folder) { return nil }
      throw StudyError(
        "\(folder): found neither a checkpoint nor a run that has finished, expected the folder that synapse run"
          + " --output wrote to; a run that was killed before its first checkpoint is begun by its own command"
      )
    }
    self.file = file
    checkpoint = file.checkpoint
    try checkpoint.check(in: folder)
    study = try Study(
      yaml: checkpoint.study, path: "\(folder)/study.yaml", folder: folder + "/", inputs: inputs)
  }

  private static func hasFinished(_ folder: String) -> Bool {
    guard let data = InputFile.contents("\(folder)/summary.json"),
      let summary = try? Summary(json: data)
    else { return false }
    return summary.status == .finished
  }

  /// Carries the run on: its files become those of a run that never ended.
  ///
  /// - Parameters:
  ///   - threads: how many may work on the population; results do not depend on it.
  ///   - hooks: told of progress, and asked whether to stop.
  ///   - willBegin: told of the run before it goes on.
  /// - Returns: the summary, whole at the first rank, the folder, there alone, and the error that ended the run early, if any.
  /// - Throws: what ``StudyRun`` throws.
  public func resume(
    threads: Int = 1, hooks: RunHooks = RunHooks(), willBegin: (StudyRun) -> Void = { _ in }
  ) throws -> (summary: Summary, folder: OutputDirectory?, error: (any Error)?) {
    let run = try ranks.settling {
      try StudyRun(study, inputs: inputs, threads: threads, ranks: ranks)
    }
    let output = try ranks.settling {
      ranks.isFirst ? try OutputDirectory(folder, force: true) : nil
    }
    willBegin(run)
    if checkpoint.progress != nil {
      let (summary, error, _) = try run.run(
        into: output, verifying: checkpoint.isVerifying, from: checkpoint,
        fill: {
          try file.fill(&$0, $1, of: run.model.synapses, among: study.synapseCount)
        }, hooks: hooks)
      return (summary, output, error)
    }
    let (summary, error) = try run.run(
      into: output, verifying: checkpoint.isVerifying, checkpoints: checkpoint.schedule,
      hooks: hooks)
    return (summary, output, error)
  }
}

extension StudyRun {
  /// Writes what a run that is killed now can be begun again from. What an older run left to go on from is gone
  /// then.
  ///
  /// - Parameter output: the folder; nil at every rank but the first.
  func begin(in output: OutputDirectory?, verifying: Bool, checkpoints: CheckpointSchedule) throws
    -> Checkpoint
  {
    let text = output.map { study.yaml(in: $0.path) } ?? ""
    let beginning = Checkpoint(
      versions: Versions.ofResults, study: text, isVerifying: verifying, schedule: checkpoints)
    if let output {
      try beginning.write(to: output)
      try output.write(text, to: "study.yaml")
    }
    return beginning
  }
}
