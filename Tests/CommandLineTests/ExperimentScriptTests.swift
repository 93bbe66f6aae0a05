import Foundation
import TestSupport
import Testing

/// `scripts/experiments.sh`, in a copy of what it works on.
@Suite struct ExperimentScriptTests {
  private let scratch: Scratch
  private static let names = try! contents(Documentation.root.appendingPathComponent("experiments"))
    .filter { $0.hasSuffix(".sh") }.map { String($0.dropLast(3)) }.sorted()

  init() throws {
    scratch = try Scratch()
    for name in ["scripts", "experiments", "docs"] {
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
  @Test(.enabled(if: hasGnuplot), arguments: names) func shortFormsRun(_ name: String) throws {
    let result = try make(name, short: true)
    #expect(result.status == 0, "\(result.error)")
    let lines = result.output.split(separator: "\n")
    #expect(lines.count { $0.hasPrefix("|") } >= 3, "\(result.output)")
    #expect(try !contents(scratch.folder).contains("out"))
    for folder in ["docs", "docs/experiments"] {
      for page in try contents(scratch.url(folder)) where page.hasSuffix(".md") {
        let kept = Documentation.root.appendingPathComponent("\(folder)/\(page)")
        #expect(
          try scratch.read("\(folder)/\(page)") == String(contentsOf: kept, encoding: .utf8),
          "\(page)")
      }
    }
  }

  @Test func theTableGoesBetweenItsMarks() throws {
    let (begin, end) = ("<!-- table: x -->", "<!-- end of table -->")
    try scratch.write(
      "echo \"| $output$short |\"\nprintf '%s\\n' '| \\\\ & |'\n", to: "experiments/x.sh")
    let other = "<!-- table: y -->\nkept\n\(end)\n"
    try scratch.write(
      "\(other)a\n\(begin)\nold\nolder\n\(end)\nb\n\(other)", to: "docs/experiments/x.md")
    let expected =
      "\(other)a\n\(begin)\n| out/experiments/x |\n| \\\\ & |\n\(end)\nb\n\(other)"
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
        "found \"optimizers\", expected one of \(Self.names.joined(separator: " "))"))
    for page in [
      "a\n", "<!-- end of table -->\n<!-- table: x -->\n", "<!-- table: x -->\n",
      "<!-- table: y -->\n<!-- end of table -->\n",
    ] {
      try scratch.write("touch made; echo '| a |'\n", to: "experiments/x.sh")
      try scratch.write(page, to: "docs/experiments/x.md")
      let result = try make("x")
      #expect(result.status == 65, "\(result)")
      let place = page.contains("table: x") ? "docs/experiments/x.md" : "docs"
      #expect(result.error.hasPrefix("\(place): expected the line <!-- table: x -->"), "\(result)")
      #expect(try scratch.read("docs/experiments/x.md") == page)
      #expect(try !contents(scratch.folder).contains("made"))
    }
    let page = "<!-- table: x -->\nold\n<!-- end of table -->\n"
    for place in ["docs/experiments/x.md", "docs/x.md"] { try scratch.write(page, to: place) }
    let twice = try make("x")
    #expect(twice.status == 65)
    #expect(twice.error.hasPrefix("docs/x.md docs/experiments/x.md: expected"), "\(twice)")
    try FileManager.default.removeItem(at: scratch.url("docs/x.md"))
    try scratch.write(page, to: "docs/experiments/x.md")
    for (text, status) in [
      ("echo '| a |'; false", 1), ("echo none", 70),
      ("echo '| a |'; synapse table nowhere --result x | sed p", 70),
      ("echo '| a |'; synapse table nowhere --result x || true", 70),
    ] as [(String, Int32)] {
      try scratch.write("\(text)\n", to: "experiments/x.sh")
      #expect(try make("x").status == status, "\(text)")
      #expect(try scratch.read("docs/experiments/x.md") == page)
    }
  }
}
