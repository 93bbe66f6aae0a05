import DataFiles
import HostSystem

/// The bytes of files, unpacked if they are gzip's: by what is in them, whatever they are called.
enum FileBytes {
  /// All bytes of a file whose size is known, from its format or from its first bytes: of a packed one no more are
  /// unpacked, whatever it holds.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - size: how many bytes it must have, unpacked.
  ///   - parts: what these are, for the message.
  /// - Throws: `DataFileError` if it cannot be read, is corrupt, or has another size.
  static func whole(_ path: String, size: Int, of parts: String) throws -> [UInt8] {
    func mistake(_ found: String) -> DataFileError {
      DataFileError(file: path, line: nil, "found \(found) bytes, expected \(size): \(parts)")
    }
    let isPacked = try GzipStream.isPacked(InputFile.beginning(path, count: 2))
    if !isPacked, let found = InputFile.size(path), found != size { throw mistake("\(found)") }
    // Each byte becomes a number of four.
    if let refusal = MemoryLimit.current.refusal(of: 5 * Double(size)) {
      throw DataFileError(file: path, line: nil, "\(refusal): \(parts)")
    }
    if isPacked {
      let bytes = try unpacked(path, atMost: size)
      guard bytes.count <= size else { throw mistake("more than \(size)") }
      guard bytes.count == size else { throw mistake("\(bytes.count)") }
      return bytes
    }
    let bytes = try InputFile.beginning(path, count: size + 1)
    guard bytes.count == size else { throw mistake("\(bytes.count)") }
    return bytes
  }

  /// All bytes of a file that consists of records of a size, whose number nothing in it says.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - size: the bytes of a record.
  ///   - most: how many records a packed file may have at most.
  /// - Throws: `DataFileError` if it cannot be read, is corrupt, or has no whole number of records above 0.
  static func records(_ path: String, size: Int, most: Int) throws -> [UInt8] {
    let bytes: [UInt8]
    if try GzipStream.isPacked(InputFile.beginning(path, count: 2)) {
      bytes = try unpacked(path, atMost: most * size)
      guard bytes.count <= most * size else {
        throw DataFileError(
          file: path, line: nil,
          "found more than \(most * size) bytes, expected at most so many in a packed file")
      }
    } else {
      let found = InputFile.size(path) ?? 0
      if let refusal = MemoryLimit.current.refusal(of: 5 * Double(found)) {
        throw DataFileError(file: path, line: nil, "\(refusal): \(found) bytes")
      }
      bytes = try InputFile.beginning(path, count: found)
    }
    try check(count: bytes.count, of: path, size: size)
    return bytes
  }

  /// How many records of a size a file has: by its length, or if it is packed by unpacking it.
  static func recordCount(_ path: String, size: Int, most: Int) throws -> Int {
    if try GzipStream.isPacked(InputFile.beginning(path, count: 2)) {
      return try records(path, size: size, most: most).count / size
    }
    let found = InputFile.size(path) ?? 0
    try check(count: found, of: path, size: size)
    return found / size
  }

  private static func check(count: Int, of path: String, size: Int) throws {
    guard count == 0 || count % size > 0 else { return }
    throw DataFileError(
      file: path, line: nil,
      "found \(count) bytes, expected a whole number of records of \(size) bytes")
  }

  /// The bytes of a packed file; of one that has more than `size`, one byte more.
  private static func unpacked(_ path: String, atMost size: Int) throws -> [UInt8] {
    let packed = try InputFile.bytes(path, atMost: mostPacked(size))
    return try reporting(path) { try GzipStream.unpacked(packed, atMost: size) }
  }

  /// The largest file that so many bytes may be packed into: what cannot be packed is stored in blocks with a few
  /// bytes more.
  private static func mostPacked(_ size: Int) -> Int { size + size / 8 + (1 << 16) }

  /// The first bytes of a file; fewer if it has no more.
  ///
  /// - Parameter count: how many, up to 1024: so many are in the first 4096 packed ones.
  static func beginning(_ path: String, count: Int) throws -> [UInt8] {
    let bytes = try InputFile.beginning(path, count: 4096)
    guard GzipStream.isPacked(bytes) else { return Array(bytes.prefix(count)) }
    return try reporting(path) {
      try GzipStream.beginning(bytes, count: count, isWhole: bytes.count < 4096)
    }
  }

  private static func reporting(_ path: String, _ body: () throws -> [UInt8]) throws -> [UInt8] {
    do { return try body() } catch let mistake as GzipStream.Failure {
      throw DataFileError(file: path, line: nil, mistake.description)
    }
  }
}
