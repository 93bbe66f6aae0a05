import ArgumentParser
import BuiltInStudies
import DataFiles
import Experiments
import Foundation
import Parallel
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
