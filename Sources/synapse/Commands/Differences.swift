import ArgumentParser
import DataFiles
import Foundation
import HostSystem
import Results
import Studies

/// `synapse differences`.
struct Differences: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Tells by how much a result differs between settings, with intervals.",
    discussion: """
      Compares runs of the same seed, and of the same fold of a data set: the mean of their differences, its 95 % interval by \
      Student's t and by the bootstrap, and the p of the paired t-test. With --within it is also tested whether a setting is equal \
      within a margin: two one-sided t-tests at 5 %. The settings are those of one sweep, told apart by the keys of --against, or \
      folders of seeds, of which the first is what all others are compared with. Where other keys vary, too, --best-by chooses the \
      best of them for each setting.

      EXAMPLES:
        synapse differences out/cold out/five --result results_test_accuracy --within 0.5
        synapse differences out/rules --against rule=adam --result results_test_accuracy --within 0.5
        synapse differences out/rates --against rule=adam --best-by results_validation_accuracy \\
          --result results_test_accuracy --output differences.csv
      """)

  @Argument(
    help: ArgumentHelp(
      "The folder of a sweep, or several of sweeps or runs of several seeds.", valueName: "folder"),
    completion: .directory)
  var folders: [String]

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "The setting of a sweep that the others are compared with. May be repeated, for several keys.",
      valueName: "key.path=value"), completion: Completions.settings)
  var against: [String] = []

  @Option(
    help: ArgumentHelp("What is compared: a column of sweep.csv.", valueName: "result"),
    completion: Completions.comparedResults)
  var result: String

  @Option(
    help: ArgumentHelp(
      "If other keys vary, takes the best of them for each setting: by a result that is not on the test set, as synapse sweep has it.",
      valueName: "result"), completion: Completions.results)
  var bestBy: String?

  @Option(
    help: ArgumentHelp(
      "The largest difference that does not matter: also tests whether settings are equal within it. Of shares, such as accuracies, in per cent.",
      valueName: "margin"))
  var within: Double?

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("A CSV file to write the table to.", valueName: "file"),
    completion: .file(extensions: ["csv"]))
  var output: String?

  @Flag(help: "Prints the table as Markdown.")
  var markdown = false

  func validate() throws {
    guard !folders.isEmpty else { throw ValidationError("Give the folder of a sweep.") }
    if folders.count == 1, against.isEmpty {
      throw ValidationError(
        "Give the setting that the others are compared with, for example --against rule=adam, or several folders."
      )
    }
    if folders.count > 1, !against.isEmpty {
      throw ValidationError(
        "--against: is for the settings of one sweep; of several folders all are compared with the first"
      )
    }
    if let setting = against.first(where: { !$0.dropFirst().contains("=") }) {
      throw ValidationError("--against: found \(setting), expected key.path=value")
    }
    if let within, !(within > 0 && within.isFinite) {
      throw ValidationError("--within: found \(within), expected a number above 0")
    }
    if let bestBy { _ = try SweepCriterion(option: bestBy) }
  }

  func run() async throws {
    try await exiting {
      let choice = SettingDifferences.Choice(
        metric: result, criterion: try bestBy.map { try SweepCriterion(option: $0) })
      let values = against.map { setting in
        let parts = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        return (key: String(parts[0]), value: String(parts[1]))
      }
      let settings =
        folders.count == 1
        ? try SettingDifferences(folder: folders[0], against: values, choice)
        : try SettingDifferences(folders: folders, choice)
      let text = DifferencesText(settings, metric: result, within: within)
      if let output {
        let file = try AtomicFile(path: output)
        try file.write(DifferenceRow.csv(text.rows))
        try file.commit()
      }
      Terminal.warn(of: settings.skippedCount, withoutChoice: choice.criterion)
      for setting in [settings.reference] + settings.others where setting.missingCount > 0 {
        Terminal.tell(
          "\(setting.name): \(setting.missingCount) of \(setting.runCount) runs have no \(result) and are left out",
          prefix: "warning: ")
      }
      Terminal.show(markdown ? text.table.markdown : text.table.text)
    }
  }
}
