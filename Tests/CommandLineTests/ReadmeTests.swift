import Foundation
import Testing

@Suite struct ReadmeTests {
  /// The README's study and commands, run as they stand in an empty folder.
  @Test func commandsRun() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let readme = try String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
    let study = try #require(block("yaml", of: readme))
    let commands = try #require(block("sh", of: readme)).split(separator: "\n").map(String.init)
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
      "compare/compare.csv", "compare/work-precision.svg",
    ] {
      let path = scratch.url("out/\(file)").path
      #expect(FileManager.default.fileExists(atPath: path), "\(file)")
    }
  }

  /// The text of the first fenced block in a language.
  private func block(_ language: String, of text: String) -> String? {
    guard let start = text.range(of: "```\(language)\n"),
      let end = text.range(of: "```", range: start.upperBound..<text.endIndex)
    else { return nil }
    return String(text[start.upperBound..<end.lowerBound])
  }
}
