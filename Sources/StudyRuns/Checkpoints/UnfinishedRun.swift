import DataFiles
import Foundation
import ODESolvers
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

  /// Looks into a folder.
  ///
  /// - Parameters:
  ///   - folder: that of a run.
  ///   - inputs: where the files that its study names are opened.
  /// - Returns: nil if the run has finished.
  /// - Throws: `StudyError` if there is no run, or its files cannot be gone on with.
  public init?(in folder: String, inputs: StudyInputs = .standard) throws {
    self.folder = folder
    self.inputs = inputs
    if OutputDirectory.isSweep(folder) {
      throw StudyError(
        "\(folder): found a sweep, or a run of several seeds, expected a run of one: the command that began it"
          + " goes on with it")
    }
    guard let file = try CheckpointReader(in: folder) else {
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
  /// - Returns: the summary, and the error that ended the run early, if any.
  /// - Throws: what ``StudyRun`` throws.
  public func resume(
    threads: Int = 1, hooks: RunHooks = RunHooks(), willBegin: (StudyRun) -> Void = { _ in }
  ) throws -> (summary: Summary, folder: OutputDirectory, error: (any Error)?) {
    let run = try StudyRun(study, inputs: inputs, threads: threads)
    let output = try OutputDirectory(folder, force: true)
    willBegin(run)
    if checkpoint.progress != nil {
      let (summary, error, _) = try run.run(
        into: output, verifying: checkpoint.isVerifying, from: checkpoint,
        fill: { try file.fill(&$0) }, hooks: hooks)
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
  func begin(in output: OutputDirectory, verifying: Bool, checkpoints: CheckpointSchedule) throws
    -> Checkpoint
  {
    let text = study.yaml(in: output.path)
    let beginning = Checkpoint(
      versions: Versions.ofResults, study: text, ranks: model.dynamics.ranks.count,
      isVerifying: verifying, schedule: checkpoints)
    try beginning.write(to: output)
    try output.write(text, to: "study.yaml")
    return beginning
  }
}
