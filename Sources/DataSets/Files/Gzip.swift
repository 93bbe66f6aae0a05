import CZlib

/// Unpacks gzip files, RFC 1952, through zlib. All calls of zlib and all unsafe memory are here.
enum Gzip {
  /// What is wrong with a file.
  struct Mistake: Error, CustomStringConvertible {
    let description: String
  }

  /// Whether bytes begin as gzip files do.
  static func isPacked(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1F, 0x8B]) }

  /// The unpacked bytes of a whole file, whose checksums and lengths are compared.
  ///
  /// - Throws: ``Mistake`` if the file is corrupt, cut short, or goes on after its end.
  /// - Complexity: O(size of the result).
  static func unpacked(_ packed: [UInt8]) throws -> [UInt8] {
    // The last four bytes are the size modulo 2³². They may be wrong, and are no more than a guess.
    let size = packed.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    let (bytes, isWhole) = try unpack(packed, guess: min(size, 16 * packed.count) + 1, limit: .max)
    guard isWhole else {
      throw Mistake(
        description: "the gzip data are cut short after \(packed.count) bytes, which unpack to"
          + " \(bytes.count)")
    }
    return bytes
  }

  /// The first unpacked bytes of the beginning of a file; fewer if the beginning has no more.
  ///
  /// - Throws: ``Mistake`` if the file is corrupt there.
  static func beginning(_ packed: [UInt8], count: Int) throws -> [UInt8] {
    try unpack(packed, guess: count, limit: count).bytes
  }

  private static func unpack(_ packed: [UInt8], guess: Int, limit: Int) throws
    -> (bytes: [UInt8], isWhole: Bool)
  {
    var bytes = [UInt8](repeating: 0, count: guess)
    var (read, written) = (0, 0)
    var stream = z_stream()
    // 16 asks for gzip alone, 15 is the largest window.
    let size = Int32(MemoryLayout<z_stream>.size)
    guard inflateInit2_(&stream, 16 + 15, ZLIB_VERSION, size) == Z_OK else {
      throw Mistake(description: "zlib cannot be started: there is too little memory")
    }
    defer { inflateEnd(&stream) }
    while written < limit {
      if written == bytes.count {
        bytes.append(contentsOf: repeatElement(0, count: max(bytes.count, 1 << 16)))
      }
      let status = packed.withUnsafeBufferPointer { input in
        bytes.withUnsafeMutableBufferPointer { output in
          // zlib does not write there; its type has no word for it.
          let start = UnsafeMutablePointer(mutating: input.baseAddress!)
          stream.next_in = start + read
          stream.avail_in = UInt32(clamping: input.count - read)
          stream.next_out = output.baseAddress! + written
          stream.avail_out = UInt32(clamping: output.count - written)
          let status = inflate(&stream, Z_NO_FLUSH)
          read = stream.next_in - start
          written = stream.next_out - output.baseAddress!
          return status
        }
      }
      switch status {
      case Z_STREAM_END:
        if read == packed.count {
          bytes.removeLast(bytes.count - written)
          return (bytes, true)
        }
        // A gzip file may have several members, one after another.
        guard isPacked(Array(packed[read...].prefix(2))), inflateReset(&stream) == Z_OK else {
          throw Mistake(
            description: "the gzip data end after \(read) bytes, expected this to be the end of the"
              + " file, found \(packed.count - read) bytes more")
        }
      case Z_OK where read < packed.count || written == bytes.count: continue
      case Z_OK, Z_BUF_ERROR:
        bytes.removeLast(bytes.count - written)
        return (bytes, false)
      case Z_MEM_ERROR:
        throw Mistake(description: "the gzip data cannot be unpacked: there is too little memory")
      default:
        let reason = stream.msg.map { String(cString: $0) } ?? "status \(status)"
        throw Mistake(
          description: "the gzip data are corrupt near byte \(read): zlib says \"\(reason)\"")
      }
    }
    return (bytes, false)
  }
}
