import ArgumentParser
import HostSystem
import Results

/// `synapse table`.
struct TableCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "table",
    abstract: "Prints what the settings of a sweep came to, over their seeds and folds.",
    discussion: """
      A cell is the mean ± standard deviation of a result over the runs that differ in nothing but the seed or the fold of a data \
      set; accuracies are in per cent. There is a row for each setting and a column for each --result, or with --across a column \
      for each value of a key. --rows says which keys make the rows, all by default; where others vary, too, --best-by chooses the \
      best of them for each.

      EXAMPLES:
        synapse table out/sweep --result results_test_accuracy --result results_train_loss
        synapse table out/grid --result results_test_accuracy --across synapse.tau_rho --markdown
        synapse table out/rates --rows rule --best-by results_validation_accuracy --result results_test_accuracy
      """)

  @Argument(
    help: ArgumentHelp("The folder of a sweep, or of a run of several seeds.", valueName: "folder"),
    completion: .directory)
  var folder: String

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "What is shown: a column of sweep.csv. May be repeated, for a column each.",
      valueName: "result"), completion: Completions.comparedResults)
  var result: [String]

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "A key that makes the rows. May be repeated, for several keys.", valueName: "key"),
    completion: Completions.keys)
  var rows: [String] = []

  @Option(
    help: ArgumentHelp("A key with a column for each of its values.", valueName: "key"),
    completion: Completions.keys)
  var across: String?

  @Option(
    help: ArgumentHelp(
      "If other keys vary, takes the best of them for each cell: by a result that is not on the test set, as synapse sweep has it.",
      valueName: "result"), completion: Completions.results)
  var bestBy: String?

  @Flag(help: "Prints the table as Markdown.")
  var markdown = false

  func validate() throws {
    guard !result.isEmpty else {
      throw ValidationError("Give a result to show, for example --result results_test_accuracy.")
    }
    if across != nil, result.count > 1 {
      throw ValidationError(
        "--across: its columns show one result; found \(result.count), expected one --result")
    }
    if let bestBy { _ = try SweepCriterion(option: bestBy) }
  }

  func run() async throws {
    try await exiting {
      let table = try SweepTable(folder: folder)
      let criterion = try bestBy.map { try SweepCriterion(option: $0) }
      var keys = rows
      if keys.isEmpty, criterion == nil { keys = table.varyingKeys.filter { $0 != across } }
      let chosen = try ChosenSettings(
        of: table, by: keys + [across].compactMap(\.self),
        option: { $0 == across ? "--across" : "--rows" }, metrics: result, criterion: criterion,
        in: folder)
      let text = SettingsText(chosen.settings, rows: keys, metrics: result, across: across)
      Terminal.warn(of: chosen.skippedCount, withoutChoice: criterion)
      Terminal.show(markdown ? text.table.markdown : text.table.text)
    }
  }
}

extension Terminal {
  /// Warns of combinations that could not be chosen, if there are any.
  static func warn(of count: Int, withoutChoice criterion: SweepCriterion?) {
    guard count > 0, let criterion else { return }
    tell(
      "\(count) \(count == 1 ? "combination" : "combinations") could not be chosen: not all runs have \(criterion.metric)",
      prefix: "warning: ")
  }
}
