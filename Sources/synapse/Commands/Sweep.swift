import ArgumentParser
import DataFiles
import Experiments
import Foundation
import Results
import Studies

/// `synapse sweep`.
struct Sweep: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Runs a study for every combination of some values of its keys.",
    discussion: """
      Each combination is a run in FOLDER/runs/NNNN, with all that synapse run writes. sweep.csv has a row \
      for each with the values, the status and every result; it is up to date after every run. sweep.svg \
      shows the main result over up to three keys; with seeds, mean and standard deviation. The same command \
      goes on where an earlier one stopped: what is finished is not run again.

      Values are YAML: numbers, words, lists such as [1, 2]. The last key is the fastest; with seeds: n in the \
      study it is the seed.

      EXAMPLES:
        synapse sweep study.yaml --vary synapse.tau_m=5,10,20 --output out/tau
        synapse sweep study.yaml --vary integrator.dt=1,0.1 --vary seed=1,2,3 --output out/seeds --jobs 4
        synapse sweep study.yaml --vary synapse.tau_m=5,10,20 --set seeds=5 --output out/means
        synapse sweep equilibrium --vary 'synapse.initial.rho=one,[1, 2, 3, 4, 5, 6]' --output out/rho
        synapse sweep digits --set 'drive.data={set: digits, validation: 300}' --vary \
          synapse.learning_rate=0.003,0.01,0.03 --best-by results_validation_accuracy --output out/rates
        synapse sweep optimisers --set 'drive.data={set: digits, validation: 288}' --set seeds=5 --vary rule=rmsProp,adam \
          --vary synapse.learning_rate=1e-3,3e-3 --best-by results_validation_accuracy --for-each rule \
          --widen synapse.learning_rate --output out/rules
        synapse plot out/seeds/sweep.csv --output rho.svg --columns equilibrium_rho_over_equilibrium_median
        synapse sweep study.yaml --vary seed=1,2,3,4 --output out/parts --part 0/2
        mpirun -n 4 synapse sweep study.yaml --vary seed=1,2,3,4 --output out/ranks
      """)

  @OptionGroup var options: StudyOptions

  @Option(
    name: .customLong("vary"), parsing: .singleValue,
    help: ArgumentHelp(
      "Gives a key of the study each of some values. May be repeated, for all combinations.",
      valueName: "key.path=a,b,…"), completion: Completions.settings)
  var variations: [String] = []

  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "The folder to write to: new, or that of the same sweep, to go on.", valueName: "folder"),
    completion: .directory)
  var output: String

  @Option(
    help: ArgumentHelp(
      "How many runs there may be at once (default: as many as there are processors; one for each rank of mpirun).",
      discussion: "With several, each has one thread. The results do not depend on it.",
      valueName: "count"))
  var jobs: Int?

  @Option(
    help: ArgumentHelp(
      "Only every n-th combination, those with index mod n = i, for i from 0 to n − 1.",
      discussion:
        "The parts may run at the same time, on many machines. In a Slurm job array this is set by itself.",
      valueName: "i/n"))
  var part: String?

  @Option(
    help: ArgumentHelp(
      "Tells which combination has the best of a result: the best mean, with several seeds.",
      discussion:
        "A column of sweep.csv. Accuracies are best where they are highest, losses where they are lowest; of others say "
        + "which, as in lowest:final_alignment_angle_degrees. Results on the test set are refused: hold out "
        + "examples by drive.data.validation.",
      valueName: "result"), completion: Completions.results)
  var bestBy: String?

  @Option(
    name: .customLong("for-each"), parsing: .singleValue,
    help: ArgumentHelp(
      "With --best-by: tells the best for each value of a varied key. May be repeated.",
      valueName: "key.path"), completion: Completions.keys)
  var groupKeys: [String] = []

  @Option(
    name: .customLong("widen"),
    help: ArgumentHelp(
      "With --best-by: goes on with the numbers of a varied key while the best is the first or last of them.",
      discussion:
        "By the same factor, or the same difference, and up to \(SweepWidening.mostExtensions) more on each side. With --for-each "
        + "every group goes on by itself.",
      valueName: "key.path"), completion: Completions.keys)
  var widenedKey: String?

  @Flag(help: "Start afresh: remove the runs of an earlier sweep in the folder.")
  var force = false

  @OptionGroup var messages: MessageOptions

  func validate() throws {
    if let jobs, !(1...1024).contains(jobs) {
      throw ValidationError("--jobs: found \(jobs), expected a number from 1 to 1024")
    }
    if let bestBy { _ = try SweepCriterion(option: bestBy) }
    if bestBy == nil,
      let option = widenedKey != nil ? "--widen" : groupKeys.isEmpty ? nil : "--for-each"
    {
      throw ValidationError("\(option): expected --best-by with it, which says what is best")
    }
    if let part, SweepPart(part) == nil {
      throw ValidationError("--part: found \"\(part)\", expected i/n with i from 0 to n − 1")
    }
  }

  func run() async throws {
    try await exiting(sharesWork: true) {
      let environment = ProcessInfo.processInfo.environment
      let ranks = SweepPart.ranks(in: environment)
      let part = try SweepPart(asked: part.flatMap { SweepPart($0) }, environment: environment)
      let grid = try grid()
      let choices = grid.settings(of: Choices.keys)
      let inputs = options.data.makeInputs()
      func load(_ variations: [String]) throws -> Study {
        try options.load(variations: variations, alternatives: choices, inputs: inputs)
      }
      let sweep = try ParameterSweep(grid, inputs: inputs, load: load)
      if let warning = sweep.methodWarning { Terminal.tell(warning, prefix: "warning: ") }
      let criterion = try bestBy.map { try SweepCriterion(option: $0) }
      if let criterion, criterion.isOfHeldOutExamples,
        try sweep.base.parameters()["drive.data.validation"] == nil,
        !sweep.grid.keys.contains(where: {
          ["drive", "drive.data", "drive.data.validation"].contains($0)
        })
      {
        throw ValidationError(
          "--best-by: \(criterion.metric) needs examples that are held out, expected drive.data.validation in"
            + " the study")
      }
      guard !sweep.grid.axes.isEmpty else {
        throw ValidationError(
          "Give what to vary, for example --vary synapse.tau_m=5,10,20, or seeds in the study.")
      }
      try checkGroups(of: sweep.grid)
      let widening = try criterion.flatMap { criterion in
        try widenedKey.map { key in
          guard part == .whole else {
            throw ValidationError(
              "--widen: found part \(part) of the sweep, expected all of it in one process, with --jobs: a part does not"
                + " know where the best lies")
          }
          return try SweepWidening(
            key, of: sweep, by: criterion, forEach: groupKeys, inputs: inputs, load: load)
        }
      }
      let jobs = jobs ?? (ranks.count > 1 ? 1 : ProcessInfo.processInfo.activeProcessorCount)
      Interruption.listen()
      try await ShownSweep(
        sweep: sweep, folder: output, ranks: ranks, messages: messages,
        criterion: criterion, groupKeys: groupKeys, widening: widening
      ).run(
        SweepOptions(
          program: Bundle.main.executablePath ?? CommandLine.arguments[0], jobs: jobs,
          threads: jobs == 1 && ranks.count == 1 ? nil : 1, dataFolder: options.data.dataFolder,
          part: part, force: force, command: CommandLine.arguments))
    }
  }

  /// Whether the keys of `--for-each` make groups.
  private func checkGroups(of grid: SweepGrid) throws {
    let keys = grid.keys.filter { !SweepTable.repetitionKeys.contains($0) }
    if let key = groupKeys.first(where: { key in groupKeys.count { $0 == key } > 1 }) {
      throw StudyError("--for-each \(key): found it twice, expected each key once")
    }
    let mistakes = groupKeys.filter { !keys.contains($0) }.map { key in
      "--for-each \(key): "
        + (SweepTable.repetitionKeys.contains(key)
          ? "the best is chosen by the mean over it, expected another varied key"
          : "expected a key that is varied by --vary\(suggestion(for: key, among: keys))")
    }
    if !mistakes.isEmpty { throw StudyError(mistakes) }
  }

  /// The grid; `--seed` and `--set` must not say what is varied.
  private func grid() throws -> SweepGrid {
    let grid = try SweepGrid(variations)
    var mistakes: [String] = []
    if options.seed != nil, grid.keys.contains("seed") {
      mistakes.append("--seed: the seed is varied by --vary, expected one of the two")
    }
    for setting in options.settings {
      let key = String(setting.prefix { $0 != "=" })
      if grid.keys.contains(key) {
        mistakes.append("--set \(setting): \(key) is varied by --vary, expected one of the two")
      }
    }
    if !mistakes.isEmpty { throw StudyError(mistakes) }
    return grid
  }
}
