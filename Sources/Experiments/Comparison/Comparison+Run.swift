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
    /// One row for each trial.
    public let rows: [ComparisonRow]
    /// The largest steps of fixed-step methods, for Bio-Adam.
    public let limits: StepSizeLimits?
    /// Whether Euler with dt = 1 is the algorithm of Bio-Adam's paper here: its rule, held signals.
    public let includesPaperAlgorithm: Bool
  }

  /// Runs all trials and writes `compare.csv`, `summary.json` and the resolved `study.yaml`.
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
    var rows: [ComparisonRow] = []
    var ending: (any Error)?
    for trial in trials where ending == nil {
      progress(rows.count, trials.count, trial.label)
      do { rows.append(try run(trial, against: reference)) } catch { ending = error }
    }
    progress(rows.count, trials.count, "done")
    let report = Report(
      reference: about, rows: rows, limits: limits,
      includesPaperAlgorithm: study.hasPaperAlgorithm)
    // Of an older run.
    output.remove(Trace.schema.file)
    output.removeTraceArrays()
    StudyRun.removeTables(from: output)
    try output.write(rows, as: ComparisonRow.schema)
    try output.write(study.yaml(in: output.path), to: "study.yaml")
    try output.write(try summary(report).json(), to: "summary.json")
    if let ending { throw ending }
    return report
  }

  private func summary(_ report: Report) throws -> ComparisonSummary {
    try ComparisonSummary(
      study: study.name, duration: study.duration, synapses: study.synapseCount, seed: study.seed,
      parameters: study.parameters(), versions: Versions.all, reference: report.reference.method,
      referenceErrorEstimate: report.reference.errorEstimate,
      referenceErrorEstimatedBy: report.reference.estimatedBy, stepLimits: report.limits)
  }
}
