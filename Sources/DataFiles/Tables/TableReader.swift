import Foundation

/// Reads a table: a header of names, and below it rows of as many fields.
///
/// Rows are read one by one, as numbers (drives and traces may be larger than memory) or as texts. Fields may
/// stand in quotes (RFC 4180), but not go over a line's end. Tables of this program are separated by commas; of other
/// programs' tables see ``init(foreign:)``.
package struct TableReader {
  /// What is known of the table when its header was read.
  package let format: Format
  private let lines: LineReader

  /// What a table is like.
  package struct Format: Sendable {
    /// The file's path, for messages.
    package let path: String
    /// The names in the header, without the space around them.
    package let names: [String]
    /// What stands between fields.
    fileprivate let separator: FieldScanner.Separator
    /// Whether the file is packed by gzip.
    fileprivate let isPacked: Bool
    /// What else a wrong number's message says.
    fileprivate let advice: String
  }

  /// The file's path, for messages.
  package var path: String { format.path }
  /// The names in the header, without the space around them.
  package var names: [String] { format.names }
  private var scanner: FieldScanner { FieldScanner(separator: format.separator) }

  /// What is read of a column.
  package enum Use: Sendable {
    case number, text, nothing
  }

  /// Opens a file and reads its header.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - isForGnuplot: whether gnuplot will read the file, too. It takes the byte-order mark that some editors write for
  ///     a part of the first name.
  /// - Throws: ``DataFileError`` if it cannot be read, is empty, or has a mark that may not be there.
  package init(path: String, isForGnuplot: Bool = false) throws {
    try self.init(path: path, foreignAdvice: nil, isForGnuplot: isForGnuplot)
  }

  /// Opens a table that another program wrote, and reads its header: separated by commas, semicolons or tabs, whichever the header
  /// has most of; packed by gzip or not. Columns without a name, as pandas writes an index, are called
  /// `Unnamed: 0`, `Unnamed: 1`, … by where they stand, as pandas calls them.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - advice: what is said besides where a number was expected and something else found.
  /// - Throws: ``DataFileError`` if it cannot be read or is empty.
  package init(foreign path: String, advice: String = "") throws {
    try self.init(path: path, foreignAdvice: advice, isForGnuplot: false)
  }

  /// Sees to it that columns that are used have names of their own; others may be called alike.
  ///
  /// - Throws: ``DataFileError`` with the name that stands twice.
  package func checkNames(of columns: [Int]) throws {
    var seen: Set<String> = []
    if let twice = columns.first(where: { !seen.insert(names[$0]).inserted }) {
      throw DataFileError(
        file: path, line: 1, "two columns have the same name, \"\(names[twice].excerpt)\"")
    }
  }

  private init(path: String, foreignAdvice advice: String?, isForGnuplot: Bool) throws {
    let isForeign = advice != nil
    let lines = try LineReader(path: path, unpacking: isForeign)
    var header: String?
    _ = try lines.next { line in
      var text = try Self.text(line, path: path, line: 1)
      if text.unicodeScalars.first == "\u{FEFF}" {
        guard !isForGnuplot else {
          throw DataFileError(
            file: path, line: 1,
            "begins with a byte-order mark, expected the first column's name: save the file as UTF-8 without it"
          )
        }
        text.unicodeScalars.removeFirst()
      }
      header = text
    }
    guard let header else {
      throw DataFileError(file: path, line: 1, "the file is empty, expected a header")
    }
    guard !isForeign || !header.dropLast().contains("\r") else {
      throw DataFileError(
        file: path, line: 1,
        "lines end with carriage returns alone, as on old Macs, expected line feeds: save the file anew"
      )
    }
    let separator = isForeign ? try Self.separator(of: header, before: lines) : .comma
    var names = FieldScanner(separator: separator).fields(header).map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    if isForeign {
      let given = Set(names)
      for index in names.indices where names[index].isEmpty {
        names[index] = ForeignColumns.unnamed(index)
        // A frame that was written and read twice has a column of that name.
        if given.contains(names[index]) { names[index] += ".1" }
      }
    }
    self.lines = lines
    format = Format(
      path: path, names: names, separator: separator, isPacked: lines.isPacked,
      advice: advice ?? "")
  }

  /// Opens a table again. Nothing is read before the first row, whose place must be sought.
  ///
  /// - Throws: ``DataFileError`` if it cannot be opened.
  package init(_ format: Format) throws {
    self.format = format
    lines = try LineReader(path: format.path, unpacking: format.isPacked)
  }

  /// What stands between the fields of a header: what makes as many of the row below it, and of these what makes most; commas if there is
  /// nothing to tell by.
  private static func separator(of header: String, before lines: LineReader) throws
    -> FieldScanner.Separator
  {
    let place = lines.nextOffset
    var row = ""
    _ = try lines.next { row = String(decoding: $0, as: UTF8.self) }
    try lines.seek(toLine: 2, at: place)
    let counts = FieldScanner.Separator.allCases.map { separator in
      let scanner = FieldScanner(separator: separator)
      return (separator, header: scanner.fields(header).count, row: scanner.fields(row).count)
    }
    let alike = counts.filter { $0.header == $0.row && $0.header > 1 }
    return (alike.isEmpty ? counts : alike).max { $0.header < $1.header }!.0
  }

  // MARK: Places

  /// The number of the line read last, from 1.
  package var lineNumber: Int { lines.lineNumber }
  /// Where the line read last begins in the file.
  package var lineOffset: Int64 { lines.lineOffset }
  /// Where the line after it begins, or the file ends.
  package var nextOffset: Int64 { lines.nextOffset }
  /// Whether the file ended within the line read last, or just behind it, without a line break.
  package var lineEndsFile: Bool { lines.lineEndsFile }

  /// Goes to a line that begins at a known offset.
  package func seek(toLine line: Int, at offset: Int64) throws {
    try lines.seek(toLine: line, at: offset)
  }

  // MARK: Numbers

  /// Goes past a row of numbers; false at the end of the file.
  package func skipNumbers() throws -> Bool {
    var isRow = false
    while !isRow {
      guard try lines.next({ isRow = !$0.isEmpty }) else { return false }
    }
    return true
  }

  /// Reads the next row as numbers, each of them finite, as many as there are columns; empty lines are none.
  ///
  /// - Returns: false at the end of the file.
  /// - Throws: ``DataFileError`` with the line of a mistake.
  package func readNumbers(into values: inout [Double]) throws -> Bool {
    var text = ""
    return try readRow([], numbers: &values, text: &text)
  }

  /// Reads some columns of the next row; empty lines are none.
  ///
  /// - Parameters:
  ///   - uses: what is read of each column; empty if all are numbers.
  ///   - numbers: the finite numbers of the columns that are numbers, each at its column's place.
  ///   - text: what stands in the column that is a text, of which there is one at most.
  /// - Returns: false at the end of the file.
  /// - Throws: ``DataFileError`` with the line of a mistake.
  package func readRow(_ uses: [Use], numbers: inout [Double], text: inout String) throws -> Bool {
    var isRow = false
    while !isRow {
      let found = try lines.next { line in
        guard !line.isEmpty else { return }
        isRow = true
        try parse(line, uses, into: &numbers, &text)
      }
      guard found else { return false }
    }
    return true
  }

  /// Reads the fields of a line, which is followed by a zero byte, as ``LineReader`` hands it out.
  private func parse(
    _ line: UnsafeBufferPointer<UInt8>, _ uses: [Use], into values: inout [Double],
    _ text: inout String
  ) throws {
    let (scanner, names) = (scanner, names)
    var start = 0
    for column in names.indices {
      let end: Int
      switch uses.isEmpty ? .number : uses[column] {
      case .number:
        guard let (value, next) = scanner.number(line, from: start) else {
          throw wrongNumber(line, from: start, column: column)
        }
        values[column] = value
        end = next
      case .text, .nothing:
        guard let found = scanner.endOfField(line, from: start) else {
          throw DataFileError(
            file: path, line: lineNumber,
            "column \(names[column]): found a quoted text that does not end in this line, expected texts without line breaks"
          )
        }
        end = found
        guard uses[column] == .text else { break }
        text = try Self.text(
          UnsafeBufferPointer(rebasing: line[start..<end]), path: path, line: lineNumber)
        if text.contains("\"") { text = scanner.fields(text)[0] }
        text = text.trimmingCharacters(in: .whitespaces)
      }
      let isLast = column == names.count - 1
      guard isLast == (end == line.count) else {
        var (fields, place) = (1, 0)
        while let next = scanner.endOfField(line, from: place), next < line.count {
          (fields, place) = (fields + 1, next + 1)
        }
        throw wrongCount(fields)
      }
      start = end + 1
    }
  }

  private func wrongNumber(_ line: UnsafeBufferPointer<UInt8>, from start: Int, column: Int)
    -> DataFileError
  {
    let end = scanner.endOfField(line, from: start) ?? line.count
    let field = String(decoding: line[start..<end], as: UTF8.self)
    let mistake = Column(names[column], .finite).mistake(field, in: path, line: lineNumber)
    let hasComma =
      format.separator != .comma && finiteNumber(field.replacing(",", with: ".")) != nil
    return DataFileError(
      file: path, line: lineNumber,
      mistake.message + (hasComma ? ": write it with a decimal point" : format.advice))
  }

  // MARK: Texts

  /// Reads the next row as texts.
  ///
  /// - Returns: nil at the end of the file.
  /// - Throws: ``DataFileError`` with the line, if there are more fields or fewer than columns, or bytes that are no text.
  package func readFields() throws -> [String]? {
    var fields: [String]?
    _ = try lines.next { line in
      let found = scanner.fields(try Self.text(line, path: path, line: lineNumber))
      guard found.count == names.count else { throw wrongCount(found.count) }
      fields = found
    }
    return fields
  }

  private static func text(_ line: UnsafeBufferPointer<UInt8>, path: String, line number: Int)
    throws -> String
  {
    guard let text = String(validating: line, as: UTF8.self) else {
      throw DataFileError(
        file: path, line: number, "this is not UTF-8 text; save the file as UTF-8")
    }
    return text
  }

  private func wrongCount(_ found: Int) -> DataFileError {
    DataFileError(
      file: path, line: lineNumber,
      "found \(found) \(found == 1 ? "field" : "fields"), expected \(names.count) as in the header")
  }
}
