import Foundation

/// Lines of comma-separated numbers below a header of column names.
package struct NumericCSV {
  /// The file's path, for messages.
  package let path: String
  /// The names in the header.
  package let columns: [String]

  /// Reads the header.
  package init(header line: UnsafeBufferPointer<UInt8>, path: String) {
    var text = String(decoding: line, as: UTF8.self)
    if text.hasPrefix("\u{FEFF}") { text.removeFirst() }
    self.path = path
    columns = text.split(separator: ",", omittingEmptySubsequences: false).map {
      $0.trimmingCharacters(in: .whitespaces.union(CharacterSet(charactersIn: "\"")))
    }
  }

  package init(path: String, columns: [String]) {
    self.path = path
    self.columns = columns
  }

  /// Hands every row of a file to `body`, in order.
  ///
  /// - Returns: how many bytes the file has.
  /// - Throws: ``DataFileError`` with the line of the first mistake, and what `body` throws.
  @discardableResult
  package static func read(
    path: String, header: (NumericCSV) throws -> Void,
    row: (_ values: [Double], _ line: Int, _ offset: Int64) throws -> Void
  ) throws -> Int64 {
    let reader = try LineReader(path: path)
    var format: NumericCSV?
    guard try reader.next({ format = NumericCSV(header: $0, path: path) }), let format else {
      throw DataFileError(file: path, line: 1, "the file is empty, expected a header")
    }
    try header(format)
    var values = [Double](repeating: 0, count: format.columns.count)
    while try reader.next({ line in
      guard !line.isEmpty else { return }
      try format.parse(line, into: &values, lineNumber: reader.lineNumber)
      try row(values, reader.lineNumber, reader.lineOffset)
    }) {}
    return reader.nextOffset
  }

  /// Reads the numbers of a line, each of them finite, as many as there are columns.
  ///
  /// The line must be followed by a zero byte, as ``LineReader`` hands it out.
  package func parse(
    _ line: UnsafeBufferPointer<UInt8>, into values: inout [Double], lineNumber: Int
  ) throws {
    func mistake(_ message: String) -> DataFileError {
      DataFileError(file: path, line: lineNumber, message)
    }
    var position = UnsafeRawPointer(line.baseAddress!).assumingMemoryBound(to: CChar.self)
    // Other zero bytes end a number for the parser, and are none of ours.
    let lineEnd = position + line.count
    for column in columns.indices {
      var end: UnsafeMutablePointer<CChar>?
      let value = strtod(position, &end)
      var next = UnsafePointer(end!)
      while next.pointee == 32 || next.pointee == 9 { next += 1 }
      let isLast = column == columns.count - 1
      let isAtEnd = next == lineEnd
      let endsWell = isAtEnd || next.pointee == CChar(UInt8(ascii: ","))
      guard UnsafePointer(end!) != position, endsWell, value.isFinite, isDecimal(position, end!)
      else {
        let rest = UnsafeRawBufferPointer(start: position, count: lineEnd - position)
        let field = String(decoding: rest.prefix { $0 != 0x2C }, as: UTF8.self).prefix(40)
        throw mistake("column \(columns[column]): found \"\(field)\", expected a finite number")
      }
      guard isLast == isAtEnd else {
        let text = String(decoding: line, as: UTF8.self)
        let found = text.split(separator: ",", omittingEmptySubsequences: false).count
        throw mistake("found \(found) fields, expected \(columns.count) as in the header")
      }
      values[column] = value
      position = next + 1
    }
  }

  /// Whether C's parser read a decimal number: it takes hexadecimal ones too.
  private func isDecimal(_ start: UnsafePointer<CChar>, _ end: UnsafePointer<CChar>) -> Bool {
    UnsafeBufferPointer(start: start, count: end - start).allSatisfy { $0 | 0x20 != 0x78 }
  }
}
