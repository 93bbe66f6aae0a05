import DataFiles

/// Tables as reports show them, whatever they are about.
extension Table {
  /// Any table.
  private static let schema = TableSchema(
    "a table", file: "table.csv", isOpen: true, [.several(what: nil, .text)])

  /// Reads a table of a folder.
  ///
  /// - Throws: `DataFileError` with the line of the first mistake.
  init(path: String) throws { try self.init(path: path, as: Self.schema) }

  /// The names of the columns.
  var columns: [String] { header.names }

  /// The texts of a column from top to bottom; none if there is no such column.
  func values(_ column: String) -> [String] {
    header.position(of: column).map { index in rows.map { $0[index] } } ?? []
  }

  /// The numbers of a column that are finite.
  func numbers(_ column: String) -> [Double] {
    values(column).compactMap { Double($0) }.filter(\.isFinite)
  }

  /// For the page, without columns that have nothing.
  func shown(_ title: String, last: Int? = nil) -> ReportTable {
    let shown = rows.suffix(last ?? rows.count)
    return ReportTable(
      title, columns: columns, rows: shown.map { $0.map { ReportTable.Cell($0) } },
      keyCount: keyCount
    ).folded
  }

  /// How many columns at the left say what a row is about; of a sweep those of its keys.
  private var keyCount: Int {
    if columns.first == "index", let status = columns.firstIndex(of: "status") {
      // Many keys in each part of a wide table would leave no room for results.
      return status <= Self.mostKeys ? status : 1
    }
    return max(1, columns.prefix { Self.keys.contains($0) }.count)
  }

  private static let mostKeys = 5

  /// The columns of all tables that say what a row is about.
  private static let keys: Set = [
    "class", "class_name", "dt", "epoch", "example", "index", "layer", "method", "neuron",
    "quantity", "rtol", "synapse", "task", "time", "trained_task",
  ]
}
