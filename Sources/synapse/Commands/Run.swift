import ArgumentParser
import DataFiles
import Figures
import Foundation
import ODESolvers
import Parallel
import Results
import Studies
import StudyRuns

/// `synapse run`.
struct Run: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Integrates a study and writes its trace.",
    discussion: """
      Writes trace.csv (one row for each recorded time and synapse), summary.json (what ran, how it \
      ended, solver statistics) and study.yaml (the study with every default filled in); of more synapses \
      than are recorded population.csv, and of a network learning.csv and layers.csv. After a \
      failure or Ctrl-C what was computed until then is written.

      Until it has finished, a run leaves a file "checkpoint" beside them every \(CheckpointSchedule.standardInterval) seconds or so, and \
      after Ctrl-C; synapse resume goes on from it, to the same files byte for byte.

      A study that names no method gets the best one that solves it; a line says which and why.

      A study with seeds: n is run once for each seed, several at the same time, in the folders runs/NNNN; \
      seeds.csv has the mean and the standard deviation of every result. The same command goes on where an \
      earlier one stopped.

      EXAMPLES:
        synapse run equilibrium --output out/equilibrium
        synapse run study.yaml --output out/exact --set integrator.method=exact
        synapse run study.yaml --output out/seed7 --seed 7 --quiet
        synapse run study.yaml --output out/five --set seeds=5
        synapse run study.yaml --output out/checked --verify
        mpirun -n 4 synapse run study.yaml --output out/ranks
        mpirun -n 2 synapse run mnist --output out/mnist
      """)

  @OptionGroup var options: StudyOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var threads: ThreadOptions

  @Flag(
    help: """
      Integrates up to 100 of the synapses, drawn by the seed, again by an independent method, and \
      tells the largest deviation of each component.
      """)
  var verify = false

  @Option(
    help: ArgumentHelp(
      "Seconds between checkpoints; 0: one at every edge between pieces (default: \(CheckpointSchedule.standardInterval), or so many that at most \(Int(100 * CheckpointSchedule.largestShare)) % of the time goes into them).",
      valueName: "seconds"), transform: optionNumber)
  var checkpointEvery: Double?

  func validate() throws {
    if let checkpointEvery, !CheckpointSchedule.intervals.contains(checkpointEvery) {
      throw ValidationError(
        "--checkpoint-every: found \(checkpointEvery), expected seconds, at least 0 and at most 1e9"
      )
    }
  }

  func run() async throws {
    var ranks = Ranks.alone
    try exiting(with: .alone) { ranks = try Ranks.start() }
    var ending = Ending.nothing
    try exiting(with: ranks) { ending = try run(ranks) }
    switch ending {
    case .nothing: break
    case .drawing(let summary, let study, let folder):
      // The other ranks have ended.
      try await exiting(sharesWork: true) {
        try await Self.finish(summary, of: study, in: folder, quiet: output.messages.quiet)
      }
    case .standsForSeveral(let study, let inputs):
      try await exiting { try await runSeeds(of: study, inputs: inputs) }
    }
  }

  /// What is left to do when the ranks have ended.
  private enum Ending {
    /// At other ranks than the first.
    case nothing
    /// The figures of a run that went well, and to tell of it.
    case drawing(Summary, of: Study, in: OutputDirectory)
    /// Everything: the study has several seeds.
    case standsForSeveral(Study, StudyInputs)
  }

  /// The tables of a network, by their names, that have a figure.
  static func tables(of summary: Summary) -> [String] {
    guard summary.results != nil else { return [] }
    return ["learning"] + (hasTasks(summary) ? ["tasks"] : [])
  }

  private static func hasTasks(_ summary: Summary) -> Bool {
    summary.parameters["drive.tasks.count"] != nil
  }

  /// The figures of a network are drawn at once; without gnuplot the files are there all the same.
  static func draw(_ tables: [String], in folder: String) async {
    do {
      for name in tables {
        try await Figure.draw(["\(folder)/\(name).csv"], to: "\(folder)/\(name).svg")
      }
    } catch {
      Terminal.tell("no figure was drawn: \(error)", prefix: "warning: ")
    }
  }

  private func run(_ ranks: Ranks) throws -> Ending {
    let inputs = options.data.makeInputs()
    let study = try ranks.settling { try options.load(inputs: inputs) }
    if study.seeds > 1 {
      try ranks.settling { try checkSeeds(study, ranks: ranks) }
      return .standsForSeveral(study, inputs)
    }
    let run = try ranks.settling {
      let run = try StudyRun(
        study, inputs: inputs, threads: threads.count(ranks: ranks.count), ranks: ranks)
      if verify { try run.checkVerifying() }
      return run
    }
    let folder = try ranks.settling { ranks.isFirst ? try output.makeDirectory() : nil }
    if ranks.isFirst { Self.announce(run, quiet: output.messages.quiet) }
    Interruption.listen()
    let bar = ProgressBar(output.messages, isFirst: ranks.isFirst)
    let (summary, error) = try run.run(
      into: folder, verifying: verify, checkpoints: CheckpointSchedule(interval: checkpointEvery),
      hooks: Self.hooks(study, bar))
    bar.finish()
    if let error {
      if let folder { Self.tell(summary, of: study, folder: folder, quiet: output.messages.quiet) }
      throw error
    }
    return folder.map { .drawing(summary, of: study, in: $0) } ?? .nothing
  }

  /// Draws the figures of a run that went well, and tells of it. The summary is there already, and is written again with the time
  /// that the figures took.
  static func finish(
    _ summary: Summary, of study: Study, in folder: OutputDirectory, quiet: Bool
  ) async throws {
    var summary = summary
    let tables = tables(of: summary)
    if !tables.isEmpty {
      let start = ContinuousClock.now
      await draw(tables, in: folder.path)
      summary.wallSeconds += (ContinuousClock.now - start) / .seconds(1)
      try folder.write(summary.json(), to: "summary.json")
    }
    tell(summary, of: study, folder: folder, quiet: quiet)
  }

  /// Shows progress, and listens to Ctrl-C.
  static func hooks(_ study: Study, _ bar: ProgressBar) -> RunHooks {
    RunHooks(
      progress: { time, statistics, note in
        bar.update(
          time / study.duration,
          note
            ?? "t = \(shortDescription(time)) of \(shortDescription(study.duration)), \(statistics.steps) steps",
          steps: statistics.steps)
      },
      isInterrupted: { Interruption.isRequested }, begun: Start.begun)
  }

  static func tell(_ summary: Summary, of study: Study, folder: OutputDirectory, quiet: Bool) {
    for violation in summary.violations {
      Terminal.tell(
        "synapse \(violation.synapse) breaks \(violation.invariant) at t ="
          + " \(violation.time): \(violation.value)", prefix: "warning: ")
    }
    for warning in summary.warnings ?? [] { Terminal.tell(warning, prefix: "warning: ") }
    if !quiet { Terminal.show(table(summary, of: study, folder: folder)) }
  }

  static func announce(_ run: StudyRun, quiet: Bool) {
    if !quiet { Terminal.show("takes \(run.methodChoice)") }
    for warning in run.warningsBefore { Terminal.tell(warning, prefix: "warning: ") }
  }

  private static func table(_ summary: Summary, of study: Study, folder: OutputDirectory) -> String
  {
    let statistics = summary.statistics
    var rows = [
      ("study", "\(summary.study), \(summary.synapses) synapses, seed \(summary.seed)"),
      ("method", summary.method),
      ("status", "\(summary.status.rawValue) at t = \(study.timeText(summary.timeReached))"),
      (
        "work",
        "\(statistics.steps) steps, \(statistics.rightHandSideEvaluations) right-hand sides,"
          + " \(statistics.errorTestFailures) rejected steps, \(statistics.restarts) restarts"
      ),
      ("time", String(format: "%.3g s", summary.wallSeconds)),
    ]
    if let signChanges = summary.signChanges, signChanges != "located" {
      rows.append(("sign changes", signChanges))
    }
    if let ranks = summary.ranks {
      rows.append(
        (
          "ranks",
          "\(ranks.count); together \(ranks.operationsWhileSolving) operations to solve,"
            + " \(ranks.operationsWhileRecording) to record"
        ))
    }
    if let equilibrium = summary.equilibrium {
      let ratio = equilibrium.rhoOverEquilibrium
      rows.append(
        (
          "ρ/ρ*",
          "median \(shortDescription(ratio.median)) (\(shortDescription(ratio.min)) to \(shortDescription(ratio.max))), within"
            + " 5 % of 1 for \(shortDescription(100 * equilibrium.shareWithinFivePercent)) % of synapses"
        ))
      let time = equilibrium.rhoRelaxationTime
      rows.append(
        (
          "ρ relaxes in",
          "median \(shortDescription(time.median)) steps (\(shortDescription(time.min)) to \(shortDescription(time.max)))"
            + (study.learningStep.map { ", \($0.text(of: time.median))" } ?? "")
        ))
    }
    if let results = summary.results {
      rows += learned(results)
    } else if let start = summary.initialAlignment, let end = summary.finalAlignment {
      rows.append(("alignment", alignment(start, end)))
    }
    if let verification = summary.verification {
      let deviations = verification.largestDeviation.sorted { $0.key < $1.key }
        .map { "\($0.key) \(String(format: "%.1e", $0.value))" }
      rows.append(
        (
          "verified",
          "\(verification.synapses) synapses at \(verification.times) times by \(verification.method),"
            + " largest relative deviations \(deviations.joined(separator: ", "))"
        ))
    }
    if let gradient = summary.gradient {
      let skipped =
        gradient.skipped == 0
        ? ""
        : "; with respect to \(gradient.skipped) more a spike appears, vanishes or changes places within the step"
      rows.append(
        (
          "gradient",
          "of the last window: central differences with respect to \(gradient.synapses) weights deviate by"
            + String(format: " %.1e", gradient.largestDeviation)
            + " of its largest number\(skipped)"
        ))
    }
    for advice in summary.advice ?? [] { rows.append(("advice", advice)) }
    // The figure is drawn when a run has finished.
    let figures = summary.status == .finished ? tables(of: summary).map { "\($0).svg, " } : []
    let tasks = hasTasks(summary) ? "tasks.csv, " : ""
    let isSpiking = summary.parameters["record.spikes"] == "true"
    let hasVoltages = summary.parameters["record.voltages.interval"] != nil
    let spikes =
      (isSpiking ? "\(SpikeRow.schema.file), " : "")
      + (hasVoltages ? "\(VoltageRow.schema.file), " : "")
    let learning =
      summary.results == nil
      ? "" : "learning.csv, layers.csv, \(spikes)\(tasks)\(figures.joined())"
    let population = summary.population == nil ? "" : "\(PopulationRow.schema.file), "
    let synapses =
      InputFile.size(folder.path(SynapseRow.schema.file)) == nil
      ? "" : "\(SynapseRow.schema.file), "
    let isText = summary.parameters["record.format"] != TraceFormat.npy.rawValue
    let trace = isText ? Trace.schema.file : "\(Trace.folder)/"
    rows.append(
      (
        "files",
        "\(folder.path)/\(learning)\(population)\(trace), \(synapses)summary.json, study.yaml"
      ))
    if summary.status == .interrupted {
      rows.append(("go on with", "synapse resume \(folder.path)"))
    }
    return formatted(rows)
  }

  /// What came of a network.
  private static func learned(_ results: [String: Double]) -> [(String, String)] {
    func percent(_ name: String) -> String {
      String(format: "%.2f %%", 100 * (results[name] ?? .nan))
    }
    var rows = [
      (
        "accuracy",
        "test \(percent("test_accuracy"))"
          + (results["best_test_accuracy"] == nil
            ? "" : " (best \(percent("best_test_accuracy")))") + ", training"
          + " \(percent("train_accuracy"))"
          + (results["validation_accuracy"] == nil
            ? "" : ", validation \(percent("validation_accuracy"))")
          + ", after \(shortDescription(results["epochs"] ?? 0)) epochs"
      ),
      (
        "loss",
        "test \(shortDescription(results["test_loss"] ?? .nan)), training"
          + " \(shortDescription(results["train_loss"] ?? .nan))"
      ),
    ]
    if let curve = learningCurve(results) { rows.append(("learning curve", curve)) }
    if let average = results["average_accuracy"] {
      let forgotten = results["forgetting"].map {
        String(format: ", %.2f %% forgotten", 100 * $0)
      }
      rows.append(("all tasks", String(format: "test %.2f %%", 100 * average) + (forgotten ?? "")))
    }
    for (name, title, unit) in [
      ("angle", "alignment", "°"), ("error_angle", "error angles", "°"), ("rho_ratio", "ρ/ρ*", ""),
      ("adam_ratio", "update/Adam's", ""),
    ] {
      // The first layer may have none.
      let values =
        [results["\(name)_1"]]
        + (2...1000).lazy.map { results["\(name)_\($0)"] }.prefix { $0 != nil }
      let texts = values.map { $0.map { shortDescription($0) + unit } ?? "none" }
      if values.contains(where: { $0 != nil }) {
        rows.append((title, "\(texts.joined(separator: ", ")) (layer by layer)"))
      }
    }
    return rows
  }

  /// The curve that was fitted to the test accuracies, if there is one.
  private static func learningCurve(_ results: [String: Double]) -> String? {
    guard let maximum = results["accuracy_maximum"], let slowness = results["slowness"],
      let maximumError = results["accuracy_maximum_se"],
      let slownessError = results["slowness_se"], let epochs = results["epochs"]
    else { return nil }
    let count = Int(min(epochs, LearningCurveFit.epochs.upperBound))
    let maximumText = LearningCurveFit.text(100 * maximum, standardError: 100 * maximumError)
    let slownessText = LearningCurveFit.text(slowness, standardError: slownessError)
    return "maximum \(maximumText) %, slowness \(slownessText) epochs (fit over \(count) epochs)"
  }

  private static func alignment(
    _ start: Summary.AlignmentSummary, _ end: Summary.AlignmentSummary
  ) -> String {
    func angle(_ alignment: Summary.AlignmentSummary) -> String {
      alignment.angleDegrees.map { shortDescription($0) + "°" } ?? "none"
    }
    return "\(angle(start)) → \(angle(end)), largest |w_f − w_b|"
      + " \(shortDescription(start.largestDifference)) → \(shortDescription(end.largestDifference))"
  }
}

/// Names and values in two columns.
func formatted(_ rows: [(name: String, value: String)]) -> String {
  let width = rows.map(\.name.count).max() ?? 0
  return rows.map { row in
    row.name + String(repeating: " ", count: width - row.name.count + 2) + row.value
  }.joined(separator: "\n")
}
