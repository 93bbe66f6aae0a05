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
  /// - Parameters:
  ///   - packed: the file.
  ///   - limit: how many bytes are wanted at most; of a file that has more one byte more is unpacked.
  /// - Throws: ``Mistake`` if the file is corrupt, cut short, or goes on after its end.
  /// - Complexity: O(size of the result).
  static func unpacked(_ packed: [UInt8], atMost limit: Int) throws -> [UInt8] {
    let (bytes, isWhole) = try unpack(packed, limit: limit + 1)
    guard isWhole || bytes.count > limit else { throw cutShort(packed, bytes) }
    return bytes
  }

  private static func cutShort(_ packed: [UInt8], _ bytes: [UInt8]) -> Mistake {
    Mistake(
      description: "the gzip data are cut short after \(packed.count) bytes, which unpack to"
        + " \(bytes.count)")
  }

  /// The first unpacked bytes of the beginning of a file; fewer if the beginning has no more.
  ///
  /// - Parameters:
  ///   - packed: the beginning of the file.
  ///   - count: how many bytes are wanted.
  ///   - isWhole: whether the file has no more.
  /// - Throws: ``Mistake`` if the file is corrupt there.
  static func beginning(_ packed: [UInt8], count: Int, isWhole: Bool) throws -> [UInt8] {
    let (bytes, isEnd) = try unpack(packed, limit: count)
    guard !isWhole || isEnd || bytes.count == count else { throw cutShort(packed, bytes) }
    return bytes
  }

  /// The first bytes, and whether there are no more.
  private static func unpack(_ packed: [UInt8], limit: Int) throws -> (
    bytes: [UInt8], isWhole: Bool
  ) {
    var bytes = [UInt8](repeating: 0, count: min(limit, 16 * packed.count + 1))
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
        let more = min(max(bytes.count, 1 << 16), limit - bytes.count)
        bytes.append(contentsOf: repeatElement(0, count: more))
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
