import ArgumentParser
import DataFiles
import Experiments
import Figures
import Foundation
import Studies
import StudyRuns

/// `synapse compare`.
struct Compare: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measures every method on a study: work and precision.",
    discussion: """
      Runs every method that solves the study: Euler and RK4 over a grid of steps, those with steps of \
      their own over a grid of tolerances, and the exact propagator where the drive is held, against a \
      reference whose own error is estimated. Writes compare.csv with work-precision.svg, compare-errors.csv with \
      error-over-time.svg, summary.json and study.yaml, and says which trial to take for an error of \
      1e-3 and of 1e-6.

      The error of a component is relative to the largest magnitude that it has in the reference, \
      synapse by synapse; error_max is the largest over recorded synapses and times, in \
      compare-errors.csv that at each time.

      EXAMPLES:
        synapse compare equilibrium --output out/compare
        synapse compare study.yaml --output out/compare --set 'compare.dt=[4, 2, 1]'
        synapse compare study.yaml --output out/compare --methods euler,cvodeAdams
      """)

  @OptionGroup var options: StudyOptions

  @Option(
    help: ArgumentHelp(
      "The methods to try, in place of all that solve the study: \(Self.knownNames.joined(separator: ", ")).",
      valueName: "a,b,…"), completion: Completions.methods)
  var methods: String?

  @OptionGroup var output: OutputOptions

  func validate() throws { _ = try wantedMethods() }

  func run() async throws {
    try await exiting {
      let methods = try wantedMethods()
      let inputs = options.data.makeInputs()
      try refuseUnusedSettings()
      let study = try options.load(
        alternatives: IntegrationMethod.all.map {
          "integrator.method=\($0.name)"
        }, inputs: inputs)
      let unused = Self.unusedKeys(of: study)
      if !unused.isEmpty {
        Terminal.tell(
          "\(unused.joined(separator: ", ")): without effect here, since \(Self.whyUnused)",
          prefix: "warning: ")
      }
      Interruption.listen()
      let comparison = try Comparison(
        study, trying: methods, inputs: inputs, isInterrupted: { Interruption.isRequested })
      if methods != nil { try refuseUnusedGrids(of: comparison) }
      let folder = try output.makeDirectory()
      let bar = ProgressBar(output.messages)
      let report = try comparison.run(into: folder) { done, all, what in
        bar.show(Double(done) / Double(all), what)
      }
      bar.finish()
      if !output.messages.quiet { Terminal.show(table(report)) }
      var files: [String] = []
      var told: Set<String> = []
      for (table, figure) in Self.figures {
        files.append(table)
        do {
          try await Figure.draw([folder.path(table)], to: folder.path(figure))
          files.append(figure)
        } catch let error where error is FigureError || error is DataFileError {
          // The table is good: there may be nothing in it to draw, as where nothing errs.
          guard told.insert("\(error)").inserted else { continue }
          Terminal.tell("\(error)", prefix: "warning: ")
        }
      }
      if !output.messages.quiet {
        files.append("summary.json")
        Terminal.show("files  \(folder.path)/\(files.joined(separator: ", "))")
      }
    }
  }

  /// The tables, and what is drawn of them.
  private static let figures = [
    ("compare.csv", "work-precision.svg"), ("compare-errors.csv", "error-over-time.svg"),
  ]

  // MARK: Methods

  private static var knownNames: [String] { IntegrationMethod.all.map(\.name) }

  /// The methods of `--methods`; nil for all.
  ///
  /// - Throws: `ValidationError` if there is no method of a name, or a name stands twice.
  private func wantedMethods() throws -> [IntegrationMethod]? {
    var seen: Set<String> = []
    return try optionNames(methods, "--methods", such: "euler,cvodeAdams")?.map { name in
      guard let method = IntegrationMethod.named(name) else {
        throw ValidationError(
          "--methods: found \"\(name.excerpt)\", expected some of \(Self.knownNames.joined(separator: ", "))"
            + "\(suggestion(for: name, among: Self.knownNames))")
      }
      guard seen.insert(name).inserted else {
        throw ValidationError("--methods: found \(name) twice, expected each method once")
      }
      return method
    }
  }

  // MARK: Keys without effect

  private static let whyUnused =
    "synapse compare writes no trace, and compares all that the rule shows of the recorded synapses"

  /// What somebody sets for this comparison must be of use to it.
  private func refuseUnusedSettings() throws {
    let keys = ["columns", "format", "population", "final"].map { "record.\($0)" }
    for setting in options.settings {
      guard let key = keys.first(where: { setting.hasPrefix("\($0)=") }) else { continue }
      throw StudyError(
        "--set \(setting.excerpt): \(key): has no effect, since \(Self.whyUnused); expected no such key"
      )
    }
  }

  /// Nor is a grid of use that no method of `--methods` goes by.
  private func refuseUnusedGrids(of comparison: Comparison) throws {
    for key in comparison.unusedGrids {
      guard let setting = options.settings.first(where: { $0.hasPrefix("\(key)=") }) else {
        continue
      }
      throw StudyError(
        "--set \(setting.excerpt): \(key): has no effect, since no method of --methods goes by it; expected no such key"
      )
    }
  }

  /// What a study says to its runs alone.
  private static func unusedKeys(of study: Study) -> [String] {
    let record = study.record
    let keys = [
      ("columns", record.columns != nil), ("format", record.format != .csv),
      ("final", record.final),
    ]
    return keys.filter(\.1).map { "record.\($0.0)" }
  }

  private func table(_ report: Comparison.Report) -> String {
    var lines = [
      "reference: \(report.reference.method), error about"
        + " \(shortDescription(report.reference.errorEstimate)) (by \(report.reference.estimatedBy))"
    ]
    if let limits = report.limits {
      lines.append(
        "Euler: monotone up to dt = \(shortDescription(limits.eulerMonotone)), stable below"
          + " \(shortDescription(limits.eulerStable)); RK4: stable below"
          + " \(shortDescription(limits.rungeKutta4Stable)); set by \(limits.limit)")
    }
    for equal in report.equalRuns {
      let steps = (equal.alsoDt + [equal.dt]).map(shortDescription).joined(separator: ", ")
      lines.append(
        "\(equal.method): dt = \(steps) are one run, since steps end where what is held ends")
    }
    let header = [
      "method", "dt", "rtol", "error max", "error rms", "seconds", "steps", "rhs", "status",
    ]
    let rows = report.rows.map { row in
      let isPapers =
        report.includesPaperAlgorithm && row.method == IntegrationMethod.euler.name && row.dt == 1
      return [
        row.method, row.dt.map(shortDescription) ?? "", row.rtol.map(shortDescription) ?? "",
        row.errorMax.map(scientific) ?? "", row.errorRMS.map(scientific) ?? "",
        scientific(row.seconds), "\(row.steps)", "\(row.rightHandSideEvaluations)",
        isPapers ? "\(row.status) (the paper's algorithm)" : row.status,
      ]
    }
    let widths = header.indices.map { column in
      ([header] + rows).map { $0[column].count }.max()!
    }
    for row in [header] + rows {
      let cells = row.indices.map { column in
        let padding = String(repeating: " ", count: widths[column] - row[column].count)
        return column == 0 || column == row.count - 1
          ? row[column] + (column == 0 ? padding : "") : padding + row[column]
      }
      lines.append(cells.joined(separator: "  "))
    }
    lines += report.advice.map(\.sentence)
    return lines.joined(separator: "\n")
  }

  private func scientific(_ value: Double) -> String { String(format: "%.2e", value) }
}
