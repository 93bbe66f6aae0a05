import Figures
import Foundation
import HostSystem
import Testing

private let hasGnuplot = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
  .contains { FileManager.default.isExecutableFile(atPath: "\($0)/gnuplot") }

/// What others say stands in gnuplot's scripts as text, whatever it is, and none of it is a command.
@Suite(.enabled(if: hasGnuplot)) struct GnuplotScriptTests {
  /// Texts that would leave a file behind if they were commands, and what gnuplot gives a meaning to.
  private static let hostile: [String] = [
    "", "`touch ran`", "'`touch ran`'", "\"`touch ran`\"", "a\n!touch ran\n", "\n!touch ran\n",
    "\r!touch ran\r", "a'\n!touch ran\n'", "';system('touch ran');'", "'.system('touch ran').'",
    "<touch ran", "|touch ran", "@ran", "@`touch ran`", "$(touch ran)", "%s%n%d%g%%", "100 %",
    "\\", "a\\", "\\\n!touch ran", "\\'", "\\\"", "'", "''", "'''", "\"", "\"\"", "#", "# a", "a;b",
    "EOD", "\nEOD\n!touch ran\n", "{/Bold=20 x}", "a_b^c{d}@e&{f}~g{h}", "\\101",
    "&amp;<b>",
    "\u{1B}[31m", "\u{7F}", "a\tb", "_\u{301}^\u{301}", "ü𝄞é́", "\u{2028}", "\u{85}",
  ]

  /// Every byte that a text can have, alone and between others, the hostile ones, and random mixtures.
  private static let texts: [String] = {
    let bytes = (1...0xFF).map { String(UnicodeScalar(UInt8($0))) }
    var seed: UInt64 = 7
    func next(_ count: Int) -> Int {
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(seed >> 33) % count
    }
    let letters = [
      "'", "\"", "`", "\\", "\n", "!", "@", "$", "%", "{", "}", "a", ";", "#", " ", "ü", ".",
    ]
    let mixtures = (0..<300).map { _ in
      (0..<(1 + next(12))).map { _ in letters[next(letters.count)] }.joined()
    }
    return bytes + bytes.map { "a\($0)'b" } + hostile + mixtures
  }()

  /// Runs a script in a folder of its own, which must be empty in the end.
  private func gnuplot(_ script: String) async throws -> [UInt8] {
    final class Output { var bytes: [UInt8] = [] }
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("synapse-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let output = Output()
    let ending = try await ExternalProgram(
      "gnuplot", ["--default-settings"],
      input: .text("cd \(GnuplotScript.quotedPath(folder.path))\n\(script)")
    ).run(receive: { output.bytes += $0 })
    #expect(ending.isSuccess, "\(ending.messages)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
    return output.bytes
  }

  /// gnuplot prints what it was given, byte for byte, also as a part of an expression.
  @Test func quotedTextsAreTheSame() async throws {
    // Lengths are counted in bytes.
    var script = "set encoding iso_8859_1; set print '-'\n"
    for text in Self.texts {
      let quoted = GnuplotScript.quoted(text)
      #expect(!quoted.contains("\n") && !quoted.contains("\r"))
      script += "print \(quoted)\nprint strlen('<' . \(quoted) . '>')\nprint '|'\n"
      script += "print \(quoted) eq \(quoted) ? 'same' : 'not the same'\nprint '|'\n"
    }
    let found = String(decoding: try await gnuplot(script), as: UTF8.self)
    let expected = Self.texts.map { "\($0)\n\($0.utf8.count + 2)\n|\nsame\n|\n" }.joined()
    #expect(found == expected)
  }

  /// A string of gnuplot's ends at a zero: the sign for it stands there instead.
  @Test func zerosAreShown() {
    #expect(GnuplotScript.quoted("a\0b") == "'a␀b'")
    #expect(GnuplotScript.quoted("") == "''")
    #expect(GnuplotScript.quoted("it's") == "'it''s'")
    #expect(GnuplotScript.quoted("'s") == "(\"\\047\".'s')")
    #expect(GnuplotScript.quoted("\n") == "\"\\012\"")
  }

  /// In a figure a text is shown as it is, at every place where the program puts some.
  @Test(arguments: hostile.filter { !$0.isEmpty })
  func shownTextsAreTheSame(_ text: String) async throws {
    var script = try GnuplotScript(figure: "f.svg", width: 700, height: 400)
    let shown = GnuplotScript.quoted(GnuplotScript.escaped(text))
    script.line("set title \(shown); set xlabel \(shown); set ylabel \(shown)")
    script.line("set key title \(shown)")
    script.line("set xtics (\(script.tick(GnuplotScript.escaped(text), at: 1)))")
    script.line("plot [0:2] x title \(shown), keyentry title \(shown)")
    let svg = String(
      decoding: try await gnuplot("output = '/dev/stdout'\n\(script.text)"), as: UTF8.self)
    func plain(_ text: String) -> String { text.replacing(#/\s/#, with: "") }
    let words = plain(
      svg.replacing(#/<[^>]*>/#, with: "").replacing("&lt;", with: "<").replacing("&gt;", with: ">")
        .replacing("&amp;", with: "&"))
    let expected = plain(text.printable)
    #expect(words.ranges(of: expected).count >= 7, "\(words)")
    #expect(svg.contains("</svg>"))
  }

  @Test func scriptsOfOrdinaryNamesAreAsEver() throws {
    let text = try GnuplotScript(figure: "out/it's a_b.svg", width: 700, height: 400).text
    #expect(text.contains("#   gnuplot it's a_b.gp\n"))
    #expect(text.contains("\nif (!exists(\"output\")) output = 'it''s a_b.svg'\n"))
    for (name, quoted) in [
      ("a.csv", "'a.csv'"), ("../a b.csv", "'../a b.csv'"), ("/a", "'/a'"), ("ü", "'ü'"),
      ("<touch ran", "'./<touch ran'"), ("|a", "'./|a'"), ("-", "'./-'"), ("+", "'./+'"),
      ("~/a", "'./~/a'"), ("@a", "'./@a'"), ("$a", "'./$a'"), ("'a", "'./''a'"), (" a", "'./ a'"),
    ] {
      #expect(GnuplotScript.quotedPath(name) == quoted)
    }
  }
}
