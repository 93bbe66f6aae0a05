import ArgumentParser
import DataFiles
import Results
import StudyReference

/// `synapse help`: in place of the library's own, for `help keys`.
struct Help: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows the help of a command, or what study files may say.",
    discussion: """
      synapse help keys prints every key of study files with its type, domain and default, and what it means; with \
      a key, a section, or the end of a key, only what is asked for. The whole page, with the forms of \
      values and what goes with what, is synapse-study(5).

      EXAMPLES:
        synapse help run
        synapse help data fetch
        synapse help keys
        synapse help keys record
        synapse help keys synapse.tau_m
        synapse help keys --man > synapse-study.5
      """,
    // Completions and the manual page list the library's own.
    shouldDisplay: false)

  @Argument(
    help: ArgumentHelp("A command; or keys, and which.", valueName: "command"),
    completion: Completions.help)
  var words: [String] = []

  @Flag(help: "With keys: prints the whole page as a manual page.")
  var man = false

  func validate() throws {
    if man, words != ["keys"] {
      throw ValidationError("--man goes with synapse help keys, expected no more than that")
    }
  }

  func run() throws {
    guard words.first == "keys" else { throw CleanExit.helpRequest(try command()) }
    if man {
      let text = ManualPage(version: Versions.program).text
      return Terminal.show(String(text.dropLast()), isOwn: true)
    }
    let asked = words.dropFirst()
    var rows: [KeyRow] = []
    for name in asked {
      let own = StudyReference.rows(of: name)
      guard !name.allSatisfy({ " .[]".contains($0) }) else {
        throw ValidationError(
          "found \"\(name.excerpt)\", expected a key such as synapse.tau_m, a section such as record, or nothing: all keys"
        )
      }
      guard !own.isEmpty else {
        throw ValidationError(
          "there is no key \"\(name.excerpt)\"" + suggestion(for: name, among: StudyReference.names)
        )
      }
      rows += own
    }
    Terminal.show(
      KeyText.text(of: asked.isEmpty ? StudyReference.rows : rows, width: Terminal.width))
  }

  /// The command whose help is asked for.
  private func command() throws -> any ParsableCommand.Type {
    var command: any ParsableCommand.Type = Synapse.self
    for word in words {
      guard let next = command.subcommand(word) else {
        throw ValidationError(NearMiss.message(word, in: command))
      }
      command = next
    }
    return command
  }
}
