/// A table, read whole.
package struct Table: Sendable {
  /// Which column stands where.
  package let header: TableHeader
  /// The fields of each row, as many as there are columns.
  package let rows: [[String]]

  /// A table has at most so many bytes; what may have more is read row by row.
  private static let mostBytes: Int64 = 1 << 30

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - schemas: what it may be; the one counts of whose columns the file begins with most.
  ///   - isForGnuplot: as in ``TableReader/init(path:isForGnuplot:)``.
  /// - Throws: ``DataFileError`` with the line of the first mistake.
  package init(path: String, as schemas: TableSchema..., isForGnuplot: Bool = false) throws {
    let reader = try TableReader(path: path, isForGnuplot: isForGnuplot)
    let schema = schemas.max { one, other in
      one.recognised(in: reader.names) < other.recognised(in: reader.names)
    }!
    header = try schema.header(reader.names, in: path)
    var rows: [[String]] = []
    while let row = try reader.readFields() {
      guard reader.nextOffset <= Self.mostBytes else {
        throw DataFileError(
          file: path, line: nil, "has more bytes than the \(Self.mostBytes) that a table may have")
      }
      rows.append(row)
    }
    self.rows = rows
  }

  /// The file's path, for messages.
  package var path: String { header.path }

  /// The line that a row stands in, from 1.
  package func line(ofRow row: Int) -> Int { row + 2 }

  /// A mistake in a row.
  package func mistake(_ message: String, inRow row: Int) -> DataFileError {
    DataFileError(file: path, line: line(ofRow: row), message)
  }

  /// The numbers of a column; nil where it is empty.
  ///
  /// - Throws: ``DataFileError`` if there is no such column, or something else stands in it.
  package func numbers(_ column: String) throws -> [Double?] {
    let position = try header.find(column)
    return try rows.indices.map { try number($0, position) }
  }

  /// The number in a cell; nil if it is empty.
  ///
  /// - Throws: ``DataFileError`` if something else stands there.
  package func number(_ row: Int, _ position: Int) throws -> Double? {
    try header.number(rows[row], at: position, line: line(ofRow: row))
  }
}
