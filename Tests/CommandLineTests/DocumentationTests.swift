import Foundation
import Testing

/// What the documentation says is what the program does.
@Suite struct DocumentationTests {
  // MARK: Commands

  /// Every command that a page or a built-in study shows is understood, and its study is right: what makes a folder is
  /// told to make one that is there, which is refused (73) when all else is checked; anything else may lack its files
  /// (65), but is no wrong usage (64).
  @Test func everyCommandIsRight() throws {
    let scratch = try Scratch()
    try prepare(scratch)
    try FileManager.default.createDirectory(
      at: scratch.url("taken"), withIntermediateDirectories: true)
    try scratch.write("mine", to: "taken/mine")
    // What an earlier command of docs/study-file.md leaves.
    try FileManager.default.createDirectory(
      at: scratch.url("out/first"), withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      at: scratch.url("study.yaml"), to: scratch.url("out/first/study.yaml"))
    let commands = try Self.commands()
    #expect(commands.count > 40, "the pages' commands are no longer found")
    for (place, command) in commands {
      let makesFolder = command.contains(#/^synapse (run|compare|sweep) /#)
      // The set of the tests is small.
      var line = command.replacing("DIR", with: "data").replacing(
        #/(validation|training|test)(: ?|=)\d+/#
      ) { "\($0.1)\($0.2)\($0.1 == "training" ? 60 : 20)" }
      if makesFolder, try Self.namesMuchOfMNIST(line), !line.contains("drive.data") {
        line += " --set 'drive.data={set: mnist, training: 60, validation: 20, test: 20}'"
      }
      if makesFolder {
        line.replace(#/--output \S+/#, with: "--output taken")
      } else {
        line.replace(#/--output (?:\S+/)?(\S+)/#) { "--output none/\($0.1)" }
      }
      let result = try Documentation.run(
        line, in: scratch.folder, environment: ["SYNAPSE_DATA": scratch.url("data").path])
      if makesFolder {
        #expect(result.status == 73, "\(place): \(line): \(result.error)")
      } else {
        #expect([0, 65, 69, 73].contains(result.status), "\(place): \(line): \(result.error)")
      }
    }
    #expect(try contents(scratch.url("taken")) == ["mine"])
  }

  /// Whether a built-in study is named that asks for more images than the set of the tests has.
  private static func namesMuchOfMNIST(_ line: String) throws -> Bool {
    guard let name = line.split(separator: " ").dropFirst(2).first else { return false }
    let file = Documentation.root.appendingPathComponent("examples/studies/\(name).yaml")
    guard FileManager.default.fileExists(atPath: file.path) else { return false }
    return try String(contentsOf: file, encoding: .utf8).contains("{set: mnist, training:")
  }

  /// Of the shell's blocks, of what follows `$`, of the comments in studies, and of code within lines if it names
  /// its output.
  private static func commands() throws -> [(place: String, command: String)] {
    var found: [(place: String, command: String)] = []
    for page in Documentation.pages {
      for block in try Documentation.blocks(of: page) {
        for command in Documentation.commands(block.text) {
          let line = command.hasPrefix("$ ") ? String(command.dropFirst(2)) : command
          if block.language == "sh" || command.hasPrefix("$ "), line.hasPrefix("synapse ") {
            found.append((block.place, line))
          }
        }
      }
      for code in try Documentation.text(page).matches(of: #/`(synapse [^`…]+--output[^`…]+)`/#) {
        found.append((page, String(code.1).replacing("\n", with: " ")))
      }
    }
    let studies = Documentation.root.appendingPathComponent("examples/studies")
    for name in try contents(studies) where name.hasSuffix(".yaml") {
      let text = try String(contentsOf: studies.appendingPathComponent(name), encoding: .utf8)
      let comments = text.split(separator: "\n").filter { $0.hasPrefix("#") }.map { $0.dropFirst() }
      for command in Documentation.commands(comments.joined(separator: "\n"))
      where command.hasPrefix("synapse ") && command.contains("--output") {
        found.append((name, command))
      }
    }
    return found
  }

  /// The studies that the pages write, a small MNIST, and blank images in CIFAR-10's format.
  private func prepare(_ scratch: Scratch) throws {
    for (page, name) in [("README.md", "study"), ("docs/getting-started.md", "my-study")] {
      let study = try #require(try Documentation.block("yaml", of: page))
      try scratch.write(study, to: "\(name).yaml")
    }
    let movements = try Self.movements()
    try scratch.write(movements.study, to: "movements.yaml")
    _ = try Documentation.run(movements.spikes, in: scratch.folder)
    let rows = (0..<500).map { "\($0),0.3,\(0.5 - Double($0 % 7) / 6),-0.02\n" }
    try scratch.write("time,g0,g1,g2\n" + rows.joined(), to: "gradients.csv")
    try scratch.writeSmallMNIST(to: "data")
    // As many images as the built-in studies learn and test, all black and of the first class.
    try FileManager.default.createDirectory(
      at: scratch.url("data/cifar10"), withIntermediateDirectories: true)
    for file in (1...5).map({ "data_batch_\($0).bin" }) + ["test_batch.bin"] {
      try Data(count: 5000 * 3073).write(to: scratch.url("data/cifar10/\(file)"))
    }
  }

  /// The pages' quick commands, in the order in which they are read, each in a folder with what the ones before left:
  /// all succeed, and print what the pages show.
  @Test(.enabled(if: hasGnuplot)) func quickCommandsRun() throws {
    let scratch = try Scratch()
    try prepare(scratch)
    for page in [
      "README", "docs/getting-started", "docs/study-file", "docs/rules", "docs/shipped-rules",
      "docs/networks",
      "docs/continual-learning", "docs/long-runs", "docs/sweeps", "docs/reading-the-output",
      "docs/report",
    ] {
      for block in try Documentation.blocks(of: "\(page).md") {
        if block.language == "python" {
          try block.text.write(
            to: scratch.url("script.py"), atomically: true, encoding: .utf8)
          // The page's own gradients, where there is Python.
          _ = try Documentation.run("python3 script.py || true", in: scratch.folder)
        } else if block.language == "sh" {
          try run(block, in: scratch)
        } else if block.text.hasPrefix("$ ") {
          try compare(block, in: scratch)
        }
      }
    }
    let figure = try String(
      contentsOf: scratch.url("out/equilibrium/equilibrium.svg"), encoding: .utf8)
    #expect(figure.contains("co-consumed substance ρ"), "what the page changes in a script")
  }

  /// The blocks about somebody's own spikes: what writes them, the study, and what is done with it.
  private static func movements() throws -> (spikes: String, study: String, commands: String) {
    let blocks = try Documentation.blocks(of: "docs/spiking.md").filter {
      $0.text.contains("movements")
    }
    try #require(blocks.map(\.language) == ["sh", "yaml", "sh"])
    return (blocks[0].text, blocks[1].text, blocks[2].text)
  }

  /// Spikes that the page writes are learned, to the last movement, and told again.
  @Test func ownSpikesAreLearned() throws {
    let scratch = try Scratch()
    try prepare(scratch)
    let result = try Documentation.run(Self.movements().commands, in: scratch.folder)
    #expect(result.status == 0, "\(result.error)")
    #expect(result.output.contains(#/accuracy +100\.00 %/#), "\(result.output)")
  }

  /// What may be run here, of what the pages show.
  private static let programs: Set = ["synapse", "cmp", "cd", "sed", "gnuplot", "awk"]

  private func run(_ block: Documentation.Block, in scratch: Scratch) throws {
    let lines = Documentation.commands(block.text).filter { line in
      Self.programs.contains(String(line.prefix { $0 != " " }))
    }
    for line in lines { try makeRoom(for: line, in: scratch) }
    let result = try Documentation.run(lines.joined(separator: "\n"), in: scratch.folder)
    #expect(result.status == 0, "\(block.place): \(result.error)")
  }

  /// Pages use the same names for their folders.
  private func makeRoom(for line: String, in scratch: Scratch) throws {
    guard let match = line.firstMatch(of: #/^synapse (?:run|compare|sweep) .*--output (\S+)/#)
    else { return }
    let folder = scratch.url(String(match.1))
    if FileManager.default.fileExists(atPath: folder.path) {
      try FileManager.default.removeItem(at: folder)
    }
  }

  /// Runs what follows `$`, and looks for the lines below it in what is printed, in order; `…` stands for anything.
  private func compare(_ block: Documentation.Block, in scratch: Scratch) throws {
    var output: [Substring] = []
    for line in block.text.split(separator: "\n") {
      if line.hasPrefix("$ ") {
        let command = String(line.dropFirst(2))
        output = []
        guard command.hasPrefix("synapse ") else { continue }
        try makeRoom(for: command, in: scratch)
        let result = try Documentation.run(command, in: scratch.folder)
        #expect(result.status == 0, "\(block.place): \(command): \(result.error)")
        output = result.output.split(separator: "\n")
      } else if line != "…", !output.isEmpty {
        let parts = line.split(separator: "…", omittingEmptySubsequences: false).map {
          NSRegularExpression.escapedPattern(for: String($0)).replacing(#/( |\\ )+/#, with: " +")
        }
        let pattern = try Regex(parts.joined(separator: ".*?"))
        let place = output.firstIndex { $0.wholeMatch(of: pattern) != nil }
        #expect(
          place != nil,
          "\(block.place): \"\(line)\" is not printed, but\n\(output.joined(separator: "\n"))")
        output = place.map { Array(output[($0 + 1)...]) } ?? output
      }
    }
  }

  // MARK: Statements

  /// The table of exit statuses, that of the help, and what the program does.
  @Test func exitStatusesAreThoseOfTheTable() throws {
    let page = try Documentation.text("docs/reading-the-output.md")
    let table = page.matches(of: #/(?m)^\| (\d+) \| /#).map { String($0.1) }
    #expect(table == ["0", "64", "65", "69", "70", "73", "130"])
    let help = try synapse("--help").output
    let section = try #require(help.range(of: "EXIT STATUS:")).upperBound
    let told = help[section...].prefix(500).matches(of: #/(\d+) [a-z]/#).map { String($0.1) }
    #expect(told == table)

    let scratch = try Scratch()
    try scratch.write(smallStudy, to: "s.yaml")
    let run = "synapse run s.yaml --output"
    for (command, status) in [
      ("\(run) out", 0), ("synapse run s.yaml", 64),
      ("synapse plot out/trace.csv --output a.gif", 64), ("\(run) x --set speed=1", 65),
      ("synapse resume none", 65),
      // A PATH in which there is no gnuplot.
      ("p=$(command -v synapse); PATH=none $p plot out/trace.csv --output a.svg", 69),
      ("\(run) y --set integrator.method=euler --set integrator.max_steps=3", 70),
      ("\(run) out", 73),
    ] {
      let result = try Documentation.run(command, in: scratch.folder)
      #expect(result.status == status, "\(command): \(result.error)")
    }
    // 130: InterruptionTests.
  }

  /// The table of rooms names what the sources import.
  @Test func roomsImportWhatTheTableSays() throws {
    let page = try Documentation.text("docs/design.md")
    var table: [String: Set<String>] = [:]
    for row in page.matches(of: #/(?m)^\| `(\w+)` \| .* \| ([^|]+) \|$/#) {
      table[String(row.1)] = Set(row.2.matches(of: #/`(\w+)`/#).map { String($0.1) })
    }
    #expect(table.count > 10, "the table of docs/design.md is no longer read")
    let own = Set(table.keys)
    let sources = try contents(Documentation.root.appendingPathComponent("Sources"))
    for room in sources.filter(own.contains) {
      let folder = Documentation.root.appendingPathComponent("Sources/\(room)")
      let files = try #require(FileManager.default.enumerator(atPath: folder.path))
      var imported: Set<String> = []
      var isC = true
      for case let file as String in files where file.hasSuffix(".swift") {
        isC = false
        let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
        for line in text.matches(of: #/(?m)^ *(?:\S+ )?import (\w+)/#) {
          imported.insert(String(line.1))
        }
      }
      // What is written in C says in Package.swift what it needs.
      if !isC { #expect(table[room] == imported.intersection(own), "\(room)") }
    }
  }

  /// Each library names its own purposes of random numbers, and none takes another's number.
  @Test func purposesAreApart() throws {
    var numbers: [Int: String] = [:]
    for (room, range) in [
      ("SynapticDynamics", 1...31), ("GradientDrives", 3...7), ("DataSets", 32...39),
      ("NeuralNetworks", 40...49), ("SpikingNetworks", 50...59), ("Results", 60...69),
    ] {
      let folder = Documentation.root.appendingPathComponent("Sources/\(room)")
      let files = try #require(FileManager.default.enumerator(atPath: folder.path))
      for case let file as String in files where file.hasSuffix("Purposes.swift") {
        let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
        for purpose in text.matches(of: #/let (\w+) = Self\(rawValue: (\d+)\)/#) {
          let number = try #require(Int(purpose.2))
          #expect(range.contains(number), "\(purpose.1)")
          #expect(numbers.updateValue(String(purpose.1), forKey: number) == nil, "\(purpose.1)")
        }
      }
    }
    #expect(numbers.count == 25)
  }

  /// Pages speak of the version that they come with, and refer to what is there.
  @Test func nothingIsCalledMissing() throws {
    for page in Documentation.pages {
      let text = try Documentation.text(page)
      #expect(!text.contains("not in this version"), "\(page)")
      let folder = Documentation.root.appendingPathComponent(page).deletingLastPathComponent()
      for link in text.matches(of: #/\]\(([^)#: ]+)(?:#[^)]*)?\)/#) {
        let target = folder.appendingPathComponent(String(link.1)).standardizedFileURL.path
        #expect(FileManager.default.fileExists(atPath: target), "\(page): \(link.1)")
      }
    }
  }
}
