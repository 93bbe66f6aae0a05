import Foundation
import SystemPackage

/// A file that appears under its name whole or not at all: it is written beside it, under a
/// temporary name, and renamed at the end.
///
/// Two programs cannot write the same file at a time.
final class AtomicFile {
  let path: String
  private let temporaryPath: String
  private let descriptor: FileDescriptor
  private var buffer: [UInt8] = []
  private var isOpen = true
  /// Whether what was written stays, under its temporary name, if it is not committed.
  private var isKept: Bool
  /// The bytes written so far.
  private(set) var length: Int

  private static let bufferSize = 1 << 20

  /// Opens the temporary file.
  ///
  /// - Throws: ``OutputError`` if it cannot be written.
  convenience init(path: String) throws {
    try self.init(path: path, after: nil)
  }

  /// Goes on with a file after some bytes that were written, and synchronised, before: its temporary file or,
  /// if there is none, the file itself. What is behind them is cut off.
  ///
  /// - Throws: ``StudyError`` if the file has fewer bytes, ``OutputError`` if it cannot be written.
  convenience init(continuing path: String, at length: Int) throws {
    let temporaryPath = Self.temporaryPath(path)
    let manager = FileManager.default
    let isTemporary = manager.fileExists(atPath: temporaryPath)
    let attributes = try? manager.attributesOfItem(atPath: isTemporary ? temporaryPath : path)
    let found = attributes?[.size] as? Int ?? 0
    guard found >= length else {
      throw StudyError(
        "\(path): found \(found) bytes, expected at least the \(length) that the checkpoint goes with"
      )
    }
    if !isTemporary {
      guard rename(path, temporaryPath) == 0 else {
        throw OutputError("\(path): cannot be renamed: \(Errno(rawValue: errno))")
      }
    }
    try self.init(path: path, after: length)
  }

  private init(path: String, after length: Int?) throws {
    self.path = path
    self.length = length ?? 0
    isKept = length != nil
    temporaryPath = Self.temporaryPath(path)
    do {
      descriptor = try FileDescriptor.open(
        FilePath(temporaryPath), .writeOnly, options: [.create],
        permissions: [.ownerReadWrite, .groupRead, .otherRead])
    } catch {
      throw OutputError("\(path): cannot be written: \(error)")
    }
    buffer.reserveCapacity(Self.bufferSize + 4096)
    if flock(descriptor.rawValue, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
      isKept = true
      throw OutputError("\(path): is being written by another program")
    }
    try reporting {
      try descriptor.resize(to: Int64(self.length))
      try descriptor.seek(offset: Int64(self.length), from: .start)
    }
  }

  deinit { discard() }

  /// What a file is called until it is whole.
  static func temporaryPath(_ path: String) -> String {
    let url = URL(fileURLWithPath: path)
    return url.deletingLastPathComponent()
      .appendingPathComponent(".\(url.lastPathComponent).partial").path
  }

  /// Appends text.
  func write(_ text: String) throws {
    let count = buffer.count
    buffer.append(contentsOf: text.utf8)
    length += buffer.count - count
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Appends bytes, without a copy of many.
  func write(_ bytes: RawSpan) throws {
    length += bytes.byteCount
    try bytes.withUnsafeBytes { bytes in
      if bytes.count < Self.bufferSize {
        buffer.append(contentsOf: bytes)
      } else {
        try flush()
        try reporting { _ = try descriptor.writeAll(bytes) }
      }
    }
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Sees to it that all that was written so far outlives the program and the machine, from now on even if the
  /// file is not committed.
  func synchronise() throws {
    try flush()
    isKept = true
    try reporting { try Self.synchronise(descriptor) }
  }

  /// Gives the file its name.
  ///
  /// - Parameter durably: whether to wait until it would outlive the machine.
  func commit(durably: Bool = false) throws {
    try flush()
    if durably { try reporting { try Self.synchronise(descriptor) } }
    try reporting { try descriptor.close() }
    isOpen = false
    guard rename(temporaryPath, path) == 0 else {
      let error = Errno(rawValue: errno)
      unlink(temporaryPath)
      throw OutputError("\(path): cannot be renamed into place: \(error)")
    }
    if durably { synchroniseFolder() }
  }

  /// Removes what was written, unless it is to be kept.
  func discard() {
    guard isOpen else { return }
    isOpen = false
    try? descriptor.close()
    if !isKept { unlink(temporaryPath) }
  }

  private func flush() throws {
    try reporting { _ = try descriptor.writeAll(buffer) }
    buffer.removeAll(keepingCapacity: true)
  }

  private static func synchronise(_ descriptor: FileDescriptor) throws {
    guard fsync(descriptor.rawValue) == 0 else { throw Errno(rawValue: errno) }
  }

  /// The new name outlives the machine too; where folders cannot be synchronised, sooner or later.
  private func synchroniseFolder() {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    guard let descriptor = try? FileDescriptor.open(FilePath(folder), .readOnly) else { return }
    try? Self.synchronise(descriptor)
    try? descriptor.close()
  }

  private func reporting<Result>(_ body: () throws -> Result) throws -> Result {
    do { return try body() } catch {
      discard()
      let rest =
        isKept
        ? "synapse resume goes on from the last checkpoint" : "nothing was kept of it"
      throw OutputError("\(path): writing failed, \(rest): \(error)")
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
