import DataFiles
import Figures
import Foundation

/// A table of a folder, as its file has it.
struct ReportCSV {
  let columns: [String]
  let rows: [[String]]

  /// Reads a file.
  ///
  /// - Throws: `DataFileError` with the line of the first mistake.
  init(path: String) throws {
    let lines = try TableText.lines(path).map { CSVText.fields($0) }
    guard let columns = lines.first else {
      throw DataFileError(
        file: path, line: 1, "the file is empty, expected a header")
    }
    for (number, fields) in lines.enumerated() where fields.count != columns.count {
      throw DataFileError(
        file: path, line: number + 1, "found \(fields.count) fields, expected \(columns.count)")
    }
    self.columns = columns
    rows = Array(lines.dropFirst())
  }

  /// The texts of a column from top to bottom; none if there is no such column.
  func values(_ column: String) -> [String] {
    columns.firstIndex(of: column).map { index in rows.map { $0[index] } } ?? []
  }

  /// The numbers of a column that are finite.
  func numbers(_ column: String) -> [Double] {
    values(column).compactMap { Double($0) }.filter(\.isFinite)
  }

  /// For the page.
  func table(_ title: String, last: Int? = nil) -> ReportTable {
    let shown = rows.suffix(last ?? rows.count)
    return ReportTable(title, columns: columns, rows: shown.map { $0.map { ReportTable.Cell($0) } })
  }
}
