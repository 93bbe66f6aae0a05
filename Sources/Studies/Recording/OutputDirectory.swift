import Foundation

/// The folder that a run writes its files to.
public struct OutputDirectory {
  /// Its path as given.
  public let path: String

  /// Makes the folder, with those above it.
  ///
  /// - Parameters:
  ///   - path: the folder.
  ///   - force: whether an existing folder is written to; its files of the same names are replaced.
  /// - Throws: ``OutputError`` if the folder exists or cannot be made or written to.
  public init(_ path: String, force: Bool) throws {
    self.path = path
    let manager = FileManager.default
    var isDirectory: ObjCBool = false
    if manager.fileExists(atPath: path, isDirectory: &isDirectory) {
      guard isDirectory.boolValue else {
        throw OutputError("\(path): is a file, expected a folder to write to")
      }
      guard force else {
        throw OutputError(
          "\(path): exists already; choose another folder, or give --force to replace its files")
      }
    } else {
      do {
        try manager.createDirectory(atPath: path, withIntermediateDirectories: true)
      } catch {
        let reason = String(cString: strerror(errno))
        throw OutputError("\(path): the folder cannot be made: \(reason)")
      }
    }
    guard manager.isWritableFile(atPath: path) else {
      throw OutputError("\(path): the folder cannot be written to")
    }
  }

  /// The path of a file in the folder.
  public func path(_ name: String) -> String { "\(path)/\(name)" }

  /// Opens a file that appears whole or not at all.
  func makeFile(_ name: String) throws -> AtomicFile { try AtomicFile(path: path(name)) }

  /// Goes on with a file after its first bytes.
  ///
  /// - Throws: ``StudyError`` if it has fewer, ``OutputError`` if it cannot be written.
  func continueFile(_ name: String, at length: Int) throws -> AtomicFile {
    try AtomicFile(continuing: path(name), at: length)
  }

  /// Removes a file, and what was left of it under its temporary name, if they are there.
  func remove(_ name: String) {
    unlink(path(name))
    unlink(AtomicFile.temporaryPath(path(name)))
  }

  /// Writes a whole file.
  func write(_ text: String, to name: String) throws {
    let file = try makeFile(name)
    try file.write(text)
    try file.commit()
  }
}
