import Studies
import Testing

/// Numbers, words and names as people write them.
@Suite struct NumberTests {
  /// What a study makes of the duration.
  private func duration(_ text: String) throws -> Double {
    try Study(
      yaml: "duration: \(text)\ndrive: {kind: constant, gradient: 1}", path: "s.yaml", folder: ""
    ).duration
  }

  @Test(arguments: [
    ("1e-3", 0.001), ("1.0e-3", 0.001), ("1.0E-3", 0.001), (".5", 0.5), ("5.", 5), ("10", 10),
    ("+2", 2), ("1E3", 1000), ("1e+3", 1000), ("5.e3", 5000), ("+.5e1", 5), ("'10'", 10),
    // Not octal, as YAML 1.1 has it: nobody means 83.
    ("0123", 123), ("4.9406564584124654e-324", .leastNonzeroMagnitude), ("10 # a comment", 10),
  ])
  func areRead(_ text: String, _ value: Double) throws {
    #expect(try duration(text) == value)
  }

  @Test(arguments: [
    "nan", ".nan", "inf", ".inf", "Infinity", "0x10", "0o17", "1_000", "12:30", "\"1,5\"", "1 000",
    ".", "+", ".e5", "e5", "+.", "--5", "+-5", "5..", "1e", "1e5.", "1e400", "½", "٣", "true",
    "~", "0", "-1", "1d3", "5%",
  ])
  func areRefused(_ text: String) throws {
    let error = #expect(throws: StudyError.self) { try duration(text) }
    #expect(error?.messages.count == 1)
    let message = error?.messages.first ?? ""
    #expect(message.hasPrefix("s.yaml:1: duration: found "), "\(message)")
    #expect(message.hasSuffix("expected a number above 0"), "\(message)")
  }

  /// Signs, points and exponents without a digit are not 0.
  @Test(arguments: [".", "+.", "-.", ".e5", "''"])
  func needDigits(_ text: String) {
    #expect(throws: StudyError.self) {
      try Study(
        yaml: "duration: 1\ndrive: {kind: constant, gradient: \(text)}", path: "", folder: "")
    }
  }

  /// Whatever Double there is, its shortest decimals survive the way through a study.
  @Test func everyDoubleSurvives() throws {
    for seed in UInt64(0)..<500 {
      var random = RandomStudy(seed: seed)
      let value = Double(bitPattern: random.next()).magnitude
      guard value.isFinite, value > 0 else { continue }
      #expect(try duration("\(value)") == value, "seed \(seed)")
    }
  }

  @Test(arguments: [
    "no", "yes", "on", "off", "0123", "1.5", "12:30", "null-model", "\"null\"", "'~'",
  ])
  func namesStayText(_ text: String) throws {
    let study = try Study(
      yaml: "study: \(text)\nduration: 1\ndrive: {kind: constant, gradient: 1}", path: "",
      folder: "")
    #expect(study.name == text.filter { !"\"'".contains($0) })
    #expect(try Study(yaml: study.yaml(in: "."), path: "", folder: "").name == study.name)
  }

  @Test(arguments: [
    ("18446744073709551615", UInt64.max), ("9007199254740993", 9_007_199_254_740_993),
    ("1e3", 1000),
    ("007", 7), ("+4", 4), ("0", 0),
  ])
  func seedsAreExact(_ text: String, _ seed: UInt64) throws {
    let yaml = "seed: \(text)\nduration: 1\ndrive: {kind: constant, gradient: 1}"
    let study = try Study(yaml: yaml, path: "", folder: "")
    #expect(study.seed == seed)
    #expect(try Study(yaml: study.yaml(in: "."), path: "", folder: "").seed == seed)
  }
}
