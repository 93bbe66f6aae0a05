import Foundation
import SystemPackage

/// A lock that one process at a time holds, on a folder that is there; nothing is written for it.
package struct FolderLock: Sendable {
  private let descriptor: FileDescriptor

  /// Takes the lock. A file system that has no such locks gives it to everybody.
  ///
  /// - Throws: ``OutputError`` if another process has it, or the folder cannot be opened.
  package init(_ folder: String) throws {
    do {
      descriptor = try FileDescriptor.open(
        FilePath(folder), .readOnly, options: [.directory, .closeOnExec])
    } catch {
      throw OutputError("\(folder): cannot be opened: \(error)")
    }
    guard flock(descriptor.rawValue, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK else { return }
    try? descriptor.close()
    throw OutputError("\(folder): another program is making the run longer")
  }

  /// Gives it back.
  package func release() { try? descriptor.unlockAndClose() }
}
