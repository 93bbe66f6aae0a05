import Foundation
import Testing

@Suite struct ReadmeTests {
  /// The README's study and commands, run as they stand in an empty folder.
  @Test func commandsRun() throws {
    let study = try #require(try Documentation.block("yaml", of: "README.md"))
    let block = try #require(try Documentation.block("sh", of: "README.md"))
    let commands = Documentation.commands(block)
    #expect(commands.count >= 3)

    let scratch = try Scratch()
    try scratch.write(study, to: "study.yaml")
    for command in commands {
      let words = command.split(separator: " ").map(String.init)
      #expect(words[0] == "synapse")
      let result = try Program.run("synapse", Array(words.dropFirst()), in: scratch.folder)
      #expect(result.status == 0, "\(command): \(result.error)")
    }
    for file in [
      "alignment/trace.csv", "alignment/summary.json", "alignment/figure.svg",
      "compare/compare.csv", "compare/work-precision.svg", "compare/error-over-time.svg",
    ] {
      let path = scratch.url("out/\(file)").path
      #expect(FileManager.default.fileExists(atPath: path), "\(file)")
    }
  }
}
