import DataSets
import Foundation
import Testing

/// `synapse data`, against a server on this machine.
@Suite struct DataCommandTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private var to: String { scratch.url("data").path }

  private static let first = "train-images-idx3-ubyte.gz"

  private func fetch(from address: String) throws -> Program.Result {
    try synapse("data", "fetch", "mnist", "--to", to, "--from", address)
  }

  /// What is in the set's folder, hidden files too.
  private func left(_ set: String = "mnist") throws -> [String] {
    try contents(scratch.url("data/\(set)"))
  }

  @Test func aMissingFileIsTold() throws {
    let server = try HTTPServer([:])
    let result = try fetch(from: server.address)
    #expect(result.status == 69)
    #expect(
      result.error
        == "error: \(server.address)\(Self.first): The requested URL returned error: 404\n")
    #expect(try left() == [])
  }

  @Test func anUnreachableServerIsTold() throws {
    // Nobody listens at this port, which only the system's administrator can open.
    let address = "http://127.0.0.1:1/"
    let result = try fetch(from: address)
    #expect(result.status == 69)
    #expect(result.error.hasPrefix("error: \(address)\(Self.first): Failed to connect"))
    #expect(try left() == [])
  }

  @Test(arguments: [true, false])
  func aTruncatedFileIsTold(isAnnounced: Bool) throws {
    let body = [UInt8](repeating: 7, count: 1000)
    let server = try HTTPServer([
      "/\(Self.first)": isAnnounced
        ? .truncated(body, announced: 9_912_422) : .unannounced(body)
    ])
    let result = try fetch(from: server.address)
    #expect(result.status == 69)
    // curl's words for what it notices, ours for what it cannot.
    let expected =
      isAnnounced ? "bytes remaining to read" : "ended after 1000 bytes, expected 9912422"
    #expect(result.error.contains(expected), "\(result.error)")
    #expect(try left() == [])
  }

  @Test func interruptionLeavesNothing() throws {
    let server = try HTTPServer([
      "/\(Self.first)": .stalled(Array(repeating: 7, count: 1000), announced: 9_912_422)
    ])
    let folder = scratch.url("data/mnist")
    let start = ContinuousClock.now
    let result = try Program.run(
      "synapse", ["data", "fetch", "mnist", "--to", to, "--from", server.address],
      interruptWhen: {
        ((try? contents(folder)) ?? []).contains { $0.hasPrefix(".\(Self.first).") }
      })
    #expect(result.status == 130)
    #expect(result.error == "error: interrupted\n")
    // By itself curl gives up after a minute in which nothing came.
    #expect(ContinuousClock.now - start < .seconds(45))
    #expect(try left() == [])
  }

  /// A file of the same name that is not the published one may be somebody's own.
  @Test func anotherFileIsNotReplaced() throws {
    try FileManager.default.createDirectory(
      at: scratch.url("data/mnist"), withIntermediateDirectories: true)
    let path = try scratch.write("mine", to: "data/mnist/\(Self.first)")
    let result = try fetch(from: "http://127.0.0.1:1/")
    #expect(result.status == 73)
    #expect(result.error.contains("\(path): exists with 4 bytes, expected 9912422"))
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
  }

  @Test func anUnwritableFolderIsTold() throws {
    let path = try scratch.write("a file", to: "data")
    let result = try fetch(from: "http://127.0.0.1:1/")
    #expect(result.status == 73)
    #expect(result.error.contains("\(path)/mnist: the folder cannot be made"), "\(result.error)")
  }

  @Test func aMissingProgramIsTold() throws {
    let result = try Program.run(
      "synapse", ["data", "fetch", "mnist", "--to", to], environment: ["PATH": scratch.folder.path])
    #expect(result.status == 69)
    #expect(result.error.contains("curl is not installed; get it with: apt-get install curl"))
    #expect(try left() == [])
  }

  @Test(arguments: [
    (["data", "fetch", "emnist-letters", "--to", "x"], "expected one that can be fetched: mnist"),
    (["data", "fetch", "mnist", "--to", "x", "--from", "file:///etc"], "expected an address"),
    (["data", "fetch", "mnist"], "Missing expected argument '--to"),
  ])
  func wrongUsageIsTold(_ arguments: [String], _ message: String) throws {
    let result = try Program.run("synapse", arguments)
    #expect(result.status == 64)
    #expect(result.error.contains(message), "\(result.error)")
  }

  @Test func listSaysWhatIsWhere() throws {
    try FileManager.default.createDirectory(
      at: scratch.url("data/mnist"), withIntermediateDirectories: true)
    func list() throws -> Program.Result {
      try Program.run(
        "synapse", ["data", "list"], environment: ["HOME": "/nowhere", "SYNAPSE_DATA": to])
    }
    let empty = try list()
    #expect(empty.status == 0)
    #expect(empty.output.contains(#/digits +1438 \+ 359 examples, built in/#))
    #expect(empty.output.contains(#/mnist +not here/#))
    #expect(empty.output.contains("searched: \(to), /nowhere/.local/share/synapse/data"))
    for name in ["train", "t10k"] {
      let header: [UInt8] = [0, 0, 8, 3, 0, 0, 2, 1, 0, 0, 0, 28, 0, 0, 0, 28]
      try Data(header).write(to: scratch.url("data/mnist/\(name)-images-idx3-ubyte"))
      try Data([0, 0, 8, 1, 0, 0, 2, 1]).write(
        to: scratch.url("data/mnist/\(name)-labels-idx1-ubyte"))
    }
    let full = try list()
    #expect(full.status == 0)
    #expect(full.output.contains("513 + 513 examples, \(to)/mnist"))
    try scratch.write("no images", to: "data/mnist/t10k-images-idx3-ubyte")
    let broken = try list()
    #expect(broken.status == 65)
    #expect(broken.output.contains(#/mnist +broken/#))
    #expect(broken.error.contains("t10k-images-idx3-ubyte: begins with the bytes 6e 6f 20 69"))
  }
}

/// The fetch itself, of files small enough to be made here.
@Suite struct FetchTests {
  private let scratch: Scratch
  private static let bodies = (1...2).map { k in (0..<(1000 * k)).map { UInt8(($0 * k) % 251) } }

  init() throws { scratch = try Scratch() }

  /// Two files, with the digests of other contents if asked.
  private func set(wrongDigest: Bool = false) -> PublishedSet {
    PublishedSet(
      name: "small", address: "http://127.0.0.1:1/",
      content: .files(
        Self.bodies.enumerated().map { index, body in
          PublishedFile("file\(index)", body.count, digest(wrongDigest ? body + [1] : body))
        }))
  }

  private func digest(_ bytes: [UInt8]) -> String {
    var md5 = MD5()
    md5.update(bytes)
    return md5.hexadecimal()
  }

  /// Fetches and says what was told, without the share of a file.
  private func fetch(_ set: PublishedSet, from server: HTTPServer) async throws -> [String] {
    var events: [String] = []
    try await set.fetch(
      into: scratch.folder.path, from: server.address,
      report: { event in
        switch event {
        case .received: break
        case .fetched(let path):
          events.append("fetched \(URL(fileURLWithPath: path).lastPathComponent)")
        case .present(let path):
          events.append("present \(URL(fileURLWithPath: path).lastPathComponent)")
        }
      })
    return events
  }

  @Test func filesComeOnce() async throws {
    let server = try HTTPServer([
      "/file0": .whole(Self.bodies[0]), "/file1": .unannounced(Self.bodies[1]),
    ])
    #expect(try await fetch(set(), from: server) == ["fetched file0", "fetched file1"])
    #expect(try contents(scratch.url("small")) == ["file0", "file1"])
    for (index, body) in Self.bodies.enumerated() {
      #expect(try Data(contentsOf: scratch.url("small/file\(index)")) == Data(body))
    }
    // What is there is not asked for again, and what is missing is.
    try FileManager.default.removeItem(at: scratch.url("small/file1"))
    let second = try HTTPServer(["/file1": .whole(Self.bodies[1])])
    #expect(try await fetch(set(), from: second) == ["present file0", "fetched file1"])
  }

  @Test func wrongContentIsTold() async throws {
    let server = try HTTPServer(["/file0": .whole(Self.bodies[0])])
    let error = try await #require(throws: FetchError.self) {
      try await fetch(set(wrongDigest: true), from: server)
    }
    #expect(error.kind == .wrongContent)
    #expect(
      error.description.hasSuffix(
        "found the MD5 digest \(digest(Self.bodies[0])), expected \(digest(Self.bodies[0] + [1]))"))
    #expect(try contents(scratch.url("small")) == [])
  }

  @Test func longerContentIsTold() async throws {
    let server = try HTTPServer(["/file0": .unannounced(Self.bodies[0] + [1])])
    let error = try await #require(throws: FetchError.self) { try await fetch(set(), from: server) }
    #expect(error.kind == .wrongContent)
    #expect(error.description.contains("longer than the expected 1000 bytes"))
    #expect(try contents(scratch.url("small")) == [])
  }

  /// The same size, other bytes.
  @Test func anotherFileIsNotReplaced() async throws {
    let server = try HTTPServer(["/file0": .whole(Self.bodies[0])])
    try FileManager.default.createDirectory(
      at: scratch.url("small"), withIntermediateDirectories: true)
    let other = Data(repeating: 1, count: 1000)
    try other.write(to: scratch.url("small/file0"))
    let error = try await #require(throws: FetchError.self) { try await fetch(set(), from: server) }
    #expect(error.kind == .unwritable)
    #expect(try Data(contentsOf: scratch.url("small/file0")) == other)
  }

  /// Of an archive the members are kept, and it is not.
  @Test func archivesAreUnpacked() async throws {
    let folder = scratch.url("source/inner")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for name in ["a.bin", "b.bin", "c.txt"] {
      try Data(name.utf8).write(to: folder.appendingPathComponent(name))
    }
    let made = try Program.run(
      "/usr/bin/env", ["tar", "-czf", "archive.tar.gz", "-C", "source", "inner"], in: scratch.folder
    )
    #expect(made.status == 0, "\(made.error)")
    let archive = Array(try Data(contentsOf: scratch.url("archive.tar.gz")))
    func set(memberSize: Int) -> PublishedSet {
      PublishedSet(
        name: "packed", address: "",
        content: .archive(
          PublishedFile("archive.tar.gz", archive.count, digest(archive)), folder: "inner",
          members: ["a.bin", "b.bin"], memberSize: memberSize))
    }
    let server = try HTTPServer(["/archive.tar.gz": .whole(archive)])
    let error = try await #require(throws: FetchError.self) {
      try await fetch(set(memberSize: 6), from: server)
    }
    #expect(error.description == "archive.tar.gz: found 5 bytes of a.bin, expected 6")
    #expect(try contents(scratch.url("packed")) == [])
    #expect(
      try await fetch(set(memberSize: 5), from: server) == ["fetched a.bin", "fetched b.bin"])
    #expect(try contents(scratch.url("packed")) == ["a.bin", "b.bin"])
    #expect(
      try await fetch(set(memberSize: 5), from: server) == ["present a.bin", "present b.bin"])
  }

  /// An archive in which a file leads out of its folder, and another is a link to somebody's file.
  @Test func archivesWriteNothingElsewhere() async throws {
    try FileManager.default.createDirectory(
      at: scratch.url("source/inner"), withIntermediateDirectories: true)
    try scratch.write("outside", to: "mine")
    try scratch.write("12345", to: "source/inner/a.bin")
    try FileManager.default.createSymbolicLink(
      at: scratch.url("source/inner/b.bin"), withDestinationURL: scratch.url("mine"))
    let made = try Program.run(
      "/usr/bin/env",
      [
        "tar", "-czPf", "archive.tar.gz", "-C", "source", "../mine", scratch.url("mine").path,
        "inner",
      ],
      in: scratch.folder)
    try #require(made.status == 0, "\(made.error)")
    let archive = Array(try Data(contentsOf: scratch.url("archive.tar.gz")))
    let server = try HTTPServer(["/archive.tar.gz": .whole(archive)])
    try scratch.write("another", to: "mine")
    let set = PublishedSet(
      name: "packed", address: "",
      content: .archive(
        PublishedFile("archive.tar.gz", archive.count, digest(archive)), folder: "inner",
        members: ["a.bin", "b.bin"], memberSize: 5))
    let error = try await #require(throws: FetchError.self) { try await fetch(set, from: server) }
    #expect(error.description == "archive.tar.gz: found 0 bytes of b.bin, expected 5")
    #expect(try contents(scratch.url("packed")) == [])
    #expect(try String(contentsOf: scratch.url("mine"), encoding: .utf8) == "another")
  }

  /// tar's own words reach the user.
  @Test func brokenArchivesAreTold() async throws {
    let server = try HTTPServer(["/archive.tar.gz": .whole(Self.bodies[0])])
    let set = PublishedSet(
      name: "packed", address: "",
      content: .archive(
        PublishedFile("archive.tar.gz", 1000, digest(Self.bodies[0])), folder: "inner",
        members: ["a.bin"], memberSize: 5))
    let error = try await #require(throws: FetchError.self) { try await fetch(set, from: server) }
    #expect(error.kind == .unavailable)
    #expect(error.description.contains("tar could not unpack it: "))
    #expect(try contents(scratch.url("packed")) == [])
  }
}
