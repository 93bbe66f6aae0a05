import Results

extension ParameterSweep {
  /// The tables over seeds that have a figure.
  static let drawnCurves = ["learning", "tasks"]

  /// Writes what a sweep over nothing but the seed has in the end beside its tables: `summary.json` and, of
  /// networks, `learning-seeds.csv`, `layers-seeds.csv` and, if there are tasks, `tasks-seeds.csv`.
  ///
  /// - Throws: `OutputError` if they cannot be written, `StudyError` if the runs' tables do not fit together.
  func gatherSeeds(_ table: SweepTable, in path: String) throws {
    guard table.keysBesideSeed.isEmpty, let group = table.seedGroups.first else { return }
    let output = try OutputDirectory(path, force: true)
    try output.write(SeedSummary(base, table, group, in: path).json(), to: "summary.json")
    let directory = SweepDirectory(path, sweep: self)
    let folders = group.rows.filter { $0.status == .finished }.map { directory.runFolder($0.index) }
    for schema in SeedCurves.schemas {
      if let curves = try SeedCurves(folders, schema: schema) {
        try output.write(curves.csv, to: schema.overSeeds.file)
      }
    }
  }
}
