import Foundation
import Results
import Studies
import StudyRuns
import SynapticDynamics

extension Comparison {
  /// What came of a comparison.
  public struct Report: Sendable {
    /// How good the reference is.
    public let reference: Reference
    /// One row for each run; trials that were the same run have one.
    public let rows: [ComparisonRow]
    /// Of each of these runs the errors at the recorded times that it reached, unless they are no finite numbers.
    public let errors: [ComparisonErrorRow]
    /// Which trials these are.
    public let equalRuns: [ComparisonSummary.EqualRuns]
    /// The largest steps of fixed-step methods, for Bio-Adam.
    public let limits: StepSizeLimits?
    /// Whether Euler with dt = 1 is the algorithm of Bio-Adam's paper here: its rule, held signals.
    public let includesPaperAlgorithm: Bool
    /// Which trial to take for which error.
    public let advice: [ComparisonAdvice]
  }

  /// Runs all trials and writes `compare.csv`, `compare-errors.csv`, `summary.json` and the resolved `study.yaml`.
  ///
  /// - Parameters:
  ///   - output: the folder.
  ///   - progress: told before each trial of the number done and the number of all.
  /// - Throws: what makes the reference impossible, `OutputError`, `Interrupted`, or what became of a file of
  ///   the drive; the trials until then are written.
  public func run(
    into output: OutputDirectory, progress: (_ done: Int, _ all: Int, _ what: String) -> Void
  ) throws -> Report {
    let trials = trials
    progress(0, trials.count, "reference")
    let (reference, about) = try FailureOfPart.naming("reference") { try makeReference() }
    let limits = try StudyModel(study, inputs: inputs).stepSizeLimits()
    var runs: [Trial] = []
    var equalRuns: [ComparisonSummary.EqualRuns] = []
    var ending: (any Error)?
    for (number, trial) in trials.enumerated() where ending == nil {
      progress(number, trials.count, trial.label)
      do { add(try run(trial, against: reference), to: &runs, equalRuns: &equalRuns) } catch {
        ending = error
      }
    }
    progress(trials.count, trials.count, "done")
    let rows = runs.map(\.row)
    let report = Report(
      reference: about, rows: rows, errors: runs.flatMap(\.errors), equalRuns: equalRuns,
      limits: limits, includesPaperAlgorithm: study.hasPaperAlgorithm,
      advice: ComparisonAdvice.targets.map {
        ComparisonAdvice(for: $0, among: rows, referenceError: about.errorEstimate)
      })
    // Of an older run.
    output.remove(Trace.schema.file)
    output.removeTraceArrays()
    StudyRun.removeTables(from: output)
    output.remove(SynapseRow.schema.file)
    try output.write(report.rows, as: ComparisonRow.schema)
    try output.write(report.errors, as: ComparisonErrorRow.schema, step: study.learningStep)
    try output.write(study.yaml(in: output.path), to: "study.yaml")
    try output.write(try summary(report).json(), to: "summary.json")
    if let ending { throw ending }
    return report
  }

  /// Adds what came of a trial. Steps that are longer than what a signal is held for end where that ends: trials with such
  /// steps are the same run, and of these the one with the smallest step is told, which says most nearly how long steps were.
  private func add(
    _ run: Trial, to runs: inout [Trial], equalRuns: inout [ComparisonSummary.EqualRuns]
  ) {
    let row = run.row
    guard let dt = row.dt, let place = runs.firstIndex(where: { row.isSameRun(as: $0.row) }),
      let before = runs[place].row.dt
    else {
      runs.append(run)
      return
    }
    if dt < before { runs[place] = run }
    let (least, most) = (min(dt, before), max(dt, before))
    if let known = equalRuns.firstIndex(where: { $0.method == row.method && $0.dt == before }) {
      equalRuns[known].dt = least
      equalRuns[known].alsoDt.append(most)
    } else {
      equalRuns.append(
        ComparisonSummary.EqualRuns(method: row.method, dt: least, alsoDt: [most]))
    }
  }

  private func summary(_ report: Report) throws -> ComparisonSummary {
    var summary = try ComparisonSummary(
      study: study.name, duration: study.duration, synapses: study.synapseCount, seed: study.seed,
      parameters: study.parameters(), versions: Versions.all, reference: report.reference.method,
      referenceErrorEstimate: report.reference.errorEstimate,
      referenceErrorEstimatedBy: report.reference.estimatedBy, stepLimits: report.limits)
    summary.advice = report.advice
    summary.equalRuns = report.equalRuns.isEmpty ? nil : report.equalRuns
    return summary
  }
}
