import DataFiles
import Foundation
import Results
import SynapticDynamics
import Testing

/// `docs/reading-the-output.md` explains the columns that tables have, all of them and no others.
@Suite struct DocumentedColumnsTests {
  private let page: String

  init() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    page = try String(
      contentsOf: root.appendingPathComponent("docs/reading-the-output.md"), encoding: .utf8)
  }

  /// What stands below a heading.
  private func section(_ title: String) throws -> Substring {
    let start = try #require(page.range(of: "\n## \(title)\n"))
    let rest = page[start.upperBound...]
    return rest[..<(rest.range(of: "\n## ")?.lowerBound ?? rest.endIndex)]
  }

  /// The words in backticks.
  private func names(in text: some StringProtocol) -> [String] {
    text.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset % 2 == 1 }.map { String($0.element) }
  }

  /// The names in the first column of the first table whose header says `column`.
  private func columns(in section: Substring) throws -> [String] {
    let start = try #require(section.range(of: "| column | meaning |\n|---|---|\n"))
    return section[start.upperBound...].split(separator: "\n", omittingEmptySubsequences: false)
      .prefix { $0.hasPrefix("|") }
      .flatMap { names(in: $0.split(separator: "|")[0]) }
  }

  @Test func comparisonsTasksAndSpikesAreExplained() throws {
    #expect(
      try columns(in: section("compare.csv")).sorted() == ComparisonRow.schema.header().sorted())
    #expect(try section("compare.csv").contains("```\n\(ComparisonRow.schema.text)\n```"))
    let errors = try section("compare-errors.csv")
    #expect(errors.contains("```\n\(ComparisonErrorRow.schema.text)\n```"))
    #expect(try columns(in: errors) == ComparisonErrorRow.schema.header())
    #expect(try columns(in: section("tasks.csv")) == TaskRow.schema.header())
    #expect(try columns(in: section("spikes.csv")) == SpikeRow.schema.header())
    #expect(try columns(in: section("voltages.csv")) == VoltageRow.schema.header())
  }

  @Test func differencesAreExplained() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let sweeps = try String(
      contentsOf: root.appendingPathComponent("docs/sweeps.md"), encoding: .utf8)
    let start = try #require(sweeps.range(of: "With `--output FILE` the numbers are written"))
    let line = sweeps[start.upperBound...].prefix { $0 != "\n" }
    let list = sweeps[line.endIndex...].dropFirst().prefix { $0 != "." }
    #expect(names(in: list) == DifferenceRow.schema.header())
  }

  @Test func evaluationsAreExplained() throws {
    let section = try section("predictions.csv, classes.csv and confusion.csv")
    let header = EvaluationTables.predictions.header(["p_0", "p_1"], withOptional: true)
    #expect(Set(try columns(in: section)) == Set(header + ["y_0", "y_1"]))
    let explained = names(in: section)
    for name in EvaluationTables.classes.header(withOptional: true) {
      #expect(explained.contains(name), "\(name)")
    }
  }

  @Test func curvesAreExplained() throws {
    let section = try section("learning.csv and layers.csv")
    #expect(
      try columns(in: section).sorted() == LayerRow.schema.header(withOptional: true).sorted())
    let paragraph = try #require(section.range(of: "`learning.csv`: "))
    let rest = section[paragraph.upperBound...]
    let text = rest[..<(rest.range(of: "\n\n")?.lowerBound ?? rest.endIndex)]
    let known = LearningRow.schema.header(withOptional: true)
    #expect(Set(names(in: text)).subtracting(["drive.data.validation"]) == Set(known))
  }

  /// Bio-Adam's quantities, those of its partner among them, stand in the first table, those of other rules in the
  /// second.
  @Test func tracesAreExplained() throws {
    let section = try section("trace.csv")
    let explained = try columns(in: section)
    let rule = RuleKind.named("bioAdam")!
    let shown = rule.make(RuleValues(defaultsOf: rule)).shownQuantities.map(\.name)
    let optional: Set = ["m_plus_b", "m_minus_b", "rho_b", "contraction_clock", "m_b"]
    let header = Trace.schema.header(["g"] + shown)
    #expect(Set(explained).subtracting(optional) == Set(header))
    #expect(section.contains("```\n\(header.joined(separator: ","))\n"))
    let table = try #require(section.range(of: "| rule | columns |\n|---|---|\n"))
    for line in section[table.upperBound...].split(
      separator: "\n", omittingEmptySubsequences: false
    ).prefix(while: { $0.hasPrefix("|") }) {
      let cells = line.split(separator: "|")
      let columns = names(in: cells[1]).flatMap { $0.split(separator: ",").map(String.init) }
      for name in names(in: cells[0]) {
        let kind = try #require(RuleKind.named(name))
        let rule = kind.make(RuleValues(defaultsOf: kind))
        #expect(rule.shownQuantities.map(\.name) == columns + ["w_f", "w_b"], "\(name)")
      }
    }
  }
}
