import Foundation
import SystemPackage

/// A file of numpy's, of one array (NPY format, versions 1 to 3): rows of numbers that can be read from anywhere.
///
/// Numbers are floating-point, of 4 or 8 bytes, little-endian; rows lie one after the other (C order).
package struct NPYFile: Sendable {
  /// The file's path, for messages.
  package let path: String
  /// The sizes of its dimensions.
  package let shape: [Int]
  /// Where the numbers begin.
  private let start: Int64
  /// What its numbers are.
  private let type: NumberType

  /// What numbers can be, as numpy writes it.
  package enum NumberType: String, Sendable {
    /// Floating-point, of 8 bytes.
    case double = "<f8"
    /// Floating-point, of 4 bytes.
    case single = "<f4"
    /// Whole, of 8 bytes.
    case integer = "<i8"

    fileprivate var size: Int { self == .single ? 4 : 8 }
  }

  /// How many numbers a row has: all that share the first index.
  package var rowLength: Int { shape.dropFirst().reduce(1, *) }
  /// How many rows there are.
  package var rowCount: Int { shape[0] }

  /// Reads and checks a file's head.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - types: what its numbers may be.
  /// - Throws: ``DataFileError`` if it is no such file, or of other numbers; the message says how numpy makes it right.
  package init(path: String, types: [NumberType] = [.double, .single]) throws {
    func mistake(_ text: String) -> DataFileError { DataFileError(file: path, line: nil, text) }
    let beginning = try InputFile.beginning(path, count: Self.longestHead)
    guard beginning.starts(with: [0x93] + Array("NUMPY".utf8)), beginning.count >= 12 else {
      throw mistake("does not begin as a NumPy file, expected one that numpy.save wrote")
    }
    let lengthBytes = beginning[6] == 1 ? 2 : 4
    let headerStart = 8 + lengthBytes
    let length = beginning[8..<headerStart].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard (1...3).contains(beginning[6]) else {
      throw mistake("found version \(beginning[6]) of the format, expected version 1 to 3")
    }
    guard headerStart + length <= beginning.count else {
      throw mistake(
        "found a header of \(length) bytes and \(beginning.count - headerStart) that are there, expected all of it, and at most"
          + " \(Self.longestHead): the file is cut short")
    }
    let header = String(decoding: beginning[headerStart..<(headerStart + length)], as: UTF8.self)
    func value(_ key: String, _ pattern: String) -> String? {
      guard let range = header.range(of: "'\(key)': *\(pattern)", options: .regularExpression)
      else { return nil }
      let entry = header[range]
      return entry[entry.index(after: entry.firstIndex(of: ":")!)...].trimmingCharacters(
        in: CharacterSet(charactersIn: " '()"))
    }
    guard let type = value("descr", "'[^']*'"), let order = value("fortran_order", "[A-Za-z]+"),
      let sizes = value("shape", "\\([0-9, ]*\\)")
    else {
      throw mistake("found the header \(header.excerpt), expected descr, fortran_order and shape")
    }
    guard let known = types.first(where: { $0.rawValue == type }) else {
      throw mistake(
        "found numbers of the type \(type.excerpt), expected \(types.map(\.rawValue).joined(separator: " or ")): save"
          + " array.astype(\"\(types[0].rawValue)\")")
    }
    self.type = known
    let entries = sizes.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty }
    let shape = entries.compactMap { Int($0) }
    guard order == "False" || shape.count < 2 else {
      throw mistake(
        "found columns one after the other (Fortran order), expected rows: save numpy.ascontiguousarray(array)"
      )
    }
    guard !shape.isEmpty, shape.count == entries.count, shape.allSatisfy({ $0 > 0 }) else {
      throw mistake("found an array of shape (\(sizes)), expected one with numbers")
    }
    self.shape = shape
    self.path = path
    start = Int64(headerStart + length)
    var bytes = known.size
    for size in shape {
      let (product, overflows) = bytes.multipliedReportingOverflow(by: size)
      guard !overflows else {
        throw mistake("found an array of shape (\(sizes)), which no file has")
      }
      bytes = product
    }
    let found = (InputFile.size(path) ?? 0) - Int(start)
    guard found == bytes else {
      throw mistake(
        "found \(found) bytes of numbers, expected \(bytes) for shape (\(sizes)): the file is cut short or goes on"
      )
    }
  }

  private static let longestHead = 1 << 16

  /// Opens the numbers.
  ///
  /// - Throws: ``DataFileError`` if the file cannot be opened.
  package func makeReader() throws -> Reader { try Reader(self) }

  /// An open file.
  package final class Reader {
    private let file: NPYFile
    private let descriptor: FileDescriptor
    private var bytes: [UInt8] = []

    fileprivate init(_ file: NPYFile) throws {
      self.file = file
      descriptor = try InputFile.open(file.path)
    }

    deinit { try? descriptor.close() }

    /// Reads some rows, one after the other.
    ///
    /// - Parameter values: as many numbers as the rows have.
    /// - Throws: ``DataFileError`` if they cannot be read, or a number is not finite.
    package func read(rows: Range<Int>, into values: inout [Double]) throws {
      let count = rows.count * file.rowLength
      precondition(values.count == count)
      let size = file.type.size
      if bytes.count != count * size { bytes = [UInt8](repeating: 0, count: count * size) }
      let offset = file.start + Int64(rows.lowerBound * file.rowLength * size)
      do {
        try bytes.withUnsafeMutableBytes { buffer in
          var read = 0
          while read < buffer.count {
            let part = UnsafeMutableRawBufferPointer(rebasing: buffer[read...])
            let more = try descriptor.read(fromAbsoluteOffset: offset + Int64(read), into: part)
            guard more > 0 else { throw Errno.ioError }
            read += more
          }
        }
      } catch {
        throw DataFileError(file: file.path, line: nil, "cannot be read: \(error)")
      }
      let type = file.type
      bytes.withUnsafeBytes { buffer in
        func bits<Bits: FixedWidthInteger>(_ i: Int, _: Bits.Type) -> Bits {
          Bits(
            littleEndian: buffer.loadUnaligned(
              fromByteOffset: MemoryLayout<Bits>.size * i, as: Bits.self))
        }
        for i in 0..<count {
          values[i] =
            switch type {
            case .double: Double(bitPattern: bits(i, UInt64.self))
            case .single: Double(Float(bitPattern: bits(i, UInt32.self)))
            case .integer: Double(bits(i, Int64.self))
            }
        }
      }
      if let wrong = values.firstIndex(where: { !$0.isFinite }) {
        throw DataFileError(
          file: file.path, line: nil,
          "row \(rows.lowerBound + wrong / file.rowLength), column \(wrong % file.rowLength): found \(values[wrong]), expected"
            + " a finite number")
      }
    }
  }
}
