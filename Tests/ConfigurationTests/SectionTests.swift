import Testing

import Configuration

/// What a section tells of its keys, line by line.
@Suite struct SectionTests {
  /// The mistakes that reading a text finds.
  private func mistakes(_ yaml: String, _ read: (Section) -> Void) throws -> [String] {
    let root = try ConfigurationNode(yaml: yaml, path: "f.yaml")
    let diagnostics = Diagnostics()
    read(Section(root, name: "", at: root.origin, diagnostics: diagnostics))
    do { try diagnostics.check() } catch let error as ConfigurationError { return error.messages }
    return []
  }

  @Test func rightValuesAreRead() throws {
    let found = try mistakes(
      "a: 1e-3\nb: [1, 2.5]\nc: yes\nd: true\ne: {f: .5}\ng: 18446744073709551615"
    ) {
      #expect($0.number("a", default: 0) == 1e-3)
      #expect($0.numbers($0.node("b")!, key: "b") == [1, 2.5])
      #expect($0.word("c", among: ["yes", "no"], default: "no") == "yes")
      #expect($0.flag("d", default: false))
      let inner = $0.section("e")
      #expect(inner.number("f", default: 0) == 0.5)
      inner.finish()
      // More than a Double holds.
      #expect($0.integerIfPresent("g", atLeast: UInt64(0)) == .max)
      $0.finish()
    }
    #expect(found.isEmpty)
  }

  @Test func missingKeysHaveDefaults() throws {
    let found = try mistakes("a: 1") {
      _ = $0.node("a")
      #expect($0.number("b", default: 7) == 7)
      #expect($0.numberIfPresent("b") == nil)
      #expect($0.integerIfPresent("b", atLeast: 1) == nil)
      #expect($0.sectionIfPresent("c") == nil)
      #expect($0.text("d") == nil)
      $0.finish()
    }
    #expect(found.isEmpty)
  }

  @Test(arguments: [
    ("x: -1", "f.yaml:1: x: found \"-1\", expected a number above 0"),
    ("x: nan", "f.yaml:1: x: found \"nan\", expected a number above 0"),
    ("\nx: [1]", "f.yaml:2: x: found a list of 1, expected a number above 0"),
    ("x: {a: 1}", "f.yaml:1: x: found a mapping of 1 keys, expected a number above 0"),
    ("x:", "f.yaml:1: x: found nothing, expected a number above 0"),
  ])
  func wrongNumbersAreTold(yaml: String, message: String) throws {
    #expect(try mistakes(yaml) { _ = $0.numberIfPresent("x", .positive) } == [message])
  }

  @Test func nearestKeyIsTold() throws {
    let found = try mistakes("s:\n  leraning_rate: 1\n  q: 2") {
      let inner = $0.section("s")
      _ = inner.node("learning_rate")
      inner.finish()
      $0.finish()
    }
    #expect(
      found == [
        "f.yaml:2: unknown key \"s.leraning_rate\"; did you mean \"learning_rate\"?",
        "f.yaml:3: unknown key \"s.q\"; known keys: learning_rate",
      ])
  }

  @Test func keysWithoutEffectAreTold() throws {
    let found = try mistakes("a: 1\nb: 2") {
      $0.refuse("b", because: "a has it all")
      #expect($0.node("b") == nil)
      _ = $0.node("a")
      $0.finish()
    }
    #expect(found == ["f.yaml:2: b: has no effect, since a has it all; expected no such key"])
  }

  @Test func wholeNumbersAreWhole() throws {
    for text in ["1.5", "0", "-3", "1e400", "x"] {
      let found = try mistakes("n: \(text)") { _ = $0.integerIfPresent("n", atLeast: 1) as Int? }
      #expect(found == ["f.yaml:1: n: found \"\(text)\", expected a whole number of at least 1"])
    }
    let found = try mistakes("n: 1e3") {
      #expect($0.integerIfPresent("n", atLeast: 1) == 1000)
    }
    #expect(found.isEmpty)
  }
}
