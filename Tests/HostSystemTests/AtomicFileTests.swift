import Foundation
import HostSystem
import TestSupport
import Testing

/// Files appear whole or not at all, and nobody else's file is touched.
@Suite struct AtomicFileTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func write(_ text: String, to name: String) throws {
    let file = try AtomicFile(path: scratch.path(name))
    try file.write(text)
    try file.commit()
  }

  @Test func namesAreGivenAtTheEnd() throws {
    try scratch.write("old", to: "f")
    let file = try AtomicFile(path: scratch.path("f"))
    try file.write("new")
    #expect(try scratch.read("f") == "old")
    #expect(try scratch.contents().count == 2)
    try file.commit()
    #expect(try scratch.read("f") == "new")
    #expect(try scratch.contents() == ["f"])
  }

  /// Forty names, of which none is another and none is known before.
  @Test func temporaryNamesCannotBeForetold() throws {
    var names: Set<String> = []
    for _ in 0..<40 {
      let file = try AtomicFile(path: scratch.path("f"))
      let found = try scratch.contents()
      #expect(found.count == 1)
      names.formUnion(found)
      file.discard()
      #expect(try scratch.contents() == [])
    }
    #expect(names.count == 40)
    #expect(names.allSatisfy { $0.wholeMatch(of: #/\.f\.[0-9a-z]{13}\.partial/#) != nil })
  }

  /// What waits under the name of a file that can be gone on with is replaced, not written to.
  @Test(arguments: ["link", "hard link", "file", "pipe", "hanging link"])
  func nothingThatWaitsIsFollowed(_ kind: String) throws {
    let victim = try scratch.write("mine", to: "victim")
    let waiting = scratch.path(".f.partial")
    switch kind {
    case "link": #expect(symlink(victim, waiting) == 0)
    case "hard link": #expect(link(victim, waiting) == 0)
    case "pipe": #expect(mkfifo(waiting, 0o666) == 0)
    case "hanging link": #expect(symlink(scratch.path("nowhere"), waiting) == 0)
    default: try scratch.write("left by a killed program", to: ".f.partial")
    }
    let file = try AtomicFile(continuable: scratch.path("f"))
    try file.write("new")
    #expect(try scratch.read("victim") == "mine")
    try file.commit()
    #expect(try scratch.read("f") == "new" && scratch.read("victim") == "mine")
    #expect(try scratch.contents() == ["f", "victim"])
  }

  /// A link with the file's own name is replaced, too.
  @Test func linksInPlaceOfTheFileAreReplaced() throws {
    let victim = try scratch.write("mine", to: "victim")
    #expect(symlink(victim, scratch.path("f")) == 0)
    try write("new", to: "f")
    #expect(try scratch.read("f") == "new" && scratch.read("victim") == "mine")
  }

  @Test func theUmaskIsRespected() throws {
    for mask: mode_t in [0o022, 0o077, 0o002] {
      // Of the whole process: no other test looks at modes.
      let old = umask(mask)
      defer { umask(old) }
      try write("new", to: "f")
      let attributes = try FileManager.default.attributesOfItem(atPath: scratch.path("f"))
      #expect(attributes[.posixPermissions] as? Int == Int(0o666 & ~mask))
    }
  }

  /// Somebody's file that only looks like one of these stays; what a killed program left goes.
  @Test func whatKilledProgramsLeftIsRemoved() throws {
    let left = ".f.0123456789abc.partial"
    let others = [
      ".f.0123456789ab.partial", ".f.0123456789ABC.partial", ".g.0123456789abc.partial",
    ]
    for name in [left] + others { try scratch.write("", to: name) }
    let living = try AtomicFile(path: scratch.path("f"))
    #expect(try scratch.contents().count == 4 && !scratch.contents().contains(left))
    // One that is being written is nobody's to remove.
    try write("second", to: "f")
    try living.write("first")
    try living.commit()
    #expect(try scratch.read("f") == "first")
    #expect(try scratch.contents() == (others + ["f"]).sorted())
  }

  @Test func longNamesAreWritten() throws {
    for name in [String(repeating: "a", count: 255), String(repeating: "ü", count: 127)] {
      try write("new", to: name)
      #expect(try scratch.read(name) == "new")
    }
  }

  @Test func impossibleFilesAreTold() throws {
    let file = try AtomicFile(path: scratch.path("f"))
    try FileManager.default.createDirectory(
      atPath: scratch.path("f"), withIntermediateDirectories: true)
    let error = #expect(throws: OutputError.self) { try file.commit() }
    #expect(error?.description.contains("/f: cannot be renamed into place: ") == true)
    #expect(throws: OutputError.self) { try AtomicFile(path: scratch.path("no/f")) }
    #expect(try scratch.contents() == ["f"])
  }

  // MARK: Going on

  @Test func killedProgramsAreGoneOnWith() throws {
    do {
      let file = try AtomicFile(continuable: scratch.path("f"))
      try file.write("0123456789")
      try file.synchronise()
      // Kept from now on, whatever happens.
    }
    #expect(try scratch.contents() == [".f.partial"])
    do {
      let file = try AtomicFile(continuing: scratch.path("f"), at: 4)
      #expect(file.length == 4)
      try file.write("abc")
      try file.commit()
      #expect(try scratch.read("f") == "0123abc" && scratch.contents() == ["f"])
    }
    do {
      // A file that was committed goes on under its temporary name.
      let again = try AtomicFile(continuing: scratch.path("f"), at: 2)
      #expect(try scratch.contents() == [".f.partial"])
      try again.write("!")
      try again.commit()
      #expect(try scratch.read("f") == "01!")
    }
    let error = #expect(throws: FileIsShort.self) {
      try AtomicFile(continuing: scratch.path("f"), at: 4)
    }
    #expect(error?.found == 3)
    #expect(try scratch.contents() == ["f"])
  }

  @Test(arguments: ["link", "hard link", "pipe", "folder"], [".f.partial", "f"])
  func onlyPlainFilesAreGoneOnWith(_ kind: String, _ name: String) throws {
    let victim = try scratch.write("0123456789", to: "victim")
    let path = scratch.path(name)
    switch kind {
    case "link": #expect(symlink(victim, path) == 0)
    case "hard link": #expect(link(victim, path) == 0)
    case "pipe": #expect(mkfifo(path, 0o666) == 0)
    default: #expect(mkdir(path, 0o777) == 0)
    }
    let error = #expect(throws: OutputError.self) {
      try AtomicFile(continuing: scratch.path("f"), at: 2)
    }
    #expect(error?.description.contains("\(name): cannot be gone on with: ") == true)
    #expect(try scratch.read("victim") == "0123456789")
    #expect(try scratch.contents() == [name, "victim"].sorted())
  }

  /// Nobody else goes on with a file that is held, or begins it, whether it has its name already or not.
  @Test func oneProgramAtATimeGoesOn() throws {
    let path = scratch.path("f")
    func expectBusy() {
      #expect(AtomicFile.isHeld(path))
      for attempt in [
        { try AtomicFile(continuable: path) }, { try AtomicFile(continuing: path, at: 1) },
      ] {
        let error = #expect(throws: OutputError.self) { try attempt() }
        #expect(error?.description == "\(path): is being written by another program")
      }
    }
    do {
      let file = try AtomicFile(continuable: path)
      try withExtendedLifetime(file) {
        try file.write("0123")
        try file.synchronise()
        expectBusy()
        try file.commit()
        #expect(try scratch.read("f") == "0123")
        expectBusy()
      }
    }
    #expect(!AtomicFile.isHeld(path))
    #expect(try AtomicFile(continuing: path, at: 1).length == 1)
  }

  /// In a process of its own, since all unfinished files of this one would go.
  @Test func interruptionsRemoveWhatIsNotWhole() async {
    await #expect(processExitsWith: .success) {
      let scratch = try Scratch()
      let first = try AtomicFile(path: scratch.path("f"))
      let second = try AtomicFile(continuable: scratch.path("g"))
      let third = try AtomicFile(continuable: scratch.path("h"))
      let fourth = try AtomicFile(path: scratch.path("i"))
      try fourth.commit()
      try third.synchronise()
      UnfinishedFiles.removeAll()
      #expect(try scratch.contents() == [".h.partial", "i"])
      for file in [first, second, third] { file.discard() }
      #expect(try scratch.contents() == [".h.partial", "i"])
    }
  }
}
