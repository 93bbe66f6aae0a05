extension ParameterSweep {
  /// The tables of a run that are brought together over seeds: the name in its folder, and in the sweep's.
  static let curves = [
    (own: "learning.csv", gathered: "learning-seeds.csv"),
    (own: "layers.csv", gathered: "layers-seeds.csv"),
  ]

  /// Writes what a sweep over nothing but the seed has in the end beside its tables: `summary.json` and, of
  /// networks, `learning-seeds.csv` and `layers-seeds.csv`.
  ///
  /// - Throws: ``OutputError`` if they cannot be written, ``StudyError`` if the runs' tables do not fit together.
  func gatherSeeds(_ table: SweepTable, in path: String) throws {
    guard table.keysBesideSeed.isEmpty, let group = table.seedGroups.first else { return }
    let output = try OutputDirectory(path, force: true)
    try output.write(SeedSummary(base, table, group, in: path).json(), to: "summary.json")
    let directory = SweepDirectory(path, sweep: self)
    let folders = group.rows.filter { $0.status == .finished }.map { directory.runFolder($0.index) }
    for (own, gathered) in Self.curves {
      if let curves = try SeedCurves(folders.map { "\($0)/\(own)" }) {
        try output.write(curves.csv, to: gathered)
      }
    }
  }
}
