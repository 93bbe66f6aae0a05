import Foundation
import SystemPackage

/// A file that appears under its name whole or not at all: it is written beside it, under a
/// temporary name, and renamed at the end.
final class AtomicFile {
  let path: String
  private let temporaryPath: String
  private let descriptor: FileDescriptor
  private var buffer: [UInt8] = []
  private var isOpen = true

  private static let bufferSize = 1 << 20

  /// Opens the temporary file.
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
      throw OutputError("\(path): cannot be written: \(error)")
    }
    buffer.reserveCapacity(Self.bufferSize + 4096)
  }

  deinit { discard() }

  /// Appends text.
  func write(_ text: String) throws {
    buffer.append(contentsOf: text.utf8)
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Gives the file its name.
  func commit() throws {
    try flush()
    try reporting { try descriptor.close() }
    isOpen = false
    guard rename(temporaryPath, path) == 0 else {
      let error = Errno(rawValue: errno)
      unlink(temporaryPath)
      throw OutputError("\(path): cannot be renamed into place: \(error)")
    }
  }

  /// Removes what was written.
  func discard() {
    guard isOpen else { return }
    isOpen = false
    try? descriptor.close()
    unlink(temporaryPath)
  }

  private func flush() throws {
    try reporting { _ = try descriptor.writeAll(buffer) }
    buffer.removeAll(keepingCapacity: true)
  }

  private func reporting(_ body: () throws -> Void) throws {
    do { try body() } catch {
      discard()
      throw OutputError("\(path): writing failed, nothing was kept of it: \(error)")
    }
  }
}

/// Why an output file or directory could not be written.
public struct OutputError: Error, CustomStringConvertible, Sendable {
  /// What happened, with the path.
  public let description: String

  init(_ description: String) {
    self.description = description
  }
}
