import DataFiles

extension SweepTable {
  /// The table of a sweep, or of a run of several seeds, as it stands in its folder.
  ///
  /// - Throws: `DataFileError` if there is none, or it is wrong.
  public init(folder: String) throws {
    let path = "\(folder)/\(Self.schema.file)"
    let table = try Table(path: path, as: Self.schema)
    let header = table.header
    let (keys, results) = (header.groups[0], header.groups[1])
    let rows = try table.rows.enumerated().map { number, fields in
      let status = keys.upperBound
      guard let ending = SweepOutcome.Status(rawValue: fields[status]) else {
        throw header.columns[status].mistake(
          fields[status], in: path, line: table.line(ofRow: number))
      }
      let metrics = try results.compactMap { column -> SummaryNumbers.Metric? in
        // Checked, though kept as it stands.
        guard try table.number(number, column) != nil else { return nil }
        return SummaryNumbers.Metric(name: header.names[column], text: fields[column])
      }
      return SweepOutcome(
        index: number, values: keys.map { fields[$0] }, status: ending, metrics: metrics)
    }
    self.init(keys: keys.map { header.names[$0] }, rows: rows)
  }
}
