import DataFiles
import Foundation
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite struct InputFileTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func path(_ name: String) -> String { scratch.path(name) }

  private func readNumbers(_ path: String) throws {
    let rows = try TableReader(path: path)
    var values = rows.names.map { _ in 0.0 }
    while try rows.readNumbers(into: &values) {}
  }

  private func mistake(_ body: () throws -> Void) throws -> String {
    "\(try #require(throws: DataFileError.self) { try body() })"
  }

  /// A pipe nobody writes to, a device without end, a folder: told without reading, or this would not end.
  @Test func onlyFilesAreRead() throws {
    try #require(mkfifo(path("pipe"), 0o600) == 0)
    for (path, kind) in [
      (path("pipe"), "a pipe"), ("/dev/zero", "a device"), ("/dev/null", "a device"),
      (scratch.folder.path, "a folder"),
    ] {
      let message = "\(path): is \(kind), expected a file"
      #expect(try mistake { _ = try InputFile.bytes(path, atMost: 10) } == message)
      #expect(try mistake { try readNumbers(path) } == message)
      #expect(InputFile.size(path) == nil)
    }
    #expect(
      try mistake { _ = try InputFile.bytes(path("none"), atMost: 10) }
        == "\(path("none")): cannot be opened: No such file or directory")
  }

  @Test func sizesAreBounded() throws {
    let file = try scratch.write("\u{FEFF}one\ntwo", to: "file")
    #expect(InputFile.size(file) == 10)
    #expect(try InputFile.bytes(file, atMost: 10).count == 10)
    #expect(try InputFile.beginning(file, count: 4).count == 4)
    #expect(try InputFile.beginning(file, count: 40).count == 10)
    #expect(try InputFile.text(file, atMost: 10) == "one\ntwo")
    #expect(
      try mistake { _ = try InputFile.bytes(file, atMost: 9) }
        == "\(file): has 10 bytes, expected at most 9")
    try scratch.write([0x61, 0x0A, 0x0A, 0xC3, 0x28], to: "file")
    #expect(
      try mistake { _ = try InputFile.text(file, atMost: 9) }
        == "\(file):3: this is not UTF-8 text; save the file as UTF-8")
  }

  /// A file without line breaks, holes mostly: it is not gathered in memory.
  @Test func linesAreBounded() throws {
    let file = path("holes.csv")
    FileManager.default.createFile(atPath: file, contents: nil)
    try #require(truncate(file, 1 << 40) == 0)
    #expect(
      try mistake { try readNumbers(file) }
        == "\(file):1: found a line of more than 256 MB, expected rows of numbers")
  }
}
