import DataFiles
import Foundation
import HostSystem

/// Why an output file or directory could not be written.
public typealias OutputError = HostSystem.OutputError

/// The folder that a run writes its files to.
public struct OutputDirectory {
  /// Its path as given.
  public let path: String

  /// Makes the folder, with those above it.
  ///
  /// - Parameters:
  ///   - path: the folder.
  ///   - force: whether a folder that holds something is written to; its files of the same names are replaced.
  /// - Throws: `OutputError` if the folder holds something, or cannot be made or written to.
  public init(_ path: String, force: Bool) throws {
    self.path = path
    let manager = FileManager.default
    var isDirectory: ObjCBool = false
    if manager.fileExists(atPath: path, isDirectory: &isDirectory) {
      guard isDirectory.boolValue else {
        throw OutputError("\(path): is a file, expected a folder to write to")
      }
      guard try force || Self.isUnused(path) else {
        let isUnfinished = manager.fileExists(atPath: self.path(Self.checkpoint))
        throw OutputError(
          isUnfinished
            ? "\(path): exists already, with a run that did not finish: synapse resume \(path) goes on with it;"
              + " --force begins anew"
            : "\(path): exists already, and is not empty; choose another folder, or give --force to replace its files"
        )
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

  /// The file in a run's folder that is there until the run has finished.
  package static let checkpoint = "checkpoint"

  /// Whether there is nothing in a folder but what a run leaves that is killed before its first file is whole: the
  /// same command then begins it.
  private static func isUnused(_ path: String) throws -> Bool {
    AtomicFile.removeLeft(of: "\(path)/\(checkpoint)")
    do {
      return try FileManager.default.contentsOfDirectory(atPath: path).isEmpty
    } catch {
      throw OutputError("\(path): the folder cannot be read: \(error.localizedDescription)")
    }
  }

  /// Whether a folder is that of a sweep.
  package static func isSweep(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: "\(path)/sweep.json")
  }

  /// The path of a file in the folder.
  public func path(_ name: String) -> String { "\(path)/\(name)" }

  /// Opens a file that appears whole or not at all.
  package func makeFile(_ name: String) throws -> AtomicFile { try AtomicFile(path: path(name)) }

  /// Sees to it that no program is at work on a file that can be gone on with.
  ///
  /// - Throws: `OutputError` if one is.
  package func checkFree(_ name: String) throws { try AtomicFile.checkFree(path(name)) }

  /// Opens a file that ``continueFile(_:at:)`` finds after this program was killed.
  package func makeContinuableFile(_ name: String) throws -> AtomicFile {
    try AtomicFile(continuable: path(name))
  }

  /// Goes on with a file after its first bytes.
  ///
  /// - Throws: `DataFileError` if it has fewer, `OutputError` if it cannot be written.
  package func continueFile(_ name: String, at length: Int) throws -> AtomicFile {
    do { return try AtomicFile(continuing: path(name), at: length) } catch let error as FileIsShort
    {
      throw DataFileError(
        file: path(name), line: nil,
        "found \(error.found) bytes, expected at least the \(length) that the checkpoint goes with")
    }
  }

  /// Removes a file, and what killed runs left of it, if they are there.
  package func remove(_ name: String) {
    unlink(path(name))
    AtomicFile.removeLeft(of: path(name))
  }

  /// Removes the arrays in a folder within it, and the folder if nothing else is there.
  package func removeArrays(in folder: String) {
    let root = path(folder)
    for name in (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
    where name.hasSuffix(".npy") {
      remove("\(folder)/\(name)")
    }
    rmdir(root)
  }

  /// Writes a whole file.
  package func write(_ text: String, to name: String) throws {
    let file = try makeFile(name)
    try file.write(text)
    try file.commit()
  }

  /// Makes a folder within it, unless it is there.
  package func makeFolder(_ name: String) throws {
    do {
      try FileManager.default.createDirectory(
        atPath: path(name), withIntermediateDirectories: true)
    } catch {
      throw OutputError("\(path(name)): the folder cannot be made: \(error.localizedDescription)")
    }
  }

  /// Writes an array as numpy reads it, whole.
  ///
  /// - Precondition: the shape has as many places as there are values.
  package func write(_ values: [Double], shape: [Int], to name: String) throws {
    precondition(shape.reduce(1, *) == values.count, "an array has the values of its shape")
    let file = try makeFile(name)
    let head = NPYFile.head(shape: shape)
    try file.write(head.span.bytes)
    try file.write(numbers: values[...])
    try file.commit()
  }

  /// Writes whole numbers as numpy reads them, whole.
  package func write(_ numbers: [some BinaryInteger], to name: String) throws {
    let file = try makeFile(name)
    let bits = numbers.map { Int64($0).littleEndian }
    let head = NPYFile.head(shape: [numbers.count], type: "<i8")
    try file.write(head.span.bytes)
    try file.write(bits.span.bytes)
    try file.commit()
  }

  /// Writes a whole file, or removes an older one if there is nothing to write.
  package func write(ifAny text: String?, to name: String) throws {
    if let text { try write(text, to: name) } else { remove(name) }
  }

  /// Writes a table of rows, whole.
  package func write(
    _ rows: [some TableRow], as schema: TableSchema, having optional: Set<String> = [],
    step: PhysicalTime? = nil
  ) throws {
    let header = schema.header(
      having: step == nil ? optional : optional.union([TableSchema.seconds.name]))
    try write(TableWriter(header, rows: rows, step: step).text, to: schema.file)
  }
}
