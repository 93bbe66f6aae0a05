import Foundation
import Subprocess
import SynapticDynamics
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
  ///   `CancellationError` if it was interrupted. Whatever happens, no file is there in part.
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
    func transfer(_ file: PublishedFile, to path: String) async throws -> PartialFile {
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
          try await transfer(file, to: path).keep()
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
      let unpacked = "\(folder)/.\(archiveFolder).partial"
      defer { try? FileManager.default.removeItem(atPath: unpacked) }
      try await unpack(
        archive.temporaryPath, members: members.map { "\(archiveFolder)/\($0)" }, into: unpacked,
        isInterrupted: isInterrupted)
      for (member, path) in zip(members, paths) {
        let source = "\(unpacked)/\(archiveFolder)/\(member)"
        guard InputFile.size(source) == size else {
          throw FetchError(
            .wrongContent,
            "\(file.name): found \(InputFile.size(source) ?? 0) bytes of \(member), expected \(size)"
          )
        }
        try renameFile(source, to: path)
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

  private func unpack(
    _ archive: String, members: [String], into folder: String, isInterrupted: () -> Bool
  ) async throws {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw FetchError(
        .unwritable, "\(folder): the folder cannot be made: \(Errno(rawValue: errno))")
    }
    let result = try await reportingMissing("tar") {
      try await Subprocess.run(
        .name("tar"), arguments: Arguments(["-xzf", archive, "-C", folder] + members),
        input: .none, output: .discarded, error: .string(limit: 1 << 16))
    }
    // Ctrl-C ends tar too.
    guard !isInterrupted() else { throw CancellationError() }
    guard result.terminationStatus.isSuccess else {
      let reason = result.standardError.trimmingCharacters(in: .whitespacesAndNewlines)
      throw FetchError(.unavailable, "\(name): tar could not unpack it: \(reason)")
    }
  }
}
