import Foundation

/// Reads comma-separated text: a header of names, and below it rows of as many fields.
///
/// Rows are read one by one, as numbers (drives and traces may be larger than memory) or as texts. Fields of texts may
/// stand in quotes (RFC 4180), but not go over a line's end.
package struct TableReader {
  /// The file's path, for messages.
  package let path: String
  /// The names in the header, without the space around them.
  package let names: [String]
  private let lines: LineReader

  /// Opens a file and reads its header.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - isForGnuplot: whether gnuplot will read the file, too. It takes the byte-order mark that some editors write for
  ///     a part of the first name.
  /// - Throws: ``DataFileError`` if it cannot be read, is empty, or has a mark that may not be there.
  package init(path: String, isForGnuplot: Bool = false) throws {
    let lines = try LineReader(path: path)
    var names: [String]?
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
      names = Self.fields(text).map { $0.trimmingCharacters(in: .whitespaces) }
    }
    guard let names else {
      throw DataFileError(file: path, line: 1, "the file is empty, expected a header")
    }
    (self.path, self.names, self.lines) = (path, names, lines)
  }

  /// Opens a file whose header is known. Nothing is read before the first row, whose place must be sought.
  ///
  /// - Throws: ``DataFileError`` if it cannot be opened.
  package init(path: String, names: [String]) throws {
    (self.path, self.names, lines) = (path, names, try LineReader(path: path))
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
    var isRow = false
    while !isRow {
      let found = try lines.next { line in
        guard !line.isEmpty else { return }
        isRow = true
        try parse(line, into: &values)
      }
      guard found else { return false }
    }
    return true
  }

  /// Reads the numbers of a line, which is followed by a zero byte, as ``LineReader`` hands it out.
  private func parse(_ line: UnsafeBufferPointer<UInt8>, into values: inout [Double]) throws {
    var position = UnsafeRawPointer(line.baseAddress!).assumingMemoryBound(to: CChar.self)
    // Other zero bytes end a number for the parser, and are none of ours.
    let lineEnd = position + line.count
    for column in names.indices {
      var end: UnsafeMutablePointer<CChar>?
      let value = strtod(position, &end)
      var next = UnsafePointer(end!)
      while next.pointee == 32 || next.pointee == 9 { next += 1 }
      let isLast = column == names.count - 1
      let isAtEnd = next == lineEnd
      let endsWell = isAtEnd || next.pointee == CChar(UInt8(ascii: ","))
      guard UnsafePointer(end!) != position, endsWell, value.isFinite, isDecimal(position, end!)
      else {
        let rest = UnsafeRawBufferPointer(start: position, count: lineEnd - position)
        let field = String(decoding: rest.prefix { $0 != 0x2C }, as: UTF8.self)
        throw Column(names[column], .finite).mistake(field, in: path, line: lineNumber)
      }
      guard isLast == isAtEnd else {
        let text = String(decoding: line, as: UTF8.self)
        throw wrongCount(text.split(separator: ",", omittingEmptySubsequences: false).count)
      }
      values[column] = value
      position = next + 1
    }
  }

  /// Whether C's parser read a decimal number: it takes hexadecimal ones too.
  private func isDecimal(_ start: UnsafePointer<CChar>, _ end: UnsafePointer<CChar>) -> Bool {
    UnsafeBufferPointer(start: start, count: end - start).allSatisfy { $0 | 0x20 != 0x78 }
  }

  // MARK: Texts

  /// Reads the next row as texts.
  ///
  /// - Returns: nil at the end of the file.
  /// - Throws: ``DataFileError`` with the line, if there are more fields or fewer than columns, or bytes that are no text.
  package func readFields() throws -> [String]? {
    var fields: [String]?
    _ = try lines.next { line in
      let found = Self.fields(try Self.text(line, path: path, line: lineNumber))
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

  /// The fields of a line.
  private static func fields(_ line: String) -> [String] {
    var (fields, isQuoted, wasQuoted) = ([""], false, false)
    for character in line {
      switch character {
      case "\"" where isQuoted:
        (isQuoted, wasQuoted) = (false, true)
        continue
      case "\"" where wasQuoted:
        // A quote within quotes is written twice.
        fields[fields.count - 1].append("\"")
        isQuoted = true
      case "\"" where fields.last!.allSatisfy(\.isWhitespace):
        fields[fields.count - 1] = ""
        isQuoted = true
      case "," where !isQuoted: fields.append("")
      // A quote amid a field is a letter as others.
      default: fields[fields.count - 1].append(character)
      }
      wasQuoted = false
    }
    return fields
  }
}
