import TestSupport
import Testing

import Configuration

/// What is written is read back as it was.
@Suite struct YAMLRoundTripTests {
  /// Letters that mean something in YAML, and some that most programs get wrong.
  private static let letters: [Character] = [
    "a", "Z", "0", " ", ":", "#", "-", "\"", "'", "\\", "{", "}", "[", "]", ",", "&", "*", "!",
    "|", ">", "%", "@", "`", "\t", "\n", "\r", "\u{0}", "\u{7F}", "\u{85}", "\u{A0}", "\u{2028}",
    "\u{FEFF}", "ρ", "é", "漢", "🧠", "~", ".", "/", "_",
  ]

  @Test(arguments: 0..<300) func textsReadBack(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    let letters = String(
      (0..<Int.random(in: 1...12, using: &random)).map { _ in
        Self.letters.randomElement(using: &random)!
      })
    // Yams drops byte-order marks at the beginning of a value, as at that of a file.
    let text = String(String.UnicodeScalarView(letters.unicodeScalars.drop { $0 == "\u{FEFF}" }))
    var writer = YAMLWriter()
    writer.section("a") { $0.write("b", text: text) }
    let node = try ConfigurationNode(yaml: writer.text, path: "f")
    #expect(node.word(at: "a", "b") == text, "seed \(seed): \(writer.text.debugDescription)")
  }

  @Test func numbersAndSectionsReadBack() throws {
    var writer = YAMLWriter()
    writer.write("x", 0.1 + 0.2)
    writer.section("s") { outer in
      outer.section("t") { $0.write("y", list: [1, .leastNonzeroMagnitude]) }
      outer.write("z", "word")
    }
    let node = try ConfigurationNode(yaml: writer.text, path: "f")
    #expect(Double(node.word(at: "x")!) == 0.1 + 0.2)
    #expect(node.word(at: "s", "z") == "word")
    #expect(writer.text == "x: 0.30000000000000004\ns:\n  t:\n    y: [1.0, 5.0e-324]\n  z: word\n")
  }

  @Test func settingsMakeTheMappingsOnTheWay() throws {
    var node = try ConfigurationNode(yaml: "a: {b: 1}\nc: 2", path: "f")
    let value = try ConfigurationNode(option: "--set", value: "7")
    #expect(node.set(["a", "d", "e"], to: value) == nil)
    #expect(node.word(at: "a", "d", "e") == "7")
    #expect(node.word(at: "a", "b") == "1")
    // What is above is no mapping.
    #expect(node.set(["c", "x"], to: value) == 1)
  }
}
