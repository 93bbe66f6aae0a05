import DataFiles
import Foundation
import HostSystem
import SystemPackage

/// Traces that are asked for and not there yet: while a run is under way, and after it was killed, its trace has another
/// name and may end within a row. What is drawn of it are copies of the times that are whole.
package struct UnfinishedTraces {
  /// The files to draw, copies in place of some.
  package let files: [String]
  /// Of each copy the trace that it stands for.
  package let originals: [String: String]

  /// Makes the copies.
  ///
  /// - Parameters:
  ///   - files: what is asked for.
  ///   - place: where to put a copy, by its number from 0.
  /// - Throws: `DataFileError` if a trace has no whole time yet, `OutputError` if a copy cannot be written.
  package init(_ files: [String], copyingTo place: (Int) -> String) throws {
    var originals: [String: String] = [:]
    self.files = try files.map { file in
      let source = AtomicFile.continuedPath(file)
      guard InputFile.size(source) != nil else { return file }
      let copy = place(originals.count)
      try Self.copy(source, of: file, to: copy)
      originals[copy] = file
      return copy
    }
    self.originals = originals
  }

  /// Removes the copies.
  package func remove() { for copy in originals.keys { unlink(copy) } }

  private static func copy(_ source: String, of file: String, to path: String) throws {
    let length = try wholeLength(of: source, called: file)
    let descriptor = try InputFile.open(source)
    let copy = try AtomicFile(path: path)
    try descriptor.closeAfter {
      var buffer = [UInt8](repeating: 0, count: 1 << 20)
      var left = length
      while left > 0 {
        let count = try buffer.withUnsafeMutableBytes {
          try descriptor.read(
            into: UnsafeMutableRawBufferPointer(rebasing: $0[..<min(left, $0.count)]))
        }
        // One that is begun anew is short at first.
        guard count > 0 else { throw notYet(file) }
        try copy.write(buffer.span.bytes.extracting(first: count))
        left -= count
      }
    }
    try copy.commit()
  }

  /// How many bytes the header and the rows of all whole times have: those that have as many as the first.
  private static func wholeLength(of source: String, called file: String) throws -> Int {
    let lines = try LineReader(path: source)
    var (time, rows): ([UInt8], Int) = ([], 0)
    var (rowsOfATime, length): (Int?, Int64) = (nil, 0)
    var isWhole = try lines.next { _ in }
    while isWhole {
      var own: [UInt8] = []
      guard try lines.next({ own = Array($0.prefix { $0 != UInt8(ascii: ",") }) }),
        !lines.lineEndsFile
      else { break }
      if own != time {
        if rowsOfATime == nil, rows > 0 {
          rowsOfATime = rows
          length = lines.lineOffset
        }
        (time, rows) = (own, 0)
      }
      rows += 1
      if rows == rowsOfATime { length = lines.nextOffset }
      isWhole = rowsOfATime.map { rows <= $0 } ?? true
    }
    guard length > 0 else { throw notYet(file) }
    return Int(length)
  }

  private static func notYet(_ file: String) -> DataFileError {
    DataFileError(
      file: file, line: nil,
      "its run has not ended, and has written no whole time yet: rows are written a megabyte at a time, and with every checkpoint"
    )
  }
}
