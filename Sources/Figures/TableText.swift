import DataFiles

/// The text of a table that a figure is made of.
package enum TableText {
  /// A table has at most so many bytes; traces, which are read row by row, may have more.
  private static let mostBytes = 1 << 30

  /// The lines of a table from the first on, whatever ends them; the empty one behind the last line break is none.
  ///
  /// - Throws: `DataFileError` if the file cannot be read, or is no text.
  package static func lines(_ path: String) throws -> [Substring] {
    var lines = try InputFile.text(path, atMost: mostBytes)
      .split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    if lines.last == "" { lines.removeLast() }
    return lines
  }

  /// The first bytes of a table, by which its kind is known, without the mark that some editors write before them;
  /// nothing if it cannot be read.
  package static func start(_ path: String) -> String {
    let bytes = (try? InputFile.beginning(path, count: 64)) ?? []
    var text = String(decoding: bytes, as: UTF8.self).unicodeScalars
    if text.first == byteOrderMark { text.removeFirst() }
    return String(text)
  }

  /// Refuses a table with a mark before its first byte if gnuplot reads it: it would take the mark for a part of the
  /// first column's name.
  ///
  /// - Throws: `DataFileError`.
  static func refuseByteOrderMark(_ path: String) throws {
    guard try InputFile.beginning(path, count: 3) == Array(String(byteOrderMark).utf8) else {
      return
    }
    throw DataFileError(
      file: path, line: 1,
      "begins with a byte-order mark, expected the first column's name: save the file as UTF-8 without it"
    )
  }

  private static let byteOrderMark: Unicode.Scalar = "\u{FEFF}"
}
