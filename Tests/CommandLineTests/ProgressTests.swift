import Foundation
import Testing

/// Progress is for terminals, whatever the command, and for programs that ask for it.
@Suite struct ProgressTests {
  @Test(arguments: ["run", "compare", "sweep"])
  func linesAreForProgramsThatAsk(_ command: String) throws {
    let scratch = try Scratch()
    let seeds = command == "sweep" ? 2 : 1
    try scratch.write("seeds: \(seeds)\n" + smallStudy, to: "s.yaml")
    func error(_ options: String...) throws -> String {
      let result = try Program.run(
        "synapse", [command, "s.yaml", "--output", "out", "--force"] + options, in: scratch.folder)
      try #require(result.status == 0, "\(result.error)")
      return result.error
    }
    // The tests' stderr is no terminal.
    #expect(try !error().contains("%"))
    let lines = try error("--progress", "json").split(separator: "\n")
    #expect(!lines.isEmpty && lines.allSatisfy { $0.hasPrefix("{\"progress\":{") }, "\(lines)")
  }
}
