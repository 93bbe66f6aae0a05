import Foundation
import Studies
import Testing

/// What a study file may ask for: values, depth, keys, and aliases, which stand for what they name.
@Suite struct StudyFileBoundsTests {
  private static let drive = "duration: 3\ndrive: {kind: constant, gradient: 1}\n"

  private func mistake(_ text: String) throws -> String {
    "\(try #require(throws: StudyError.self) { try Study(yaml: text, path: "s", folder: "") })"
  }

  /// Lists of ten aliases of lists of ten aliases, twelve deep, as a value and as a key; and a list for each of many
  /// lists within each other. Written out they would take terabytes, compared they would take days.
  @Test func aliasesOfAliasesAreCounted() throws {
    func bomb(_ end: String) -> String {
      let first = "a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n"
      let others = (1...12).map { k in
        "a\(k): &a\(k) [\(repeatElement("*a\(k - 1)", count: 10).joined(separator: ", "))]\n"
      }
      return first + others.joined() + end
    }
    #expect(try mistake(bomb("")).hasPrefix("s:7: found more than 4000000 values"))
    let key = bomb("? *a12\n: 1\n").replacing("a0: &a0 [1, 1", with: "a0: &a0 [1")
    #expect(try mistake(key).hasPrefix("s:7: found more than 4000000 values"))
    #expect(
      try mistake("x: &x [1]\n? *x\n: 1\n").hasPrefix(
        "s:2: found a key that is no word, expected key"))
    let chain = (1..<900).map { "a\($0): &a\($0) [*a\($0 - 1)]\n" }.joined()
    #expect(
      try mistake("a0: &a0 [1]\n" + chain).hasPrefix("s:100: found values more than 100 lists and"))
  }

  @Test func depthAndKeysAreBounded() throws {
    func nested(_ depth: Int) -> String {
      "study: " + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "\n"
    }
    #expect(
      try mistake(nested(99) + Self.drive).contains(
        "s:1: study: found a list of 1, expected a text"))
    #expect(
      try mistake(nested(101)).hasPrefix("s:1: found values more than 100 lists and mappings deep"))
    #expect(try mistake(nested(5000)).hasPrefix("s:1: this is not YAML: Maximum nesting level"))
    let keys = (0...1000).map { "key\($0): 1\n" }.joined()
    #expect(try mistake(keys).hasPrefix("s:1: found a mapping of 1001 keys, expected at most 1000"))
    let commas = "study: [" + String(repeating: ",", count: 4_000_001) + "]"
    #expect(
      try mistake(commas).hasPrefix("s:1: found 4000001 commas and lines, expected at most 4000000")
    )
  }

  /// A star is an alias where a word may begin, and nowhere else.
  @Test func aliasesStandForWhatTheyName() throws {
    let short = """
      study: "two * three *row" # *row is no alias here
      duration: 3
      synapse: &s
        initial: {w_f: &row [0.5, -0.25], w_b: *row}
        tau_m: &tau 20
      drive:
        kind: steps
        times: [0, 1, *one]
        gradients: [*row, [1, 2], *row]
      """.replacing("*one", with: "2")
    let long = """
      study: "two * three *row"
      duration: 3
      synapse:
        initial: {w_f: [0.5, -0.25], w_b: [0.5, -0.25]}
        tau_m: 20
      drive:
        kind: steps
        times: [0, 1, 2]
        gradients: [[0.5, -0.25], [1, 2], [0.5, -0.25]]
      """
    let study = try Study(yaml: short, path: "s", folder: "")
    #expect(try study == Study(yaml: long, path: "s", folder: ""))
    #expect(study.name == "two * three *row")
    // Later anchors of a name take the place of earlier ones; what is not there yet is unknown.
    let again = "study: &x a\nduration: &x 3\nseed: *x\ndrive: {kind: constant, gradient: *x}\n"
    #expect(try Study(yaml: again, path: "s", folder: "").seed == 3)
    let early = "seed: *x\nduration: &x 3\ndrive: {kind: constant, gradient: 1}\n"
    #expect(try mistake(early) == "s:1: this is not YAML: found undefined alias \"x\"")
    #expect(try mistake("study: *a b\n" + Self.drive).contains("undefined alias"))
    #expect(try mistake("study: &x *y\n" + Self.drive).contains("s:1: this is not YAML"))
  }

  /// Where a mistake stands is told after stars, wide letters and every line break.
  @Test func linesAreCountedAsTheyAreWritten() throws {
    for end in ["\n", "\r\n", "\r"] {
      let text = "study: 'ä𝄞 *é'\(end)duration: &d 3\(end)seed: *d\(end)synapses: x\(end)"
      #expect(try mistake(text).contains("s:4: synapses: found \"x\""), "\(end.debugDescription)")
    }
  }

  @Test func everyKeyThatStandsTwiceIsToldWithBothLines() throws {
    let text = """
      seed: 1
      "duration": 3
      duration: 4
      synapse:
        tau_m: 1
        m0: 1
        'tau_m': 2
      seed: 5
      seed: 6
      """
    #expect(
      try mistake(text) == """
        s:1: the key "seed" stands twice in this mapping, here and in line 8
        s:2: the key "duration" stands twice in this mapping, here and in line 3
        s:5: the key "tau_m" stands twice in this mapping, here and in line 7
        """)
  }

  /// A list of words where numbers belong has a mistake for each word; a hundred are told.
  @Test func manyMistakesAreCutShort() throws {
    let words = (0..<500).map { "a\($0)" }.joined(separator: ", ")
    let message = try mistake("synapse: {initial: {w_f: [\(words)]}}\n" + Self.drive)
    let lines = message.split(separator: "\n")
    #expect(lines.count == 101 && lines[100] == "and 400 more mistakes of this kind or others")
  }

  /// Of what is too long to be meant nothing similar is looked for, and no message has all of it.
  @Test func longWordsAreCutShort() throws {
    let word = String(repeating: "x", count: 200_000)
    for text in [
      "\(word): 1\n\(Self.drive)", "rule: \(word)\n\(Self.drive)",
      "duration: 1\ndrive: {kind: network, data: \(word)}\n",
      "synapse: {initial: {rho: \(word)}}\n\(Self.drive)",
      "duration: 1\ndrive: {kind: csv, file: \(word)}\n", "study: \(word)\n\(Self.drive)",
    ] {
      #expect(try mistake(text).utf8.count < 500)
    }
  }
}
