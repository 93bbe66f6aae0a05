extension TraceFigure {
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
