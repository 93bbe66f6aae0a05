import DataFiles
import Results
import Studies

/// What a run's trace will be.
extension StudyRun {
  /// About how large the trace will be, in bytes.
  var estimatedTraceSize: Int {
    Trace.estimatedSize(
      study.record.format, times: times.count, synapses: recorded.count, columns: columns.count)
  }

  /// What is recorded of a synapse.
  var columns: [String] { study.record.columns ?? study.traceColumns }

  /// What the trace will be: how many rows, and about how large.
  public var traceDescription: String {
    let size = estimatedTraceSize
    let (amount, unit) =
      size < 1_000_000 ? (1e3, "kB") : size < 1_000_000_000 ? (1e6, "MB") : (1e9, "GB")
    let bytes = "about \(shortDescription((10 * Double(size) / amount).rounded() / 10)) \(unit)"
    let (all, each) = ("\(times.count) times × \(recorded.count) synapses", columns.count)
    return study.record.format == .csv
      ? "trace.csv: \(all), a row each of \(each + (study.learningStep == nil ? 2 : 3)) columns, \(bytes)"
      : "trace/: \(each) arrays of \(all), \(bytes)"
  }
}
