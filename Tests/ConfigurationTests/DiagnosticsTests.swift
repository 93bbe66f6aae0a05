import Testing

import Configuration

/// Mistakes are told at once, each once, in the order of the file.
@Suite struct DiagnosticsTests {
  private func messages(_ report: (Diagnostics) -> Void) -> [String] {
    let diagnostics = Diagnostics()
    report(diagnostics)
    do { try diagnostics.check() } catch let error as ConfigurationError {
      return error.messages
    } catch {}
    return []
  }

  private func line(_ line: Int) -> ConfigurationNode.Origin {
    .file(path: "f", line: line, column: 1)
  }

  @Test func orderIsThatOfTheFile() {
    let found = messages {
      $0.report("third", at: .option("--set a=1"))
      $0.report("second", at: line(9))
      $0.report("first", at: line(2))
      $0.report("also second", at: line(9))
    }
    #expect(found == ["f:2: first", "f:9: second", "f:9: also second", "--set a=1: third"])
  }

  @Test func theSameIsToldOnce() {
    #expect(messages { for _ in 0..<3 { $0.report("x", at: line(1)) } } == ["f:1: x"])
  }

  @Test func aHundredAreEnough() {
    let found = messages { for i in 1...250 { $0.report("\(i)", at: line(i)) } }
    #expect(found.count == 101)
    #expect(found.last == "and 150 more mistakes of this kind or others")
  }

  @Test func nothingIsNoMistake() throws { try Diagnostics().check() }
}
