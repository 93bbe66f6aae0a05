import DataFiles

/// How a trace is written.
package enum TraceFormat: String, CaseIterable, Sendable {
  /// `trace.csv`: a row for each time and synapse.
  case csv
  /// `trace/NAME.npy`: an array of times × synapses for each column.
  case npy
}

extension TraceFormat {
  /// The file that a run holds as long as it is at work: that of the times, if there are several.
  package var heldFile: String {
    switch self {
    case .csv: Trace.schema.file
    case .npy: "\(Trace.folder)/time.npy"
    }
  }
}

extension Trace {
  /// The columns of a `trace.csv`; what stands behind times and synapse is g and what the rule shows, or those of them that are
  /// recorded.
  package static let schema = TableSchema(
    "a trace", file: "trace.csv",
    [
      .one(Column("time", .finite, unit: "learning steps", isKey: true)),
      .optional(TableSchema.seconds),
      .one(Column("synapse", .count(from: 0), isKey: true)),
      .several(what: "a quantity", .finite),
    ])

  /// The folder of arrays.
  package static let folder = "trace"

  /// About how many bytes a trace will have: in text nineteen for each number.
  package static func estimatedSize(_ format: TraceFormat, times: Int, synapses: Int, columns: Int)
    -> Int
  {
    let (rows, overflow) = times.multipliedReportingOverflow(by: synapses)
    let (bytes, overflows) = rows.multipliedReportingOverflow(
      by: format == .csv ? 19 * (columns + 2) : 8 * columns)
    return overflow || overflows ? .max : bytes
  }
}
