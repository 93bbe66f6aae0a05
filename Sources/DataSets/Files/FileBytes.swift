import Foundation
import SynapticDynamics
import SystemPackage

/// The bytes of files, unpacked if they are gzip's: by what is in them, whatever they are called.
enum FileBytes {
  /// All bytes of a file.
  ///
  /// - Throws: `DataFileError` if it cannot be read, or is corrupt.
  static func whole(_ path: String) throws -> [UInt8] {
    let bytes = try packed(path)
    guard Gzip.isPacked(bytes) else { return bytes }
    return try reporting(path) { try Gzip.unpacked(bytes) }
  }

  /// The first bytes of a file; fewer if it has no more.
  ///
  /// - Parameter count: how many, up to 1024: so many are in the first 4096 packed ones.
  static func beginning(_ path: String, count: Int) throws -> [UInt8] {
    let bytes = try read(path, upTo: 4096)
    guard Gzip.isPacked(bytes) else { return Array(bytes.prefix(count)) }
    return try reporting(path) { try Gzip.beginning(bytes, count: count) }
  }

  /// All bytes of a file as they are.
  static func packed(_ path: String) throws -> [UInt8] { try read(path, upTo: .max) }

  private static func read(_ path: String, upTo limit: Int) throws -> [UInt8] {
    do {
      let descriptor = try FileDescriptor.open(FilePath(path), .readOnly)
      return try descriptor.closeAfter {
        guard let size = fileSize(path) else {
          throw DataFileError(file: path, line: nil, "is not a file, expected one")
        }
        return try [UInt8](unsafeUninitializedCapacity: min(size, limit)) { buffer, count in
          while count < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(
              rebasing: UnsafeMutableRawBufferPointer(buffer)[count...])
            let read = try descriptor.read(into: rest)
            guard read > 0 else { break }
            count += read
          }
        }
      }
    } catch let error as Errno {
      throw DataFileError(file: path, line: nil, "cannot be read: \(error)")
    }
  }

  private static func reporting(_ path: String, _ body: () throws -> [UInt8]) throws -> [UInt8] {
    do { return try body() } catch let mistake as Gzip.Mistake {
      throw DataFileError(file: path, line: nil, mistake.description)
    }
  }
}

/// The size of a file in bytes; nil if there is none, or what is there is a folder or a device.
func fileSize(_ path: String) -> Int? {
  var status = stat()
  guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
  return Int(status.st_size)
}
