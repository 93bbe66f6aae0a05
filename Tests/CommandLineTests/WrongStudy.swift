import Testing

/// A study with one mistake.
struct WrongStudy: CustomTestStringConvertible, Sendable {
  var text: String
  /// Where the mistake is.
  var line: Int
  /// What the message must name.
  var words: [String]

  init(_ text: String, _ line: Int, _ words: [String]) {
    (self.text, self.line, self.words) = (text, line, words)
  }

  var testDescription: String { words.joined(separator: " … ") }

  /// Exit 65, one message with its place, and no folder.
  func check() throws {
    let scratch = try Scratch()
    try scratch.write(text, to: "study.yaml")
    let result = try synapse("run", "study.yaml", "--output", "out", in: scratch.folder)
    #expect(result.status == 65)
    #expect(result.output.isEmpty)
    let lines = result.error.split(separator: "\n")
    #expect(lines.count == 1, "\(result.error)")
    #expect(result.error.hasPrefix("error: study.yaml:\(line): "), "\(result.error)")
    for word in words { #expect(result.error.contains(word), "\(result.error)") }
    #expect(try contents(scratch.folder) == ["study.yaml"])
  }
}
