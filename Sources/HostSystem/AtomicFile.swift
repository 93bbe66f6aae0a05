import Foundation
import SystemPackage

/// A file that appears under its name whole or not at all: it is written beside it, under a
/// temporary name, and renamed at the end.
///
/// The temporary file is always a new one, opened under no name that existed before: nobody's link is followed, and
/// nobody's file is written to. It goes away with the value that holds it and with Ctrl-C; what a killed program
/// left is removed by the next one that writes the same file.
package final class AtomicFile {
  /// Where the file is going to be.
  package let path: String
  private let temporary: TemporaryFile
  private var buffer: [UInt8] = []
  private var isOpen = true
  /// Whether what was written stays, under its temporary name, if it is not committed.
  private var isKept: Bool
  /// Whether the file can be gone on with; then it stays locked, under whatever name, as long as this value holds it.
  private let isContinuable: Bool
  /// Of a file that has its name and stays locked.
  private var lock: FileDescriptor?
  /// The bytes written so far.
  package private(set) var length: Int

  private static let bufferSize = 1 << 20

  /// Opens a temporary file of a name that nobody can foretell.
  ///
  /// - Throws: ``OutputError`` if it cannot be written.
  package convenience init(path: String) throws {
    self.init(path: path, try TemporaryFile(for: path), isContinuable: false)
  }

  /// Opens a temporary file that another program finds again if this one is killed, ``continuedPath(_:)``, in place
  /// of an earlier one.
  ///
  /// - Throws: ``OutputError`` if it cannot be written, or if a program that runs writes it.
  package convenience init(continuable path: String) throws {
    try Self.checkFree(path)
    self.init(
      path: path, try TemporaryFile(at: Self.continuedPath(path), for: path), isContinuable: true)
  }

  /// Goes on with a file after some bytes that were written, and synchronised, before: its temporary file or,
  /// if there is none, the file itself. What is behind them is cut off.
  ///
  /// - Throws: ``FileIsShort`` if the file has fewer bytes, ``OutputError`` if it cannot be written or is no plain
  ///   file of its own.
  package convenience init(continuing path: String, at length: Int) throws {
    let file = try TemporaryFile(
      continuing: path, as: Self.continuedPath(path), atLeast: length)
    self.init(path: path, file, isContinuable: true, after: length)
    try reporting {
      try file.descriptor.resize(to: Int64(length))
      try file.descriptor.seek(offset: Int64(length), from: .start)
    }
  }

  private init(
    path: String, _ temporary: TemporaryFile, isContinuable: Bool, after length: Int? = nil
  ) {
    self.path = path
    self.temporary = temporary
    self.isContinuable = isContinuable
    self.length = length ?? 0
    isKept = length != nil
    buffer.reserveCapacity(Self.bufferSize + 4096)
  }

  deinit {
    discard()
    try? lock?.unlockAndClose()
  }

  /// What a file that can be gone on with is called until it is whole.
  package static func continuedPath(_ path: String) -> String {
    let path = FilePath(path)
    return path.beside(".\(path.name).partial")
  }

  /// Whether a program holds a file that can be gone on with: it is writing it, or what belongs to it.
  package static func isHeld(_ path: String) -> Bool {
    TemporaryFile.isLocked(continuedPath(path)) || TemporaryFile.isLocked(path)
  }

  /// Removes what killed programs left of a file under names that nobody can foretell.
  package static func removeLeft(of path: String) { TemporaryFile.removeLeft(of: path) }

  /// Appends text.
  package func write(_ text: String) throws {
    let count = buffer.count
    buffer.append(contentsOf: text.utf8)
    length += buffer.count - count
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Appends bytes, without a copy of many.
  package func write(_ bytes: RawSpan) throws {
    try bytes.withUnsafeBytes { try write($0) }
  }

  /// Appends bytes, without a copy of many.
  package func write(_ bytes: UnsafeRawBufferPointer) throws {
    length += bytes.count
    if bytes.count < Self.bufferSize {
      buffer.append(contentsOf: bytes)
    } else {
      try flush()
      try reporting { _ = try temporary.descriptor.writeAll(bytes) }
    }
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Writes over the first bytes, which were written before.
  package func overwrite(_ bytes: [UInt8]) throws {
    precondition(bytes.count <= length, "there is something to write over")
    try flush()
    try reporting {
      _ = try bytes.withUnsafeBytes {
        try temporary.descriptor.writeAll(toAbsoluteOffset: 0, $0)
      }
    }
  }

  /// The file from its beginning, with all that was written: for a program that reads it. More cannot be written.
  package func fromBeginning() throws -> FileDescriptor {
    try flush()
    try reporting { _ = try temporary.descriptor.seek(offset: 0, from: .start) }
    return temporary.descriptor
  }

  /// Sees to it that all that was written so far outlives the program and the machine, from now on even if the
  /// file is not committed.
  package func synchronise() throws {
    try flush()
    isKept = true
    temporary.keep()
    try reporting { try Self.synchronise(temporary.descriptor) }
  }

  /// Sees to it that no program holds a file that can be gone on with.
  ///
  /// - Throws: ``OutputError`` if one does.
  package static func checkFree(_ path: String) throws {
    guard !isHeld(path) else { throw TemporaryFile.busy(path) }
  }

  /// Gives the file its name. One that can be gone on with stays locked, for nobody to do so as long as its program has more to write.
  ///
  /// - Parameter durably: whether to wait until it would outlive the machine.
  package func commit(durably: Bool = false) throws {
    try flush()
    if durably { try reporting { try Self.synchronise(temporary.descriptor) } }
    // The lock is held until the file has its name; that closing fails must be known before.
    let copy = fcntl(temporary.descriptor.rawValue, F_DUPFD_CLOEXEC, 0)
    if copy >= 0 { lock = FileDescriptor(rawValue: copy) }
    defer {
      if !isContinuable {
        try? lock?.unlockAndClose()
        lock = nil
      }
    }
    try reporting { try temporary.descriptor.close() }
    isOpen = false
    guard rename(temporary.path, path) == 0 else {
      let error = Errno(rawValue: errno)
      // What was synchronised can be gone on with.
      if !isKept { temporary.remove() }
      throw OutputError("\(path): cannot be renamed into place: \(error)")
    }
    temporary.keep()
    if durably { synchroniseFolder() }
  }

  /// Removes what was written, unless it is to be kept.
  package func discard() {
    guard isOpen else { return }
    isOpen = false
    // Removed before it is closed: as long as it is open it is locked, and nobody takes it for a killed program's.
    if !isKept { temporary.remove() }
    try? temporary.descriptor.unlockAndClose()
  }

  private func flush() throws {
    try reporting { _ = try temporary.descriptor.writeAll(buffer) }
    buffer.removeAll(keepingCapacity: true)
  }

  private static func synchronise(_ descriptor: FileDescriptor) throws {
    guard fsync(descriptor.rawValue) == 0 else { throw Errno(rawValue: errno) }
  }

  /// The new name outlives the machine too; where folders cannot be synchronised, sooner or later.
  private func synchroniseFolder() {
    let folder = FilePath(path).folder
    guard let descriptor = try? FileDescriptor.open(folder, .readOnly, options: .closeOnExec)
    else { return }
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

  package init(_ description: String) {
    self.description = description
  }
}
