import Foundation

/// The pages of the documentation, and what stands in their fenced blocks.
enum Documentation {
  /// A fenced block.
  struct Block {
    /// The page, as seen from the repository's folder, and the line of the fence.
    var place: String
    /// The word behind the fence, or nothing.
    var language: String
    var text: String
  }

  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// All pages, as seen from the repository's folder.
  static let pages: [String] = {
    let docs = FileManager.default.enumerator(atPath: root.appendingPathComponent("docs").path)!
    return ["README.md", "CONTRIBUTING.md", "examples/README.md"]
      + docs.compactMap { $0 as? String }.filter { $0.hasSuffix(".md") }.map { "docs/\($0)" }
      .sorted()
  }()

  static func text(_ page: String) throws -> String {
    try String(contentsOf: root.appendingPathComponent(page), encoding: .utf8)
  }

  static func blocks(of page: String) throws -> [Block] {
    var (blocks, open): ([Block], Block?) = ([], nil)
    let lines = try text(page).split(separator: "\n", omittingEmptySubsequences: false)
    for (number, line) in lines.enumerated() {
      if line.hasPrefix("```") {
        if let block = open { blocks.append(block) }
        open =
          open == nil
          ? Block(place: "\(page):\(number + 1)", language: String(line.dropFirst(3)), text: "")
          : nil
      } else {
        open?.text += line + "\n"
      }
    }
    return blocks
  }

  /// The first block of a page in a language.
  static func block(_ language: String, of page: String) throws -> String? {
    try blocks(of: page).first { $0.language == language }?.text
  }

  /// The commands of a shell's block, those that go on in the next line as one.
  static func commands(_ text: String) -> [String] {
    text.replacing("\\\n", with: " ").split(separator: "\n").map {
      $0.trimmingCharacters(in: .whitespaces)
    }
  }

  /// Runs a line in a shell that finds the programs under test.
  static func run(
    _ command: String, in folder: URL, environment: [String: String] = [:]
  ) throws -> Program.Result {
    var variables = ProcessInfo.processInfo.environment
    variables["PATH"] = "\(Program.folder.path):\(variables["PATH"] ?? "/usr/bin:/bin")"
    variables.merge(environment) { $1 }
    return try Program.run("/bin/sh", ["-ec", command], in: folder, environment: variables)
  }
}
