import DataFiles
import Foundation

/// The tables of runs that differ in their seed alone, such as `learning.csv`, as one: of every column of
/// numbers the mean and, with the ending `_sd`, the sample standard deviation.
package struct SeedCurves {
  /// The tables that are averaged so.
  package static let schemas = [LearningRow.schema, LayerRow.schema, TaskRow.schema]

  /// At least one; the columns that say what a row is of are the same in all.
  private let tables: [Table]

  /// Reads the tables.
  ///
  /// - Parameters:
  ///   - folders: the runs'; those that do not have the table are left out.
  ///   - schema: the table.
  /// - Returns: nil if there is none.
  /// - Throws: `DataFileError` if they do not have the same columns and rows.
  package init?(_ folders: [String], schema: TableSchema) throws {
    let tables = try folders.map { "\($0)/\(schema.file)" }
      .filter { InputFile.size($0) != nil }
      .map { try Table(path: $0, as: schema) }
    guard let first = tables.first else { return nil }
    let keys = first.header.columns.indices.filter { first.header.columns[$0].isKey }
    for table in tables.dropFirst() {
      guard table.rows.count == first.rows.count, table.header.names == first.header.names else {
        throw DataFileError(
          file: table.path, line: nil, "expected as many rows, and the columns, of \(first.path)")
      }
      for (number, (row, other)) in zip(table.rows, first.rows).enumerated()
      where keys.contains(where: { row[$0] != other[$0] }) {
        throw table.mistake("expected the time of \(first.path)", inRow: number)
      }
    }
    self.tables = tables
  }

  /// The text of the table; what no run has is empty, as is the deviation of what one run has.
  package var csv: String {
    let header = tables[0].header
    let names = header.columns.flatMap { column in
      column.isKey ? [column.name] : [column.name, TableSchema.deviation(of: column.name)]
    }
    var table = TableWriter(names)
    for row in tables[0].rows.indices {
      for (position, column) in header.columns.enumerated() {
        let fields = tables.map { $0.rows[row][position] }
        guard !column.isKey else {
          table.add(fields[0])
          continue
        }
        let statistics = SeedStatistics(fields.compactMap { Double($0) })
        table.add(short: statistics?.mean)
        table.add(short: statistics?.deviation)
      }
      table.endRow()
    }
    return table.text
  }
}
