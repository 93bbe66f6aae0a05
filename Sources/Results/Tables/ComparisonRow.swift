import DataFiles

/// One trial of a comparison: a row of `compare.csv`.
public struct ComparisonRow: Sendable {
  /// The method's name.
  public let method: String
  /// The step of a fixed-step method.
  public let dt: Double?
  /// The relative tolerance of an adaptive method.
  public let rtol: Double?
  /// The largest error over recorded synapses, components and times; nil if the trial failed.
  public let errorMax: Double?
  /// The root mean square of these errors.
  public let errorRMS: Double?
  /// The time of the integration alone.
  public let seconds: Double
  /// Accepted steps.
  public let steps: Int
  /// Evaluations of the right-hand side.
  public let rightHandSideEvaluations: Int
  /// `ok`, or in a word why it failed.
  public let status: String

  /// A row.
  package init(
    method: String, dt: Double?, rtol: Double?, errorMax: Double?, errorRMS: Double?,
    seconds: Double, steps: Int, rightHandSideEvaluations: Int, status: String
  ) {
    (self.method, self.dt, self.rtol) = (method, dt, rtol)
    (self.errorMax, self.errorRMS, self.seconds) = (errorMax, errorRMS, seconds)
    (self.steps, self.rightHandSideEvaluations) = (steps, rightHandSideEvaluations)
    self.status = status
  }

  /// Whether two trials of a method took the same steps: they agree in all but the time that it took.
  package func isSameRun(as other: ComparisonRow) -> Bool {
    method == other.method && status == "ok" && other.status == "ok" && steps == other.steps
      && rightHandSideEvaluations == other.rightHandSideEvaluations && errorMax == other.errorMax
      && errorRMS == other.errorRMS
  }

  /// The columns of `compare.csv`.
  package static let schema = TableSchema(
    "a comparison", file: "compare.csv",
    [
      .one(Column("method", .text, isKey: true)),
      .one(Column("dt", .finite, unit: "learning steps", isKey: true)),
      .one(Column("rtol", .finite, isKey: true)), .one(Column("error_max")),
      .one(Column("error_rms")), .one(Column("seconds", .finite, unit: "seconds")),
      .one(Column("steps", .count(from: 0))), .one(Column("rhs_evaluations", .count(from: 0))),
      .one(Column("status", .text)),
    ])
}

extension ComparisonRow: TableRow {
  package func add(to table: inout TableWriter) {
    table.add(method)
    for number in [dt, rtol, errorMax, errorRMS, seconds] { table.add(number) }
    table.add(steps)
    table.add(rightHandSideEvaluations)
    table.add(status)
  }
}
