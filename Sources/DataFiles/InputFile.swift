import Foundation
import SystemPackage

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Reads files that somebody named.
///
/// Only regular files are read. Most files are read twice, which a pipe does not allow; a device may have no end; and
/// a pipe to which nobody writes would be waited for.
package enum InputFile {
  /// Opens a file, without waiting for anybody.
  ///
  /// - Throws: ``DataFileError`` if there is none, or something else than a file.
  package static func open(_ path: String) throws -> FileDescriptor {
    do {
      let descriptor = try FileDescriptor.open(
        FilePath(path), .readOnly, options: [.nonBlocking, .closeOnExec])
      if let other = kind(of: descriptor) {
        try? descriptor.close()
        throw DataFileError(file: path, line: nil, "is \(other), expected a file")
      }
      return descriptor
    } catch let error as Errno {
      throw DataFileError(file: path, line: nil, "cannot be opened: \(error)")
    }
  }

  /// What a descriptor leads to if it is no file.
  private static func kind(of descriptor: FileDescriptor) -> String? {
    var status = stat()
    guard fstat(descriptor.rawValue, &status) == 0 else { return "nothing that can be read" }
    return switch status.st_mode & S_IFMT {
    case S_IFREG: nil
    case S_IFDIR: "a folder"
    case S_IFIFO, S_IFSOCK: "a pipe"
    default: "a device"
    }
  }

  /// The size of a file in bytes; nil if there is none, or what is there is something else.
  package static func size(_ path: String) -> Int? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return Int(status.st_size)
  }

  /// The first bytes of a file; fewer if it has no more.
  ///
  /// - Throws: ``DataFileError`` if it cannot be read.
  package static func beginning(_ path: String, count: Int) throws -> [UInt8] {
    let descriptor = try open(path)
    do {
      return try descriptor.closeAfter { try read(descriptor, upTo: count) }
    } catch let error as Errno {
      throw DataFileError(file: path, line: nil, "cannot be read: \(error)")
    }
  }

  /// The last bytes of a file; fewer if it has no more.
  ///
  /// - Throws: ``DataFileError`` if it cannot be read.
  package static func ending(_ path: String, count: Int) throws -> [UInt8] {
    let descriptor = try open(path)
    do {
      return try descriptor.closeAfter {
        let size = try descriptor.seek(offset: 0, from: .end)
        try descriptor.seek(offset: max(0, size - Int64(count)), from: .start)
        return try read(descriptor, upTo: count)
      }
    } catch let error as Errno {
      throw DataFileError(file: path, line: nil, "cannot be read: \(error)")
    }
  }

  /// All bytes of a file.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - limit: how many bytes it may have.
  /// - Throws: ``DataFileError`` if it cannot be read, or has more.
  package static func bytes(_ path: String, atMost limit: Int) throws -> [UInt8] {
    // A file may grow meanwhile, and those of the system do not tell their size.
    let bytes = try beginning(path, count: limit < .max ? limit + 1 : limit)
    guard bytes.count <= limit else {
      let found = size(path).map { "has \($0) bytes" } ?? "has more"
      throw DataFileError(file: path, line: nil, "\(found), expected at most \(limit)")
    }
    return bytes
  }

  /// The text of a file, without the byte-order mark that some editors write.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - limit: how many bytes it may have.
  /// - Throws: ``DataFileError`` if it cannot be read, has more, or is not UTF-8.
  package static func text(_ path: String, atMost limit: Int) throws -> String {
    let bytes = try bytes(path, atMost: limit)
    guard var text = String(validating: bytes, as: UTF8.self) else {
      let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      let wrong = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0
      throw DataFileError(
        file: path, line: wrong + 1, "this is not UTF-8 text; save the file as UTF-8")
    }
    if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
    return text
  }

  /// What is in a file of a folder that somebody gave; nil if it cannot be read, is no file, or is too large for what
  /// this program writes.
  package static func contents(_ path: String) -> Data? {
    (try? bytes(path, atMost: 1 << 30)).map { Data($0) }
  }

  private static func read(_ descriptor: FileDescriptor, upTo limit: Int) throws -> [UInt8] {
    var bytes: [UInt8] = []
    var status = stat()
    let size = fstat(descriptor.rawValue, &status) == 0 ? Int(status.st_size) : 0
    bytes.reserveCapacity(min(size, limit))
    var buffer = [UInt8](repeating: 0, count: min(max(size, 1 << 12), limit, 1 << 20))
    while bytes.count < limit {
      let count = try buffer.withUnsafeMutableBytes { buffer in
        try descriptor.read(
          into: UnsafeMutableRawBufferPointer(
            rebasing: buffer[..<min(buffer.count, limit - bytes.count)]))
      }
      guard count > 0 else { break }
      bytes.append(contentsOf: buffer[..<count])
    }
    return bytes
  }
}
