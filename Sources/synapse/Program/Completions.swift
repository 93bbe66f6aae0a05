import ArgumentParser
import BuiltInStudies
import DataFiles
import Foundation
import HostSystem
import Results
import RuleEquations
import Studies
import StudyReference
import SystemPackage

/// What shells offer for arguments and options.
enum Completions {
  /// Study files, and the names of built-in studies.
  static let studies = CompletionKind.custom { _, _, prefix in
    BuiltInStudies.texts.keys.sorted() + files(prefix, endings: ["yaml", "yml"])
  }

  /// The same, and the rules that come as text.
  static let studiesAndRules = CompletionKind.custom { _, _, prefix in
    Set(BuiltInStudies.texts.keys).union(ShippedRules.texts.keys).sorted()
      + files(prefix, endings: ["yaml", "yml"])
  }

  /// The rules that come as text.
  static let rules = CompletionKind.list(ShippedRules.texts.keys.sorted())

  /// The keys of study files, as settings begin.
  static let settings = CompletionKind.custom { _, _, _ in StudyReference.paths.map { "\($0)=" } }

  /// The keys of study files.
  static let keys = CompletionKind.custom { _, _, _ in StudyReference.paths }

  /// The columns of the tables that the command names, one after the other.
  static let columns = CompletionKind.custom { words, _, prefix in
    list(
      prefix,
      of: words.filter { $0.hasSuffix(".csv") }.flatMap(columns)
        .filter { !["time", "time_s", "synapse"].contains($0) }.uniqued())
  }

  /// Methods, one after the other.
  static let methods = CompletionKind.custom { _, _, prefix in
    list(prefix, of: IntegrationMethod.all.map(\.name))
  }

  /// A list that is begun, with each of the names that are not in it yet.
  private static func list(_ prefix: String, of names: [String]) -> [String] {
    let chosen = prefix.split(separator: ",", omittingEmptySubsequences: false).dropLast()
    let before = chosen.map { "\($0)," }.joined()
    return names.filter { !chosen.contains($0[...]) }.map { before + $0 }
  }

  /// The results by which a sweep's best may be told: those of its folder, if it was begun.
  static let results = CompletionKind.custom { words, _, _ in
    let place = words.lastIndex { ["--output", "-o"].contains($0) }
    let folder = place.flatMap { words.indices.contains($0 + 1) ? words[$0 + 1] : nil }
    let own = folder.map { columns(of: "\($0)/sweep.csv") } ?? []
    return (own.filter { SweepCriterion($0) != nil } + validationResults)
      .filter { SweepCriterion($0)?.isOfTestSet == false }.uniqued()
  }

  /// The results of the sweeps whose folders the command names.
  static let comparedResults = CompletionKind.custom { words, _, _ in
    words.flatMap { columns(of: "\($0)/sweep.csv") }
      .filter { $0.contains("_") && !$0.contains(".") }.uniqued()
  }

  private static let validationResults = [
    "results_validation_accuracy", "results_validation_loss",
  ]

  /// What there is help about: commands and theirs, or keys of study files.
  static let help = CompletionKind.custom { words, index, _ in
    // Behind "synapse help".
    let before = words.prefix(index).dropFirst(2)
    if before.first == "keys" { return StudyReference.names }
    var command: any ParsableCommand.Type = Synapse.self
    for word in before {
      guard let next = command.subcommand(word) else { return [] }
      command = next
    }
    return command.configuration.subcommands.filter { $0 != Help.self }.map { $0._commandName }
      + (before.isEmpty ? ["keys"] : [])
  }

  /// Folders, and files with one of some endings, that a beginning of a path leads to.
  private static func files(_ prefix: String, endings: [String]) -> [String] {
    let folder = prefix.lastIndex(of: "/").map { String(prefix[...$0]) } ?? ""
    let names = try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)
    return (names ?? []).sorted().compactMap { name in
      // As shells have it, files with a dot only for those who begin with it.
      guard !name.hasPrefix(".") || prefix.dropFirst(folder.count).hasPrefix("."),
        // One candidate a line.
        !name.contains(where: \.isNewline)
      else { return nil }
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: folder + name, isDirectory: &isFolder)
      if isFolder.boolValue { return "\(folder)\(name)/" }
      return endings.contains(FilePath(name).ending) ? folder + name : nil
    }
  }

  /// The names of a table's columns; none if it cannot be read.
  private static func columns(of path: String) -> [String] {
    guard let bytes = try? InputFile.beginning(path, count: 1 << 16) else { return [] }
    return String(decoding: bytes.prefix { $0 != 10 }, as: UTF8.self).split(separator: ",")
      .map { $0.trimmingCharacters(in: .whitespaces) }
  }
}
