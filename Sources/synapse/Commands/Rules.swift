import ArgumentParser
import DataFiles
import RuleEquations
import Studies
import SynapticDynamics

/// `synapse rules`.
struct Rules: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Lists the rules that there are, or prints one that is text.",
    discussion: """
      Rules that are built in are named in a study (rule: adam). Those that come as text are named as a file \
      (rule: {file: oja}), and printed here to start from: put the text in a file of your own, change it, and name \
      that file.

      EXAMPLES:
        synapse rules
        synapse rules oja
        synapse rules oja > my-rule.yaml
      """)

  @Argument(help: "The rule to print.", completion: Completions.rules)
  var name: String?

  func run() async throws {
    try await exiting {
      if let name { return Terminal.show(try text(of: name)) }
      Terminal.show("built in:")
      Terminal.show(
        formatted(RuleKind.all.map { ($0.name, $0.constants.map(\.key).joined(separator: ", ")) }))
      Terminal.show("as text:")
      Terminal.show(
        formatted(ShippedRules.texts.keys.sorted().map { ($0, ShippedRules.summary(of: $0)) }))
    }
  }

  private func text(of name: String) throws -> String {
    if let text = ShippedRules.texts[name] { return String(text.dropLast()) }
    if RuleKind.named(name) != nil {
      throw StudyError("\(name) is built in and has no text: docs/model.md has its equations")
    }
    let names = ShippedRules.texts.keys.sorted()
    let near = suggestion(for: name, among: names)
    throw StudyError(
      "there is no rule \"\(name.excerpt)\" as text"
        + (near.isEmpty ? ", expected one of \(names.joined(separator: ", "))" : near))
  }
}
