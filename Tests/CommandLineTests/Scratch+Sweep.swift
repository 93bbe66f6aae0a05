import TestSupport

extension Scratch {
  /// Writes a sweep's table; a run without a result has failed.
  func writeSweep(
    _ rows: [(values: [String], results: [Double?])], keys: [String],
    results: [String] = ["results_hours"], to folder: String = "o"
  ) throws {
    let lines = rows.enumerated().map { index, row in
      let failed = row.results.contains { $0 == nil }
      return
        (["\(index)"] + row.values + [failed ? "failed" : "finished"]
        + row.results.map { $0.map { "\($0)" } ?? "" } + [""]).joined(separator: ",")
    }
    let header = (["index"] + keys + ["status"] + results + ["message"]).joined(separator: ",")
    try write(([header] + lines).joined(separator: "\n") + "\n", to: "\(folder)/sweep.csv")
  }
}
