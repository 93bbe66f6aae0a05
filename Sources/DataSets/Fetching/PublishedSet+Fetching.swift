import DataFiles
import Foundation
import HostSystem
import SystemPackage

extension PublishedSet {
  /// What a fetch tells while it goes on.
  public enum Event: Sendable {
    /// Some of a file's bytes have come.
    case received(file: String, bytes: Int, of: Int)
    /// A file is there, whole and as published.
    case fetched(path: String)
    /// A file was there already.
    case present(path: String)
  }

  /// Fetches the set's files into a folder of the set's name. What is there and right stays.
  ///
  /// - Parameters:
  ///   - folder: the folder above, made if there is none.
  ///   - address: where the files are, instead of where they are published.
  ///   - isInterrupted: asked often; if it says yes, the fetch ends.
  ///   - report: told what happens.
  /// - Throws: ``FetchError``, of kind ``FetchError/Kind/unwritable`` if another file has the name of one;
  ///   `OutputError` if a file cannot be written; `CancellationError` if it was interrupted. Whatever happens, no file is there in part.
  public func fetch(
    into folder: String, from address: String? = nil,
    isInterrupted: @escaping @Sendable () -> Bool = { false },
    report: @escaping (Event) -> Void = { _ in }
  ) async throws {
    let folder = "\(folder)/\(name)"
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw FetchError(
        .unwritable, "\(folder): the folder cannot be made: \(Errno(rawValue: errno))")
    }
    let base = address ?? self.address
    func transfer(_ file: PublishedFile, to path: String) async throws -> AtomicFile {
      let transfer = Transfer(
        file: file, url: base.hasSuffix("/") ? base + file.name : "\(base)/\(file.name)",
        progress: { report(.received(file: file.name, bytes: $0, of: file.size)) },
        isInterrupted: isInterrupted)
      return try await transfer.run(to: path)
    }
    switch content {
    case .files(let files):
      for file in files {
        let path = "\(folder)/\(file.name)"
        if try isPresent(file, at: path) {
          report(.present(path: path))
        } else {
          try await transfer(file, to: path).commit()
          report(.fetched(path: path))
        }
      }
    case .archive(let file, let archiveFolder, let members, let size):
      let paths = members.map { "\(folder)/\($0)" }
      if try paths.allSatisfy({ try isPresent(size: size, at: $0) }) {
        paths.forEach { report(.present(path: $0)) }
        return
      }
      let archive = try await transfer(file, to: "\(folder)/\(file.name)")
      var unpacked: [AtomicFile] = []
      for (member, path) in zip(members, paths) {
        unpacked.append(
          try await unpack(
            "\(archiveFolder)/\(member)", of: size, from: archive, called: file.name, to: path,
            isInterrupted: isInterrupted))
      }
      for (member, path) in zip(unpacked, paths) {
        try member.commit()
        report(.fetched(path: path))
      }
    }
  }

  /// Whether a file is there as published.
  ///
  /// - Throws: ``FetchError`` if there is another of its name.
  private func isPresent(_ file: PublishedFile, at path: String) throws -> Bool {
    guard try isPresent(size: file.size, at: path) else { return false }
    var digest = MD5()
    digest.update(try InputFile.bytes(path, atMost: file.size))
    guard digest.hexadecimal() == file.digest else {
      throw FetchError(
        .unwritable,
        "\(path): exists with the MD5 digest \(digest.hexadecimal()), expected \(file.digest);"
          + " move it away to have the published file fetched")
    }
    return true
  }

  private func isPresent(size: Int, at path: String) throws -> Bool {
    guard let found = InputFile.size(path) else { return false }
    guard found == size else {
      throw FetchError(
        .unwritable,
        "\(path): exists with \(found) bytes, expected \(size); move it away to have the published"
          + " file fetched")
    }
    return true
  }

  /// Unpacks one member of an archive. tar gives it on its stdout and writes no files: so whatever an archive says
  /// of folders, links and owners does not matter.
  private func unpack(
    _ member: String, of size: Int, from archive: AtomicFile, called name: String, to path: String,
    isInterrupted: @escaping @Sendable () -> Bool
  ) async throws -> AtomicFile {
    let file = try AtomicFile(path: path)
    let tar = ExternalProgram(
      "tar", ["-xzOf", "-", "--", member], input: .file(try archive.fromBeginning()))
    func check(_ found: Int) throws {
      guard found != size else { return }
      let base = member.split(separator: "/").last ?? ""
      throw FetchError(
        .wrongContent,
        "\(name): found \(found > size ? "more" : "\(found)") bytes of \(base), expected \(size)")
    }
    let ending = try await reportingMissing {
      try await tar.run(isInterrupted: isInterrupted) { bytes in
        if file.length + bytes.count > size { try check(file.length + bytes.count) }
        try file.write(bytes)
      }
    }
    guard !isInterrupted() else { throw CancellationError() }
    guard ending.isSuccess else {
      let reason = ending.messages.trimmingCharacters(in: .whitespacesAndNewlines)
      throw FetchError(.unavailable, "\(self.name): tar could not unpack it: \(reason)")
    }
    try check(file.length)
    return file
  }
}
