import DataFiles

/// How far a trial of a comparison is off at a recorded time: a row of `compare-errors.csv`.
public struct ComparisonErrorRow: Sendable {
  /// The method's name.
  public let method: String
  /// The step of a fixed-step method.
  public let dt: Double?
  /// The relative tolerance of an adaptive method.
  public let rtol: Double?
  /// The recorded time, in learning steps.
  public let time: Double
  /// The largest error over recorded synapses and components at this time.
  public let errorMax: Double
  /// The root mean square of these errors.
  public let errorRMS: Double

  /// A row.
  package init(
    method: String, dt: Double?, rtol: Double?, time: Double, errorMax: Double, errorRMS: Double
  ) {
    (self.method, self.dt, self.rtol) = (method, dt, rtol)
    (self.time, self.errorMax, self.errorRMS) = (time, errorMax, errorRMS)
  }

  /// The columns of `compare-errors.csv`.
  package static let schema = TableSchema(
    "a comparison's errors over time", file: "compare-errors.csv",
    [
      .one(ComparisonRow.schema["method"]), .one(ComparisonRow.schema["dt"]),
      .one(ComparisonRow.schema["rtol"]),
      .one(Column("time", .finite, unit: "learning steps", isKey: true)),
      .optional(TableSchema.seconds),
      .one(Column("error_max", .finite)), .one(Column("error_rms", .finite)),
    ])
}

extension ComparisonErrorRow: TableRow {
  package func add(to table: inout TableWriter) {
    table.add(method)
    table.add(dt)
    table.add(rtol)
    table.add(time: time)
    table.add(errorMax)
    table.add(errorRMS)
  }
}
