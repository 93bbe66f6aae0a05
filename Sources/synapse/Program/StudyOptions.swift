import ArgumentParser
import BuiltInStudies
import DataFiles
import DataSets
import Experiments
import Foundation
import Parallel
import Results
import Studies

/// Which study, and what is changed in it.
struct StudyOptions: ParsableArguments {
  @Argument(
    help:
      "A study file, - for one from stdin, or the name of a built-in study: \(Self.builtInNames).",
    completion: Completions.studies)
  var study: String

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp(
      "Replaces a value of the study, for example synapse.tau_m=20. May be repeated.",
      valueName: "key.path=value"), completion: Completions.settings)
  var settings: [String] = []

  @Option(help: "Replaces the study's seed.")
  var seed: UInt64?

  @OptionGroup var data: DataOptions

  private static var builtInNames: String {
    BuiltInStudies.texts.keys.sorted().joined(separator: ", ")
  }

  /// Reads the study.
  ///
  /// - Parameters:
  ///   - variations: what a sweep lays over it.
  ///   - alternatives: what else it is run with, whose keys may stand in it.
  ///   - inputs: where the files that it names are opened.
  func load(
    variations: [String] = [], alternatives: [String] = [], inputs: StudyInputs
  ) throws -> Study {
    try Self.load(
      study, settings: settings, seed: seed, variations: variations, alternatives: alternatives,
      inputs: inputs)
  }

  /// The same of a study that another command names.
  static func load(
    _ study: String, settings: [String], seed: UInt64?, variations: [String] = [],
    alternatives: [String] = [], inputs: StudyInputs
  ) throws -> Study {
    if study == "-" {
      guard Ranks.countByLauncher == 1 else {
        throw StudyError(
          "-: only one process can read stdin, and mpirun started several: give a file")
      }
      return try Study(
        yaml: Terminal.input.get(), path: "stdin", folder: "", settings: settings,
        variations: variations, seed: seed, inputs: inputs, alternatives: alternatives)
    }
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: study, isDirectory: &isFolder)
    // A folder of the same name, such as an earlier run's output, does not hide a built-in study.
    if !exists || isFolder.boolValue, let text = BuiltInStudies.texts[study] {
      return try Study(
        yaml: text, path: "built-in study \(study)", folder: "", settings: settings,
        variations: variations, seed: seed, inputs: inputs, alternatives: alternatives)
    }
    guard exists else {
      throw StudyError(
        "\(study): there is no such file, nor a built-in study (\(builtInNames))"
          + NearMiss.suggestion(forStudy: study))
    }
    guard !isFolder.boolValue else {
      throw StudyError("\(study): is a folder, expected a study file")
    }
    return try Study(
      contentsOf: study, settings: settings, variations: variations, seed: seed,
      inputs: inputs, alternatives: alternatives)
  }
}

/// Where data sets are.
struct DataOptions: ParsableArguments {
  @Option(
    name: .customLong("data-dir"),
    help: ArgumentHelp(
      "Where data sets are looked for first; then in $SYNAPSE_DATA and ~/.local/share/synapse/data.",
      valueName: "folder"), completion: .directory)
  var dataFolder: String?

  var folders: DataFolders { DataFolders(dataFolder) }

  /// What studies name, none of it open yet.
  func makeInputs() -> StudyInputs { StudyInputs(dataFolders: folders) }
}

/// How many threads work.
struct ThreadOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How many threads may work on a large population (default: as many as there are processors; one for each rank of mpirun).",
      discussion: "The results do not depend on it. Small populations stay on one thread.",
      valueName: "count"))
  var threads: Int?

  func validate() throws {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads: found \(threads), expected a number from 1 to 1024")
    }
  }

  /// How many threads each of some ranks may use.
  func count(ranks: Int) -> Int {
    threads ?? (ranks > 1 ? 1 : ProcessInfo.processInfo.activeProcessorCount)
  }
}

/// What is told along the way.
struct MessageOptions: ParsableArguments {
  @Flag(help: "No progress bar on stderr and no table on stdout.")
  var quiet = false

  @Option(
    help: ArgumentHelp(
      "How progress is shown on stderr: as a bar, on terminals only, or in lines of JSON for other programs.",
      valueName: "bar|json"))
  var progress = ProgressBar.Style.bar
}

extension ProgressBar.Style: ExpressibleByArgument {}

/// Where the output goes.
struct OutputOptions: ParsableArguments {
  @Option(
    name: [.short, .long],
    help: ArgumentHelp("The folder to write to; new, or empty.", valueName: "folder"),
    completion: .directory)
  var output: String

  @Flag(help: "Write to the folder even if there is something in it, and replace its files.")
  var force = false

  @OptionGroup var messages: MessageOptions

  func makeDirectory() throws -> OutputDirectory {
    try ParameterSweep.refuseFolder(output)
    return try OutputDirectory(output, force: force)
  }
}
