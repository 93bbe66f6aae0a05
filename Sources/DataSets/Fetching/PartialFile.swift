import Foundation
import SystemPackage

/// A file that comes in parts, under a hidden name until it is whole.
///
/// It goes away with the value that holds it, unless it got its name.
final class PartialFile {
  let temporaryPath: String
  private let path: String
  private let descriptor: FileDescriptor
  private var isOpen = true
  private var isKept = false

  init(path: String) throws {
    self.path = path
    let url = URL(fileURLWithPath: path)
    temporaryPath =
      url.deletingLastPathComponent().appendingPathComponent(".\(url.lastPathComponent).partial")
      .path
    do {
      descriptor = try FileDescriptor.open(
        FilePath(temporaryPath), .writeOnly, options: [.create, .truncate],
        permissions: [.ownerReadWrite, .groupRead, .otherRead])
    } catch {
      throw FetchError(.unwritable, "\(path): cannot be written: \(error)")
    }
  }

  deinit {
    if isOpen { try? descriptor.close() }
    if !isKept { unlink(temporaryPath) }
  }

  func append(_ bytes: [UInt8]) throws {
    do { _ = try descriptor.writeAll(bytes) } catch {
      throw FetchError(.unwritable, "\(path): writing failed, nothing was kept of it: \(error)")
    }
  }

  /// Ends the writing; the name stays hidden.
  func close() throws {
    isOpen = false
    do { try descriptor.close() } catch {
      throw FetchError(.unwritable, "\(path): writing failed, nothing was kept of it: \(error)")
    }
  }

  /// Gives the file its name.
  func keep() throws {
    try renameFile(temporaryPath, to: path)
    isKept = true
  }
}

/// Renames a file.
///
/// - Throws: ``FetchError`` if that is not possible.
func renameFile(_ path: String, to newPath: String) throws {
  guard rename(path, newPath) == 0 else {
    throw FetchError(
      .unwritable, "\(newPath): cannot be renamed into place: \(Errno(rawValue: errno))")
  }
}
