import DataFiles
import Foundation

/// The tables of runs that differ in their seed alone, such as `learning.csv`, as one: of every column of
/// numbers the mean and, with the ending `_sd`, the sample standard deviation.
package struct SeedCurves {
  /// The columns that say what a row is of; the same in all tables.
  private static let keys: Set = ["epoch", "time", "layer", "trained_task", "task"]

  private let columns: [String]
  /// Row by row of each table.
  private let tables: [[[Substring]]]

  /// Reads the tables.
  ///
  /// - Parameter paths: at least one; those that are not there are left out.
  /// - Returns: nil if there is none.
  /// - Throws: `DataFileError` if they do not have the same columns and rows.
  package init?(_ paths: [String]) throws {
    let texts = paths.compactMap { path in
      InputFile.contents(path).map {
        (path: path, rows: Self.rows(String(decoding: $0, as: UTF8.self)))
      }
    }
    guard let first = texts.first, let header = first.rows.first else { return nil }
    let columns = header.map(String.init)
    let keys = columns.indices.filter { Self.keys.contains(columns[$0]) }
    for text in texts.dropFirst() {
      guard text.rows.count == first.rows.count, text.rows[0] == header else {
        throw DataFileError(
          file: text.path, line: nil, "expected as many rows, and the columns, of \(first.path)")
      }
      for (number, (row, other)) in zip(text.rows, first.rows).enumerated()
      where row.count != other.count || keys.contains(where: { row[$0] != other[$0] }) {
        throw DataFileError(
          file: text.path, line: number + 1, "expected the time of \(first.path)")
      }
    }
    self.columns = columns
    tables = texts.map { Array($0.rows.dropFirst()) }
  }

  private static func rows(_ text: String) -> [[Substring]] {
    text.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
  }

  /// The text of the table; what no run has is empty, as is the deviation of what one run has.
  package var csv: String {
    let header = columns.flatMap { Self.keys.contains($0) ? [$0] : [$0, "\($0)_sd"] }
    let rows = tables[0].indices.map { row in
      columns.indices.flatMap { column -> [String] in
        let fields = tables.map { $0[row][column] }
        if Self.keys.contains(columns[column]) { return [String(fields[0])] }
        let statistics = SeedStatistics(fields.compactMap { Double($0) })
        return [statistics?.mean, statistics?.deviation].map {
          $0?.shortText ?? ""
        }
      }
    }
    return ([header] + rows).map { $0.joined(separator: ",") + "\n" }.joined()
  }
}
