import DataFiles
import Experiments
import Figures
import Results
import Studies
import StudyRuns

/// A sweep from its start to its table and figures, as `sweep` and a `run` of several seeds have it in common.
struct ShownSweep {
  let sweep: ParameterSweep
  /// Where its files go.
  let folder: String
  /// Which rank of many this process is.
  var ranks = SweepPart.whole
  /// What is shown along the way.
  let messages: MessageOptions
  /// By which result the best combination is chosen, if it is asked for.
  var criterion: SweepCriterion?

  /// Runs what this process has to do.
  ///
  /// - Throws: ``SweepFailure`` if runs failed; what ``ParameterSweep`` throws.
  func run(_ options: SweepOptions) async throws {
    Interruption.listen()
    let progress = SharedProgressBar(messages, isFirst: ranks.index == 0)
    defer { progress.finish() }
    let table: SweepTable
    do {
      table = try await sweep.run(
        into: folder, options: options,
        hooks: SweepHooks(
          progress: { progress.show($0, of: $1, failure: $2) },
          isInterrupted: { Interruption.isRequested }))
    } catch let error as Interrupted {
      progress.finish()
      Terminal.tell("what is finished is kept in \(folder); the same command goes on")
      throw error
    }
    progress.finish()
    try await conclude(table, part: options.part)
  }

  /// - Throws: `DataFileError` if no combination has the result.
  private func tellBest(_ table: SweepTable, by criterion: SweepCriterion) throws {
    guard let best = table.best(by: criterion) else {
      throw DataFileError(
        file: "\(folder)/sweep.csv", line: 1,
        table.metrics.contains(criterion.metric)
          ? "no combination has the result \(criterion.metric) for all of its runs"
          : "--best-by: found \(criterion.metric), expected one of the results"
            + suggestion(for: criterion.metric, among: table.metrics))
    }
    let settings = best.settings.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
    let end = criterion.wantsHighest ? "highest" : "lowest"
    Terminal.show("best   \(settings): \(end) \(criterion.metric), \(best.statistics.text())")
  }

  /// Draws and tells what there is, if it is all there; a part that ends before the others leaves that
  /// to them.
  private func conclude(_ table: SweepTable, part: SweepPart) async throws {
    let isComplete = table.count(.pending) == 0
    if isComplete {
      do { try await sweep.conclude(table, in: folder) } catch let error as FigureError {
        Terminal.tell("\(error)", prefix: "warning: ")
      } catch let error as DataFileError {
        Terminal.tell("there is no figure: \(error)", prefix: "warning: ")
      }
    }
    if !messages.quiet {
      Terminal.show(
        isComplete
          ? SweepText(sweep.base, table, folder: folder).text
          : "part \(part) is done; \(table.count(.pending)) runs are left to others")
    }
    if isComplete, let criterion { try tellBest(table, by: criterion) }
    let doubtful = table.rows.count(where: \.isDoubtful)
    if doubtful > 0, isComplete {
      Terminal.tell(
        "\(doubtful) of \(table.rows.count) runs finished with a warning; \(folder)/sweep.csv says which",
        prefix: "warning: ")
    }
    // Where one rank fails, mpirun ends the others: only the last may say that a run failed.
    let failed = table.rows.count {
      $0.status == .failed && (isComplete || ranks.count == 1 && part.contains($0.index))
    }
    if failed > 0 {
      throw SweepFailure(
        description: "\(failed) of \(table.rows.count) runs failed; \(folder)/sweep.csv says why")
    }
  }
}
