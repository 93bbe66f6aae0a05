import Foundation
import TestSupport
import Testing

/// `scripts/experiments.sh`, in a copy of what it works on.
@Suite struct ExperimentScriptTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    for name in ["scripts", "experiments", "docs/experiments"] {
      try FileManager.default.createDirectory(
        at: scratch.url(name).deletingLastPathComponent(), withIntermediateDirectories: true)
      try FileManager.default.copyItem(
        at: Documentation.root.appendingPathComponent(name), to: scratch.url(name))
    }
  }

  private func make(_ name: String, short: Bool = false) throws -> Program.Result {
    try Documentation.run(
      "\(short ? "SHORT=1 " : "")sh scripts/experiments.sh \"$(command -v synapse)\" \(name)",
      in: scratch.folder)
  }

  /// Every experiment has a short form, whose table comes from the program, and which leaves its page alone.
  @Test(.enabled(if: hasGnuplot)) func shortFormsRun() throws {
    let names = try contents(scratch.url("experiments")).filter { $0.hasSuffix(".sh") }
    #expect(!names.isEmpty)
    for file in names {
      let name = String(file.dropLast(3))
      let page = try scratch.read("docs/experiments/\(name).md")
      let result = try make(name, short: true)
      #expect(result.status == 0, "\(name): \(result.error)")
      let lines = result.output.split(separator: "\n")
      #expect(lines.count { $0.hasPrefix("|") } >= 3, "\(result.output)")
      #expect(try scratch.read("docs/experiments/\(name).md") == page)
      #expect(try !contents(scratch.folder).contains("out"))
    }
  }

  @Test func theTableGoesBetweenItsMarks() throws {
    let (begin, end) = ("<!-- table: x -->", "<!-- end of table -->")
    try scratch.write(
      "echo \"| $output$short |\"\nprintf '%s\\n' '| \\\\ & |'\n", to: "experiments/x.sh")
    try scratch.write("a\n\(begin)\nold\nolder\n\(end)\nb\n", to: "docs/experiments/x.md")
    let expected = "a\n\(begin)\n| out/experiments/x |\n| \\\\ & |\n\(end)\nb\n"
    for _ in 0..<2 {
      let result = try make("x")
      #expect(result.status == 0 && result.output.isEmpty, "\(result)")
      #expect(try scratch.read("docs/experiments/x.md") == expected)
    }
    #expect(try make("x", short: true).output.hasSuffix("1 |\n| \\\\ & |\n"))
    #expect(try contents(scratch.url("docs/experiments")).allSatisfy { $0.hasSuffix(".md") })
  }

  @Test func mistakesLeaveThePage() throws {
    let other = try make("optimizers")
    #expect(other.status == 64)
    #expect(
      other.error.contains(
        "found \"optimizers\", expected one of equilibrium grapes optimisers predisposition"))
    for page in [
      "a\n", "<!-- end of table -->\n<!-- table: x -->\n", "<!-- table: x -->\n",
      "<!-- table: y -->\n<!-- end of table -->\n",
    ] {
      try scratch.write("touch made; echo '| a |'\n", to: "experiments/x.sh")
      try scratch.write(page, to: "docs/experiments/x.md")
      let result = try make("x")
      #expect(result.status == 65, "\(result)")
      #expect(result.error.contains("docs/experiments/x.md: expected the line <!-- table: x -->"))
      #expect(try scratch.read("docs/experiments/x.md") == page)
      #expect(try !contents(scratch.folder).contains("made"))
    }
    let page = "<!-- table: x -->\nold\n<!-- end of table -->\n"
    try scratch.write(page, to: "docs/experiments/x.md")
    for (text, status) in [("echo '| a |'; false", 1), ("echo none", 70)] as [(String, Int32)] {
      try scratch.write("\(text)\n", to: "experiments/x.sh")
      #expect(try make("x").status == status, "\(text)")
      #expect(try scratch.read("docs/experiments/x.md") == page)
    }
  }
}
