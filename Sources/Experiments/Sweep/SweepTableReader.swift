import Results

/// Reads a sweep's table again and again while it grows.
struct SweepTableReader {
  private let directory: SweepDirectory
  private let grid: SweepGrid
  /// Finished runs do not change.
  private var finished: [SweepOutcome?]

  init(_ directory: SweepDirectory, grid: SweepGrid) {
    self.directory = directory
    self.grid = grid
    finished = Array(repeating: nil, count: grid.count)
  }

  /// Reads what is there and writes the tables, while nobody else does.
  ///
  /// - Throws: `OutputError` if they cannot be written.
  mutating func update() throws -> SweepTable {
    try directory.locked {
      var rows: [SweepOutcome] = []
      for index in finished.indices {
        let row =
          finished[index]
          ?? SweepOutcome(
            index: index, values: grid.values(at: index), folder: directory.runFolder(index))
        if row.status == .finished { finished[index] = row }
        rows.append(row)
      }
      let table = SweepTable(keys: grid.keys, rows: rows)
      let output = try OutputDirectory(directory.path, force: true)
      try output.write(table.csv, to: SweepTable.schema.file)
      try output.write(table.timesCSV, to: SweepTable.timesSchema.file)
      try SeedTables(table).write(to: output)
      return table
    }
  }
}
