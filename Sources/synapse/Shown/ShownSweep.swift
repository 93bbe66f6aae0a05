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
  /// The keys for each of whose values it is chosen.
  var groupKeys: [String] = []
  /// How the grid grows, if it does.
  var widening: SweepWidening?

  /// Runs what this process has to do.
  ///
  /// - Throws: ``SweepFailure`` if runs failed; what ``ParameterSweep`` throws.
  func run(_ options: SweepOptions) async throws {
    Interruption.listen()
    let progress = SharedProgressBar(messages, isFirst: ranks.index == 0)
    defer { progress.finish() }
    let ending: ParameterSweep.Ending
    do {
      ending = try await sweep.run(
        into: folder, options: options, widening: widening,
        hooks: SweepHooks(
          progress: { progress.show($0, of: $1, failure: $2) },
          isInterrupted: { Interruption.isRequested }))
    } catch let error as Interrupted {
      progress.finish()
      Terminal.tell("what is finished is kept in \(folder); the same command goes on")
      throw error
    }
    progress.finish()
    for warning in ending.warnings { Terminal.tell(warning, prefix: "warning: ") }
    try await conclude(ending.table, part: options.part)
  }

  /// Tells the best of each group and writes it down.
  ///
  /// - Throws: `DataFileError` if no combination has the result.
  private func tellBest(_ table: SweepTable, by criterion: SweepCriterion) throws {
    let groups = table.best(by: criterion, forEach: groupKeys)
    guard groups.contains(where: { $0.best != nil }) else {
      throw DataFileError(
        file: "\(folder)/sweep.csv", line: 1,
        table.metrics.contains(criterion.metric)
          ? "no combination has the result \(criterion.metric) for all of its runs"
          : "--best-by: found \(criterion.metric), expected one of the results"
            + suggestion(for: criterion.metric, among: table.metrics))
    }
    try sweep.writeBest(groups, of: table, in: folder)
    let end = criterion.wantsHighest ? "highest" : "lowest"
    for group in groups {
      guard let best = group.best else {
        Terminal.show(
          "best   \(text(group.group)): none has \(criterion.metric) for all of its runs")
        continue
      }
      Terminal.show(
        "best   \(text(best.settings)): \(end) \(criterion.metric), \(best.statistics.text())")
    }
  }

  private func text(_ settings: [(key: String, value: String)]) -> String {
    settings.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
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
