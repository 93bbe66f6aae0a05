import DataFiles
import Results

extension TraceFigure {
  /// In what time is measured: the unit of a written rule, or learning steps, with how long these are if all traces say the
  /// same.
  static func unitOfTime(_ traces: [TraceFile]) -> String {
    if let unit = unit(of: "time", in: traces) { return unit }
    let steps = Trace.schema["time"].unit!
    return commonStep(of: traces).map { "\(steps) of \($0.text)" } ?? steps
  }

  /// How long a learning step is, if all traces say the same.
  static func commonStep(of traces: [TraceFile]) -> PhysicalTime? {
    guard unit(of: "time", in: traces) == nil, let step = traces[0].learningStep,
      traces.allSatisfy({ $0.learningStep == step })
    else { return nil }
    return step
  }

  /// In what a column is measured, if all traces say the same, ready to be shown.
  static func unit(of column: String, in traces: [TraceFile]) -> String? {
    let key = ["w_f", "w_b"].contains(column) ? "w" : column
    let units = Set(traces.map { $0.units[key] })
    guard units.count == 1, let unit = units.first! else { return nil }
    return GnuplotScript.escaped(unit)
  }

  /// What stands at an axis: a symbol, with the unit of a column behind it if there is one.
  static func label(_ symbol: String, of column: String, in traces: [TraceFile]) -> String {
    symbol + (unit(of: column, in: traces).map { " (\($0))" } ?? "")
  }
}
