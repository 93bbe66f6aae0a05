import CZlib
import SystemPackage

/// Reads a gzip file (RFC 1952) as if it were unpacked, from its beginning or, slowly, from anywhere.
///
/// zlib owns the descriptor. All unsafe memory of it is here.
final class GzipStream {
  private let file: gzFile

  /// Whether bytes begin as gzip files do.
  static func isPacked(_ bytes: some Sequence<UInt8>) -> Bool { bytes.starts(with: [0x1F, 0x8B]) }

  /// - Parameter descriptor: an open file at its beginning; nobody else may use or close it from now on.
  /// - Throws: `Errno` if there is too little memory.
  init(_ descriptor: FileDescriptor) throws {
    guard let file = gzdopen(descriptor.rawValue, "rb") else {
      try? descriptor.close()
      throw Errno.noMemory
    }
    gzbuffer(file, 1 << 17)
    self.file = file
  }

  deinit { gzclose_r(file) }

  /// Goes to a place of the unpacked bytes. Going back unpacks from the beginning.
  func seek(_ offset: Int64) throws {
    // What is wrong on the way is told by reading.
    gzclearerr(file)
    guard gzseek(file, Int(offset), SEEK_SET) == Int(offset) else { throw failure() }
  }

  /// The next unpacked bytes: how many there were; 0 at the end.
  ///
  /// - Throws: ``Failure`` if the file is corrupt or cut short, `Errno` if it cannot be read.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let count = gzread(file, buffer.baseAddress, UInt32(clamping: buffer.count))
    guard count >= 0 else { throw failure() }
    if count < buffer.count {
      var status = Z_OK
      _ = gzerror(file, &status)
      // The end of the file amid what it holds.
      if status == Z_BUF_ERROR { throw Failure(description: "the gzip data are cut short") }
    }
    return Int(count)
  }

  /// What is wrong with a file.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  private func failure() -> any Error {
    var status = Z_OK
    // zlib says it after a name of the file, which here is a number.
    let reason =
      gzerror(file, &status).map { String(cString: $0) }?.split(separator: ": ").last
      ?? "status \(status)"
    if status == Z_ERRNO { return Errno.ioError }
    return Failure(description: "the gzip data are corrupt: zlib says \"\(reason)\"")
  }
}
