import Foundation
import SynapticDynamics
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite struct InputFileTests {
  private let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("input-file-tests-\(UUID().uuidString)")

  private func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  private func mistake(_ body: () throws -> Void) throws -> String {
    "\(try #require(throws: DataFileError.self) { try body() })"
  }

  /// A pipe nobody writes to, a device without end, a folder: told at once.
  @Test(.timeLimit(.minutes(1))) func onlyFilesAreRead() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try #require(mkfifo(path("pipe"), 0o600) == 0)
    for (path, kind) in [
      (path("pipe"), "a pipe"), ("/dev/zero", "a device"), ("/dev/null", "a device"),
      (folder.path, "a folder"),
    ] {
      let message = "\(path): is \(kind), expected a file"
      #expect(try mistake { _ = try InputFile.bytes(path, atMost: 10) } == message)
      #expect(try mistake { _ = try CSVTable(path: path) } == message)
      #expect(InputFile.size(path) == nil)
    }
    #expect(
      try mistake { _ = try InputFile.bytes(path("none"), atMost: 10) }
        == "\(path("none")): cannot be opened: No such file or directory")
  }

  @Test func sizesAreBounded() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = path("file")
    try Data("\u{FEFF}one\ntwo".utf8).write(to: URL(fileURLWithPath: file))
    #expect(InputFile.size(file) == 10)
    #expect(try InputFile.bytes(file, atMost: 10).count == 10)
    #expect(try InputFile.beginning(file, count: 4).count == 4)
    #expect(try InputFile.beginning(file, count: 40).count == 10)
    #expect(try InputFile.text(file, atMost: 10) == "one\ntwo")
    #expect(
      try mistake { _ = try InputFile.bytes(file, atMost: 9) }
        == "\(file): has 10 bytes, expected at most 9")
    try Data([0x61, 0x0A, 0x0A, 0xC3, 0x28]).write(to: URL(fileURLWithPath: file))
    #expect(
      try mistake { _ = try InputFile.text(file, atMost: 9) }
        == "\(file):3: this is not UTF-8 text; save the file as UTF-8")
  }

  /// A file without line breaks, holes mostly: it is not gathered in memory.
  @Test(.timeLimit(.minutes(1))) func linesAreBounded() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = path("holes.csv")
    FileManager.default.createFile(atPath: file, contents: nil)
    try #require(truncate(file, 1 << 40) == 0)
    #expect(
      try mistake { _ = try CSVTable(path: file) }
        == "\(file):1: found a line of more than 256 MB, expected rows of numbers")
  }

  // MARK: Memory

  /// Files of the system as Linux has them, in a folder of their own.
  private func limit(_ files: [String: String]) throws -> MemoryLimit {
    let root = folder.appendingPathComponent(UUID().uuidString)
    for (name, text) in files {
      let url = root.appendingPathComponent(name)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: url, atomically: true, encoding: .utf8)
    }
    return MemoryLimit.limit(root: root.path)
  }

  @Test func controlGroupsOfBothVersionsCount() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let free = try limit([:])
    #expect(free.bytes > 1 << 20 && free.source != "its control group")
    let own = try limit(["proc/self/cgroup": "0::/\n", "sys/fs/cgroup/memory.max": "123456\n"])
    #expect(own.bytes == 123_456 && own.source == "its control group")
    let second = "0::/a/b\n"
    #expect(
      try limit(["proc/self/cgroup": second, "sys/fs/cgroup/a/b/memory.max": "123456\n"]) == own)
    #expect(
      try limit([
        "proc/self/cgroup": second, "sys/fs/cgroup/a/b/memory.max": "max\n",
        "sys/fs/cgroup/a/memory.max": "123456\n", "sys/fs/cgroup/memory.max": "max\n",
      ]) == own)
    // Within a container the path leads nowhere, and the root is the container's.
    #expect(
      try limit(["proc/self/cgroup": second, "sys/fs/cgroup/memory.max": "123456\n"]) == own)
    let first = "12:cpu,cpuacct:/c\n7:memory:/a\n"
    #expect(
      try limit([
        "proc/self/cgroup": first, "sys/fs/cgroup/memory/a/memory.limit_in_bytes": "123456\n",
      ]) == own)
    #expect(
      try limit([
        "proc/self/cgroup": first,
        "sys/fs/cgroup/memory/a/memory.limit_in_bytes": "9223372036854771712\n",
      ]) == free)
    #expect(try limit(["proc/self/cgroup": "nonsense\n:::\n0::\n"]) == free)
  }

  @Test func refusalsSayWhatIsNeededAndWhatIsThere() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let limit = try limit([
      "proc/self/cgroup": "0::/\n", "sys/fs/cgroup/memory.max": "250000000\n",
    ])
    #expect(limit.refusal(of: 2.4e8) == nil)
    #expect(
      limit.refusal(of: 3.1e12)
        == "needs about 3.1 TB of memory, and its control group leaves this process 250 MB")
    #expect(limit.refusal(of: 1e300)?.contains("of memory") == true)
    #expect(limit.refusal(of: .infinity)?.contains("inf PB of memory") == true)
  }

  // MARK: Words

  @Test func nearestWordsAreThoseThatWereMeant() {
    let words = ["tau_m", "tau_rho", "temperature", "m0"]
    for (word, meant) in [
      ("tau-rho", "tau_rho"), ("TauM", "tau_m"), ("temprature", "temperature"),
      ("tempertaure", "temperature"), ("m1", "m0"),
    ] {
      #expect(nearest(to: word, among: words) == meant)
      #expect(suggestion(for: word, among: words) == "; did you mean \"\(meant)\"?")
    }
    #expect(nearest(to: "window", among: words) == nil)
    #expect(suggestion(for: "window", among: words) == "")
    // Time would grow with the square of the length.
    #expect(nearest(to: String(repeating: "m", count: 1_000_000), among: words) == nil)
  }
}
