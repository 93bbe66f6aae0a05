import Foundation
import SystemPackage

/// A lock that one process at a time holds, on a file made for it; the system gives it back when the
/// process ends, however it ends.
package struct FileLock {
  private let descriptor: FileDescriptor

  /// Takes the lock.
  ///
  /// - Parameters:
  ///   - path: its file, which stays.
  ///   - waiting: whether to wait until it is free.
  /// - Returns: nil if it is not free.
  /// - Throws: ``OutputError`` if the file cannot be made or the file system has no locks.
  package init?(path: String, waiting: Bool) throws {
    do {
      // Closed in the programs that this one starts: the lock is not theirs.
      descriptor = try FileDescriptor.open(
        FilePath(path), .readWrite, options: [.create, .noFollow, .closeOnExec],
        permissions: FilePermissions(rawValue: 0o666))
    } catch {
      throw OutputError("\(path): cannot be written: \(error)")
    }
    while flock(descriptor.rawValue, LOCK_EX | (waiting ? 0 : LOCK_NB)) != 0 {
      let error = Errno(rawValue: errno)
      if error == .interrupted { continue }
      try? descriptor.close()
      if error == .wouldBlock { return nil }
      throw OutputError("\(path): this file system cannot lock it: \(error)")
    }
  }

  /// Gives it back.
  package func release() { try? descriptor.unlockAndClose() }

  /// Does something while no other process does.
  package static func holding<Result>(_ path: String, _ body: () throws -> Result) throws -> Result
  {
    guard let lock = try FileLock(path: path, waiting: true) else {
      preconditionFailure("a lock that is waited for comes")
    }
    defer { lock.release() }
    return try body()
  }
}

extension FileDescriptor {
  /// Gives a lock back and closes the file. To close alone would leave the lock to a program that is just being started, for as long as
  /// it has a copy of the descriptor.
  func unlockAndClose() throws {
    flock(rawValue, LOCK_UN)
    try close()
  }
}
