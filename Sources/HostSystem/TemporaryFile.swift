import Foundation
import SystemPackage

/// A new file beside the one that it will become, open and locked.
///
/// Whoever finds such a file without a lock knows that its program was killed, and may remove it. A program that was
/// about to lock it notices, and takes another.
struct TemporaryFile {
  let path: String
  let descriptor: FileDescriptor
  private let place: UnfinishedFiles.Place?

  /// As what programs make that have no secrets: the umask takes away what it does.
  private static let permissions = FilePermissions(rawValue: 0o666)

  // MARK: Making

  /// Makes one of a name that nobody can foretell, and removes those of the same file that killed programs left.
  ///
  /// - Throws: ``OutputError``.
  init(for file: String) throws {
    Self.removeLeft(of: file)
    let (folder, start) = Self.place(of: file)
    self = try Self.make(for: file) { "\(folder)/\(start)\(RandomName.make())\(Self.end)" }
  }

  /// Makes one of a known name, in place of what a killed program left there.
  ///
  /// - Throws: ``OutputError``, also if a program that runs writes it.
  init(at path: String, for file: String) throws {
    self = try Self.make(for: file) {
      guard try Self.removeUnused(path) else { throw Self.busy(file) }
      return path
    }
  }

  /// Opens what is there to be gone on with: a file of the known name or, if there is none, the file itself, which
  /// is renamed.
  ///
  /// - Throws: ``FileIsShort``, ``OutputError``.
  init(continuing file: String, as path: String, atLeast length: Int) throws {
    func open(_ path: String) throws -> FileDescriptor {
      try FileDescriptor.open(
        FilePath(path), .writeOnly, options: [.noFollow, .nonBlocking, .closeOnExec])
    }
    var found = path
    let descriptor: FileDescriptor
    do {
      do { descriptor = try open(found) } catch Errno.noSuchFileOrDirectory {
        found = file
        descriptor = try open(found)
      }
    } catch Errno.noSuchFileOrDirectory {
      throw FileIsShort(found: 0)
    } catch {
      throw OutputError("\(found): cannot be gone on with: \(error)")
    }
    do {
      let status = Self.status(descriptor)
      guard let status, Self.isPlain(status), status.st_nlink == 1 else {
        throw OutputError(
          "\(found): cannot be gone on with: found a link or something else, expected a file"
            + " with no other name; put a copy in its place")
      }
      guard flock(descriptor.rawValue, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK else {
        throw Self.busy(file)
      }
      guard Int(status.st_size) >= length else { throw FileIsShort(found: Int(status.st_size)) }
      guard found == path || rename(found, path) == 0 else {
        throw OutputError("\(file): cannot be renamed: \(Errno(rawValue: errno))")
      }
    } catch {
      try? descriptor.close()
      throw error
    }
    self.init(path: path, descriptor: descriptor, place: nil)
  }

  private init(path: String, descriptor: FileDescriptor, place: UnfinishedFiles.Place?) {
    self.path = path
    self.descriptor = descriptor
    self.place = place
  }

  /// Makes a new file of one of some names, and locks it.
  private static func make(for file: String, name: () throws -> String) throws -> TemporaryFile {
    for _ in 0..<100 {
      let path = try name()
      let place = UnfinishedFiles.add(path)
      let descriptor: FileDescriptor
      do {
        descriptor = try FileDescriptor.open(
          FilePath(path), .readWrite,
          options: [.create, .exclusiveCreate, .noFollow, .closeOnExec], permissions: permissions)
      } catch {
        UnfinishedFiles.forget(place)
        if error as? Errno == .fileExists { continue }
        throw OutputError("\(file): cannot be written: \(error)")
      }
      let isTaken = flock(descriptor.rawValue, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK
      if !isTaken, status(descriptor).map({ $0.st_nlink > 0 }) ?? true {
        return TemporaryFile(path: path, descriptor: descriptor, place: place)
      }
      // Another program took it for one that was left, and removes it.
      UnfinishedFiles.forget(place)
      try? descriptor.close()
    }
    throw OutputError(
      "\(file): cannot be written: something is always in the way of its temporary file")
  }

  // MARK: Ending

  /// Removes the file.
  func remove() {
    unlink(path)
    UnfinishedFiles.forget(place)
  }

  /// Leaves the file, or what it became, where it is.
  func keep() { UnfinishedFiles.forget(place) }

  // MARK: What killed programs left

  private static let end = ".partial"

  /// The folder of a file, and how its temporary names begin; a long one is cut, for there to be room for the rest.
  private static func place(of file: String) -> (folder: String, start: String) {
    let path = FilePath(file)
    var name = path.name
    while name.utf8.count > 200 { name.removeLast() }
    return (path.folder.string, ".\(name).")
  }

  /// Removes the temporary files of a file that nobody writes any more.
  static func removeLeft(of file: String) {
    let (folder, start) = place(of: file)
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    where name.hasPrefix(start) && name.hasSuffix(end)
      && RandomName.isOne(name.dropFirst(start.count).dropLast(end.count))
    {
      let path = "\(folder)/\(name)"
      // Where locks are not to be had, nobody knows who is at work.
      withLock(of: path) { if $0 == .taken { unlink(path) } }
    }
  }

  /// Removes a file, or a link, unless a program that runs writes it.
  ///
  /// - Returns: whether the name is free.
  private static func removeUnused(_ path: String) throws -> Bool {
    try withLock(of: path) { lock in
      if lock == .busy { return false }
      guard unlink(path) == 0 || errno == ENOENT else {
        throw OutputError("\(path): is in the way: \(Errno(rawValue: errno))")
      }
      return true
    }
  }

  /// Whether a program that runs writes a file.
  static func isLocked(_ path: String) -> Bool { withLock(of: path) { $0 == .busy } }

  private enum Lock { case taken, busy, none }

  /// Does something while a file, if it is one, is locked.
  private static func withLock<Result>(of path: String, _ body: (Lock) throws -> Result) rethrows
    -> Result
  {
    let descriptor = try? FileDescriptor.open(
      FilePath(path), .readOnly, options: [.noFollow, .nonBlocking, .closeOnExec])
    defer { try? descriptor?.unlockAndClose() }
    guard let descriptor, status(descriptor).map(isPlain) ?? false else { return try body(.none) }
    if flock(descriptor.rawValue, LOCK_EX | LOCK_NB) == 0 { return try body(.taken) }
    return try body(errno == EWOULDBLOCK ? .busy : .none)
  }

  static func busy(_ file: String) -> OutputError {
    OutputError("\(file): is being written by another program")
  }

  private static func status(_ descriptor: FileDescriptor) -> stat? {
    var status = stat()
    return fstat(descriptor.rawValue, &status) == 0 ? status : nil
  }

  private static func isPlain(_ status: stat) -> Bool { status.st_mode & S_IFMT == S_IFREG }
}

/// A file that is to be gone on with has too few bytes.
package struct FileIsShort: Error {
  /// How many it has.
  package let found: Int
}

/// Names that nobody can foretell, by the system's randomness.
package enum RandomName {
  private static let length = 13

  /// Thirteen digits and small letters, which stand for 64 bits.
  package static func make() -> String {
    let digits = String(UInt64.random(in: 0 ... .max), radix: 36)
    return String(repeating: "0", count: length - digits.count) + digits
  }

  static func isOne(_ text: some StringProtocol) -> Bool {
    text.utf8.count == length
      && text.utf8.allSatisfy { (48...57).contains($0) || (97...122).contains($0) }
  }
}
