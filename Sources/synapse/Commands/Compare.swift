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
      Runs Euler and RK4 over a grid of steps, CVODE's Adams and BDF methods over a grid of \
      tolerances, and the exact propagator where the drive is held, against a reference whose own \
      error is estimated. Writes compare.csv, summary.json, study.yaml and work-precision.svg.

      The error of a component is relative to the largest magnitude that it has in the reference, \
      synapse by synapse; error_max is the largest over recorded synapses and times.

      EXAMPLES:
        synapse compare equilibrium --output out/compare
        synapse compare study.yaml --output out/compare --set 'compare.dt=[4, 2, 1]'
      """)

  @OptionGroup var options: StudyOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    try await exiting {
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
        study, inputs: inputs, isInterrupted: { Interruption.isRequested })
      let folder = try output.makeDirectory()
      let bar = ProgressBar(output.messages)
      let report = try comparison.run(into: folder) { done, all, what in
        bar.show(Double(done) / Double(all), what)
      }
      bar.finish()
      if !output.messages.quiet { Terminal.show(table(report)) }
      var files = ["compare.csv"]
      do {
        try await Figure.draw(
          [folder.path("compare.csv")], to: folder.path("work-precision.svg"))
        files.append("work-precision.svg")
      } catch let error where error is FigureError || error is DataFileError {
        // The table is good: there may be nothing in it to draw, as where nothing errs.
        Terminal.tell("\(error)", prefix: "warning: ")
      }
      if !output.messages.quiet {
        files.append("summary.json")
        Terminal.show("files  \(folder.path)/\(files.joined(separator: ", "))")
      }
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
    return lines.joined(separator: "\n")
  }

  private func scientific(_ value: Double) -> String { String(format: "%.2e", value) }
}
