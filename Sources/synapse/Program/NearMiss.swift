import ArgumentParser
import BuiltInStudies
import DataFiles
import Foundation

/// What was meant by a word that is no command, and by an option that there is not.
enum NearMiss {
  /// Advice about arguments that were not understood, in place of the library's message; nil if nothing near is known.
  static func advice(for arguments: [String]) -> String? {
    var command: any ParsableCommand.Type = Synapse.self
    var rest = arguments[...]
    while let word = rest.first, !command.configuration.subcommands.isEmpty {
      if word.hasPrefix("-") { return unknownOption(in: rest, of: command) }
      guard let next = command.subcommand(word) else { return message(word, in: command) }
      command = next
      rest = rest.dropFirst()
    }
    return unknownOption(in: rest, of: command)
  }

  /// The message about a word that is no command of another's.
  static func message(_ word: String, in command: any ParsableCommand.Type) -> String {
    let names = command.configuration.subcommands.map { $0._commandName }
    let isRoot = command == Synapse.self
    var message =
      "found the command \"\(word.excerpt)\", expected one of \(names.joined(separator: ", "))"
    if let near = nearest(to: word, among: names) {
      message += "; did you mean \"\(near)\"?"
    } else if isRoot, let study = study(word) {
      message += "; did you mean \"run \(study)\"?"
    }
    return message
  }

  /// What is added to a message about a study that is not there: a file beside it, or a built-in study.
  static func suggestion(forStudy study: String) -> String {
    let folder = study.lastIndex(of: "/").map { String(study[...$0]) } ?? ""
    let files = try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)
    let studies = (files ?? []).filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.sorted()
    if let near = nearest(to: String(study.dropFirst(folder.count)), among: studies) {
      return "; did you mean \"\(folder)\(near)\"?"
    }
    return DataFiles.suggestion(for: study, among: BuiltInStudies.texts.keys.sorted())
  }

  /// The study that a word names.
  private static func study(_ word: String) -> String? {
    let isFile = [".yaml", ".yml"].contains { word.hasSuffix($0) }
    return isFile && FileManager.default.fileExists(atPath: word)
      ? word : nearest(to: word, among: BuiltInStudies.texts.keys.sorted())
  }

  /// The first option that the command does not have and that is nearly one of its own. The library tells of what is missing
  /// before it tells of what is wrong, and a misspelt option is missing.
  private static func unknownOption(
    in arguments: ArraySlice<String>, of command: any ParsableCommand.Type
  ) -> String? {
    let help = command.helpMessage(includeHidden: true, columns: 1000)
    let names = Set(
      help.matches(of: #/(?m)^  (?:-[a-zA-Z], )*(--[a-z][a-z0-9-]*)/#).map { String($0.1) })
    for argument in arguments.prefix(while: { $0 != "--" }) where argument.hasPrefix("--") {
      let name = String(argument.prefix { $0 != "=" })
      if !names.contains(name), let near = nearest(to: name, among: names.sorted()) {
        return "unknown option \"\(name.excerpt)\"; did you mean \"\(near)\"?"
      }
    }
    return nil
  }
}

extension ParsableCommand {
  /// The command of a name that this one has.
  static func subcommand(_ name: String) -> (any ParsableCommand.Type)? {
    configuration.subcommands.first { $0._commandName == name }
  }
}
