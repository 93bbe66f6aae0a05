import Configuration
import RuleEquations
import Testing

/// What is told of a rule's text besides wrong expressions.
@Suite struct RuleMessageTests {
  private func message(_ yaml: String) -> String {
    do {
      _ = try writtenRule(yaml)
      return ""
    } catch { return "\(error)" }
  }

  @Test(arguments: [
    (
      "name: a\nconstants: {k: [1, 0, 2]}\nequations:\n  w: g/k",
      "rule.yaml:4: rule.equations.w: at character 2 of \"g/k\" (column 7), found a division by what the constants of"
        + " synapse 1 make 0, expected another divisor"
    ),
    ("name: a\nconstants: {k: [1, 5], l: [2, 5]}\nequations: {w: g/(k - l)}", "synapse 1 make 0"),
    (
      "name: a\nconstants: {k: [1, 0], l: 1}\nlet: {p: l/k}\nequations: {w: g*p}",
      "synapse 1 make 0"
    ),
    // A division that a condition leaves out harms nobody.
    ("name: a\nconstants: {k: [1, 0]}\nequations: {w: \"if(k > 0, g/k, 0)\"}", ""),
    ("name: a\nconstants: {k: [1, 2]}\nequations: {w: g/k}", ""),
    (
      "name: a\nconstants: {tua: 1, tau: 2}\nequations: {w: g/tau}",
      "rule.constants.tua: no equation uses it, expected only what has an effect; equations use \"tau\""
    ),
    ("name: a\nlet: {drvie: g, drive: g}\nequations: {w: drive}", "equations use \"drive\""),
    (
      "name: a\nsubstances: {m: {positive: true, initial: {uniform: [-1, 1]}}}\nequations: {m: g, w: m}",
      "rule.yaml:2: rule.substances.m.initial: found numbers from -1.0, expected numbers of at least 0"
    ),
    (
      "name: a\nsubstances: {m: {positive: true, initial: {uniform: [0, 1]}}}\nequations: {m: g, w: m}",
      ""
    ),
  ])
  func mistakesAreTold(_ yaml: String, _ expected: String) {
    let found = message(yaml)
    #expect(expected.isEmpty ? found.isEmpty : found.contains(expected), "\(found)")
  }

  /// Where the text stands in one line as it is, its column is told.
  @Test(arguments: [
    ("equations:\n  w: \"g + foo\"", "(column 11)"), ("equations:\n  w: 'g + foo'", "(column 11)"),
    ("equations:\n  w: g + foo", "(column 10)"), ("equations: {w: g + foo}", "(column 20)"),
    ("equations: {w: \"if(g, µ, 1)\"}", "(column 23)"),
    ("equations:\n  w: >\n    g +\n    foo", ""), ("equations:\n  w: \"\\u0067 + foo\"", ""),
    ("equations:\n  w: g\n    + foo", ""),
    ("let: {p: &one g + foo}\nequations: {w: p}", ""),
  ])
  func columnsAreTold(_ yaml: String, _ column: String) {
    let found = message("name: a\n\(yaml)\n")
    #expect(found.contains("at character"), "\(found)")
    #expect(column.isEmpty ? !found.contains("column") : found.contains(column), "\(found)")
  }

  /// A condition that is no comparison jumps where it becomes 0.
  @Test(arguments: [
    ("if(m, 1, g)", "jumps where one of these changes its sign: m"),
    ("if(m - g, 1, g)", "changes its sign: m - g"),
    ("if(m > 0, 1, g)", "changes its sign: m"),
    ("if(max(m > 0, g > 1), 1, g)", "changes its sign: m, g - 1"),
    ("if(1, m, g)", "jumps: none"),
  ])
  func jumpsAreListed(_ expression: String, _ line: String) throws {
    let rule = try writtenRule(
      "name: a\nsubstances: {m: {}}\nequations: {m: g - m, w: \"\(expression)\"}")
    let jumps = rule.explanation.first { $0.hasPrefix("jumps") }
    #expect(jumps?.hasSuffix(line) == true, "\(jumps ?? "none")")
  }

  // MARK: Units

  private static let rule = "name: a\nsubstances: {ca: {}}\nequations: {ca: g - ca, w: ca}\n"

  @Test func unitsAreReadAndWritten() throws {
    let rule = try writtenRule(Self.rule + "units: {w: mV, time: ms, ca: \"µM (free)\"}\n")
    #expect(rule.text.unit(of: "ca") == "µM (free)" && rule.text.unit(of: "w_b") == "mV")
    #expect(rule.text.unit(of: "time") == "ms" && rule.text.unit(of: "g") == nil)
    var writer = YAMLWriter()
    rule.text.write(to: &writer)
    let lines = writer.text.split(separator: "\n").dropFirst().map { $0.dropFirst(2) }
    #expect(try writtenRule(lines.joined(separator: "\n")) == rule)
    #expect(rule.explanation.contains("units: time in ms, w in mV, ca in µM (free)"))
  }

  @Test(arguments: [
    ("units: {cca: µM}", "unknown key \"rule.units.cca\"; did you mean \"ca\"?"),
    ("units: {tmie: s}", "did you mean \"time\"?"),
    ("units: {ca: }", "rule.units.ca: found nothing"), ("units: {ca: [1]}", "rule.units.ca"),
    ("units: µM", "rule.units: found \"µM\", expected a mapping"),
    ("units: {ca: \"a\\nb\"}", "expected a unit of at most 30 characters in one line"),
    ("units: {ca: \(String(repeating: "m", count: 31))}", "expected a unit of at most 30"),
  ])
  func wrongUnitsAreTold(_ units: String, _ expected: String) {
    let found = message(Self.rule + units + "\n")
    #expect(found.hasPrefix("rule.yaml:4: ") && found.contains(expected), "\(found)")
  }
}
