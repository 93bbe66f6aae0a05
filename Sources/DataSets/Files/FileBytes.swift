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
    let isPacked = try Gzip.isPacked(InputFile.beginning(path, count: 2))
    if !isPacked, let found = InputFile.size(path), found != size { throw mistake("\(found)") }
    // Each byte becomes a number of four.
    if let refusal = MemoryLimit.current.refusal(of: 5 * Double(size)) {
      throw DataFileError(file: path, line: nil, "\(refusal): \(parts)")
    }
    if isPacked {
      let packed = try InputFile.bytes(path, atMost: mostPacked(size))
      let bytes = try reporting(path) { try Gzip.unpacked(packed, atMost: size) }
      guard bytes.count <= size else { throw mistake("more than \(size)") }
      guard bytes.count == size else { throw mistake("\(bytes.count)") }
      return bytes
    }
    let bytes = try InputFile.beginning(path, count: size + 1)
    guard bytes.count == size else { throw mistake("\(bytes.count)") }
    return bytes
  }

  /// The largest file that so many bytes may be packed into: what cannot be packed is stored in blocks with a few
  /// bytes more.
  private static func mostPacked(_ size: Int) -> Int { size + size / 8 + (1 << 16) }

  /// The first bytes of a file; fewer if it has no more.
  ///
  /// - Parameter count: how many, up to 1024: so many are in the first 4096 packed ones.
  static func beginning(_ path: String, count: Int) throws -> [UInt8] {
    let bytes = try InputFile.beginning(path, count: 4096)
    guard Gzip.isPacked(bytes) else { return Array(bytes.prefix(count)) }
    return try reporting(path) {
      try Gzip.beginning(bytes, count: count, isWhole: bytes.count < 4096)
    }
  }

  private static func reporting(_ path: String, _ body: () throws -> [UInt8]) throws -> [UInt8] {
    do { return try body() } catch let mistake as Gzip.Mistake {
      throw DataFileError(file: path, line: nil, mistake.description)
    }
  }
}
