import CZlib
import SystemPackage

/// Reads a gzip file (RFC 1952) as if it were unpacked, from its beginning or, slowly, from anywhere. It may have several members, one
/// after the other, and zeros behind them.
///
/// All unsafe memory of zlib's streams is here.
final class GzipStream {
  /// What is wrong with a file.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  private let descriptor: FileDescriptor
  /// Has an address of its own, to which zlib points back.
  private let stream: UnsafeMutablePointer<z_stream>
  private var input = [UInt8](repeating: 0, count: 1 << 17)
  /// What was read of the file and not yet unpacked.
  private var unread = 0..<0
  /// Where the next unpacked byte is.
  private var position: Int64 = 0
  private var isBetweenMembers = false

  /// Whether bytes begin as gzip files do.
  static func isPacked(_ bytes: some Sequence<UInt8>) -> Bool { bytes.starts(with: [0x1F, 0x8B]) }

  /// - Parameter descriptor: an open file at its beginning, which is closed with the stream; if this throws, it stays open.
  /// - Throws: `Errno` if there is too little memory.
  init(_ descriptor: FileDescriptor) throws {
    self.descriptor = descriptor
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // 16 asks for gzip alone, 15 is the largest window.
    let status = inflateInit2_(
      stream, 16 + 15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else {
      stream.deallocate()
      throw Errno.noMemory
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    try? descriptor.close()
  }

  /// Goes to a place of the unpacked bytes. Going back unpacks from the beginning.
  ///
  /// - Throws: as ``read(into:)``; ``Failure`` if the file ends before.
  func seek(_ offset: Int64) throws {
    if offset < position {
      try descriptor.seek(offset: 0, from: .start)
      inflateReset(stream)
      (unread, position, isBetweenMembers) = (0..<0, 0, false)
    }
    var skipped = [UInt8](repeating: 0, count: 1 << 16)
    while position < offset {
      let count = try skipped.withUnsafeMutableBytes { bytes in
        try read(into: .init(rebasing: bytes.prefix(Int(min(offset - position, 1 << 16)))))
      }
      guard count > 0 else { throw Self.cutShort }
    }
  }

  /// The next unpacked bytes: how many there were; 0 at the end.
  ///
  /// - Throws: ``Failure`` if the file is corrupt, cut short, or goes on with something else; `Errno` if it cannot be read.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    var written = 0
    while written == 0, !buffer.isEmpty {
      if unread.isEmpty {
        let count = try input.withUnsafeMutableBytes { try descriptor.read(into: $0) }
        unread = 0..<count
        if count == 0 {
          guard isBetweenMembers else { throw Self.cutShort }
          return 0
        }
      }
      if isBetweenMembers, try !beginMember() { return 0 }
      let status = inflate(into: buffer, &written)
      switch status {
      case Z_OK, Z_BUF_ERROR: break
      case Z_STREAM_END: isBetweenMembers = true
      case Z_MEM_ERROR: throw Errno.noMemory
      default:
        let reason = stream.pointee.msg.map { String(cString: $0) } ?? "status \(status)"
        throw Failure(description: "the gzip data are corrupt: zlib says \"\(reason)\"")
      }
    }
    position += Int64(written)
    return written
  }

  /// Unpacks what was read; says how many bytes it made.
  private func inflate(into buffer: UnsafeMutableRawBufferPointer, _ written: inout Int) -> Int32 {
    input.withUnsafeMutableBufferPointer { input in
      stream.pointee.next_in = input.baseAddress! + unread.lowerBound
      stream.pointee.avail_in = UInt32(unread.count)
      stream.pointee.next_out = buffer.bindMemory(to: UInt8.self).baseAddress
      stream.pointee.avail_out = UInt32(clamping: buffer.count)
      let room = stream.pointee.avail_out
      let status = CZlib.inflate(stream, Z_NO_FLUSH)
      unread = (unread.upperBound - Int(stream.pointee.avail_in))..<unread.upperBound
      written = Int(room - stream.pointee.avail_out)
      return status
    }
  }

  /// Begins the next member; false if there are only zeros, as tapes and some tools leave them.
  private func beginMember() throws -> Bool {
    if input[unread.lowerBound] == 0 {
      guard input[unread].allSatisfy({ $0 == 0 }) else { throw Self.otherBytes }
      unread = 0..<0
      return try readIsZero()
    }
    guard input[unread.lowerBound] == 0x1F else { throw Self.otherBytes }
    inflateReset(stream)
    isBetweenMembers = false
    return true
  }

  /// Goes through zeros to the end; false, as nothing else is there.
  private func readIsZero() throws -> Bool {
    while true {
      let count = try input.withUnsafeMutableBytes { try descriptor.read(into: $0) }
      guard count > 0 else { return false }
      guard input[..<count].allSatisfy({ $0 == 0 }) else { throw Self.otherBytes }
    }
  }

  private static let cutShort = Failure(description: "the gzip data are cut short")
  private static let otherBytes = Failure(
    description: "other bytes follow the gzip data, expected their end or another member")
}
