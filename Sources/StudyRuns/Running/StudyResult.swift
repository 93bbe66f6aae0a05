import Results
import Studies

/// What came of a run that was kept in memory.
public struct StudyResult {
  /// What `summary.json` would say.
  public let summary: Summary
  /// What `trace.csv` would have.
  public let trace: Trace
  /// Why the run ended early, if it did; the trace then ends with the last good state.
  public let failure: (any Error)?
}

extension StudyRun {
  /// Runs, and keeps what comes of it in memory instead of a folder.
  ///
  /// ```swift
  /// let study = try Study(contentsOf: "study.yaml")
  /// let result = try StudyRun(study).result()
  /// print(result.trace.values(of: "w_f", synapse: 0) ?? [])
  /// ```
  ///
  /// - Parameters:
  ///   - verifying: whether a sample of the synapses is integrated again by an independent method.
  ///   - hooks: told of progress, and asked whether to stop.
  /// - Throws: `StudyError` if the run is shared by several ranks, or a network is to be verified; what the second
  ///   integration throws. A run that ends early does not throw: see ``StudyResult/failure``.
  public func result(verifying: Bool = false, hooks: RunHooks = RunHooks()) throws -> StudyResult {
    guard model.dynamics.ranks.count == 1 else {
      throw StudyError("a run of several ranks writes into a folder: use run(into:)")
    }
    if verifying { try checkVerifying() }
    let kept = Trace(
      columns: study.record.columns ?? study.traceColumns, synapses: recorded)
    let (summary, failure, trace) = try run(
      into: nil, keeping: kept, verifying: verifying, from: nil, hooks: hooks)
    return StudyResult(summary: summary, trace: trace!, failure: failure)
  }
}
