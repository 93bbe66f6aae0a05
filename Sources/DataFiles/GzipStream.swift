import CZlib
import SystemPackage

/// Reads gzip data (RFC 1952) as if they were unpacked, from their beginning or, slowly, from anywhere. They may have several members, one
/// after the other, and zeros behind them; checksums and lengths are compared.
///
/// All calls of zlib and all unsafe memory of its streams are here.
package final class GzipStream {
  /// What is wrong with the data.
  package struct Failure: Error, CustomStringConvertible {
    package let description: String
    fileprivate var isCutShort = false
  }

  /// Where more packed bytes come from; nil if all are in `input`.
  private let descriptor: FileDescriptor?
  private var input: [UInt8]
  /// What was read and not yet unpacked.
  private var unread: Range<Int>
  /// How many packed bytes were read.
  private var packedCount: Int
  /// Where the next unpacked byte is.
  private var position: Int64 = 0
  private var isBetweenMembers = false
  /// Has an address of its own, to which zlib points back.
  private let stream: UnsafeMutablePointer<z_stream>

  /// Whether bytes begin as gzip files do.
  package static func isPacked(_ bytes: some Sequence<UInt8>) -> Bool {
    bytes.starts(with: [0x1F, 0x8B])
  }

  /// - Parameter descriptor: an open file at its beginning, which is closed with the stream; if this throws, it stays open.
  /// - Throws: ``Failure`` if there is too little memory.
  package convenience init(_ descriptor: FileDescriptor) throws {
    try self.init(descriptor, input: [UInt8](repeating: 0, count: 1 << 17), count: 0)
  }

  /// - Throws: ``Failure`` if there is too little memory.
  package convenience init(_ packed: [UInt8]) throws {
    try self.init(nil, input: packed, count: packed.count)
  }

  private init(_ descriptor: FileDescriptor?, input: [UInt8], count: Int) throws {
    (self.descriptor, self.input) = (descriptor, input)
    (unread, packedCount) = (0..<count, count)
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // 16 asks for gzip alone, 15 is the largest window.
    let status = inflateInit2_(
      stream, 16 + 15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    isStarted = status == Z_OK
    guard isStarted else { throw Self.tooLittleMemory }
  }

  private let isStarted: Bool

  deinit {
    if isStarted {
      inflateEnd(stream)
      try? descriptor?.close()
    }
    stream.deallocate()
  }

  /// Goes to a place of the unpacked bytes. Going back unpacks from the beginning.
  ///
  /// - Throws: as ``read(into:)``; ``Failure`` if the data end before.
  package func seek(_ offset: Int64) throws {
    if offset < position {
      try descriptor?.seek(offset: 0, from: .start)
      packedCount = descriptor == nil ? input.count : 0
      unread = 0..<packedCount
      inflateReset(stream)
      (position, isBetweenMembers) = (0, false)
    }
    var skipped = [UInt8](repeating: 0, count: 1 << 16)
    while position < offset {
      let count = try skipped.withUnsafeMutableBytes { bytes in
        try read(into: .init(rebasing: bytes.prefix(Int(min(offset - position, 1 << 16)))))
      }
      guard count > 0 else { throw cutShort }
    }
  }

  /// The next unpacked bytes: how many there were; 0 at the end.
  ///
  /// - Throws: ``Failure`` if the data are corrupt, cut short, or go on with something else; `Errno` if they cannot be read.
  package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    var written = 0
    while written == 0, !buffer.isEmpty {
      if unread.isEmpty, try !fill() {
        guard isBetweenMembers else { throw cutShort }
        return 0
      }
      if isBetweenMembers, try !beginMember() { return 0 }
      switch inflate(into: buffer, &written) {
      case Z_OK, Z_BUF_ERROR: break
      case Z_STREAM_END: isBetweenMembers = true
      case Z_MEM_ERROR: throw Self.tooLittleMemory
      case let status:
        let reason = stream.pointee.msg.map { String(cString: $0) } ?? "status \(status)"
        throw Failure(
          description:
            "the gzip data are corrupt near byte \(packedCount - unread.count): zlib says"
            + " \"\(reason)\"")
      }
    }
    position += Int64(written)
    return written
  }

  /// Reads more packed bytes; false if there are none.
  private func fill() throws -> Bool {
    guard let descriptor else { return false }
    let count = try input.withUnsafeMutableBytes { try descriptor.read(into: $0) }
    (unread, packedCount) = (0..<count, packedCount + count)
    return count > 0
  }

  /// Unpacks what was read; says how many bytes it made.
  private func inflate(into buffer: UnsafeMutableRawBufferPointer, _ written: inout Int) -> Int32 {
    input.withUnsafeMutableBufferPointer { input in
      stream.pointee.next_in = input.baseAddress! + unread.lowerBound
      stream.pointee.avail_in = UInt32(clamping: unread.count)
      stream.pointee.next_out = buffer.bindMemory(to: UInt8.self).baseAddress
      stream.pointee.avail_out = UInt32(clamping: buffer.count)
      let (packed, room) = (stream.pointee.avail_in, stream.pointee.avail_out)
      let status = CZlib.inflate(stream, Z_NO_FLUSH)
      unread = (unread.lowerBound + Int(packed - stream.pointee.avail_in))..<unread.upperBound
      written = Int(room - stream.pointee.avail_out)
      return status
    }
  }

  /// Begins the next member; false if there are only zeros, as tapes and some tools leave them.
  private func beginMember() throws -> Bool {
    let end = packedCount - unread.count
    guard input[unread.lowerBound] != 0x1F else {
      inflateReset(stream)
      isBetweenMembers = false
      return true
    }
    repeat {
      guard input[unread].allSatisfy({ $0 == 0 }) else { throw try otherBytes(after: end) }
    } while try fill()
    unread = 0..<0
    return false
  }

  // MARK: Mistakes

  private var cutShort: Failure {
    Failure(
      description:
        "the gzip data are cut short after \(packedCount) bytes, which unpack to \(position)",
      isCutShort: true)
  }

  private func otherBytes(after end: Int) throws -> Failure {
    let size = try descriptor.map { Int(try $0.seek(offset: 0, from: .end)) } ?? input.count
    return Failure(
      description:
        "the gzip data end after \(end) bytes, expected this to be the end of the file, found \(size - end) bytes more"
    )
  }

  private static let tooLittleMemory = Failure(
    description: "the gzip data cannot be unpacked: there is too little memory")
}

extension GzipStream {
  /// The unpacked bytes of a whole file.
  ///
  /// - Parameters:
  ///   - packed: the file.
  ///   - limit: how many bytes are wanted at most; of a file that has more one byte more is unpacked.
  /// - Throws: ``Failure`` if the file is corrupt, cut short, or goes on after its end.
  /// - Complexity: O(size of the result).
  package static func unpacked(_ packed: [UInt8], atMost limit: Int) throws -> [UInt8] {
    try unpacked(packed, upTo: limit + 1, isWhole: true)
  }

  /// The first unpacked bytes of the beginning of a file; fewer if the beginning has no more.
  ///
  /// - Parameters:
  ///   - packed: the beginning of the file.
  ///   - count: how many bytes are wanted.
  ///   - isWhole: whether the file has no more.
  /// - Throws: ``Failure`` if the file is corrupt there.
  package static func beginning(_ packed: [UInt8], count: Int, isWhole: Bool) throws -> [UInt8] {
    try unpacked(packed, upTo: count, isWhole: isWhole)
  }

  private static func unpacked(_ packed: [UInt8], upTo count: Int, isWhole: Bool) throws -> [UInt8]
  {
    let stream = try GzipStream(packed)
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: min(count, 1 << 20))
    while bytes.count < count {
      let read: Int
      do {
        read = try buffer.withUnsafeMutableBytes { buffer in
          try stream.read(into: .init(rebasing: buffer.prefix(count - bytes.count)))
        }
      } catch let failure as Failure where failure.isCutShort && !isWhole { break }
      guard read > 0 else { break }
      bytes += buffer.prefix(read)
    }
    return bytes
  }
}
