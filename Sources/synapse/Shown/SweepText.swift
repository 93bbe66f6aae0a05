import DataFiles
import Experiments
import Results
import Studies

/// A sweep's table for people: the varied keys, the status, and the main result; with several seeds means
/// and standard deviations.
struct SweepText {
  private let study: Study
  private let table: SweepTable
  private let folder: String

  /// So many rows are shown; the file has them all.
  private static let shownRows = 40

  /// - Parameters:
  ///   - study: without what is varied.
  ///   - table: what came of it.
  ///   - folder: where its files are.
  init(_ study: Study, _ table: SweepTable, folder: String) {
    self.study = study
    self.table = table
    self.folder = folder
  }

  /// Its lines.
  var text: String {
    let groups = table.seedGroups
    guard let group = groups.first else { return runs }
    return table.keysBesideSeed.isEmpty ? results(of: group) : means(of: groups)
  }

  /// Whether people read a result in per cent.
  static func isShare(_ metric: String) -> Bool {
    ["accuracy", "forgetting", "backward_transfer"].contains { metric.contains($0) }
  }

  // MARK: Tables

  /// A row for each run.
  private var runs: String {
    let metric = table.mainMetric
    return text(
      header: ["run"] + table.keys + ["status"] + (metric.map { [$0] } ?? []),
      rows: table.rows.map { row in
        ["\(row.index)"] + row.values + [row.status.rawValue]
          + (metric.map { [row.text(of: $0).map(short) ?? ""] } ?? [])
      }, in: "sweep.csv", files: "sweep.csv, sweep-times.csv, sweep.svg, runs/")
  }

  /// A row for each combination of the keys beside the seed.
  private func means(of groups: [SeedGroup]) -> String {
    let metric = table.mainMetric
    return text(
      header: table.keysBesideSeed + ["seeds"] + (metric.map { [$0] } ?? []),
      rows: groups.map { group in
        group.values + [finished(group)]
          + (metric.map { [group.statistics(of: $0)?.text() ?? ""] } ?? [])
      }, in: "sweep-seeds.csv",
      files: "sweep.csv, sweep-seeds.csv, sweep-times.csv, sweep.svg, runs/")
  }

  private func text(header: [String], rows: [[String]], in file: String, files: String) -> String {
    let shown = TextTable(cells: [header] + rows.prefix(Self.shownRows), leftAligned: [])
    var lines = [shown.text]
    if rows.count > Self.shownRows {
      lines.append("… and \(rows.count - Self.shownRows) more rows in \(folder)/\(file)")
    }
    lines.append("files  \(folder)/\(files)")
    return lines.joined(separator: "\n")
  }

  private func short(_ text: String) -> String { Double(text).map(shortDescription) ?? text }

  private func finished(_ group: SeedGroup) -> String {
    group.finished == group.rows.count
      ? "\(group.finished)" : "\(group.finished) of \(group.rows.count)"
  }

  // MARK: Nothing but seeds

  /// The results, one a line; those of layers in one.
  private func results(of group: SeedGroup) -> String {
    let learned = table.metrics.filter { $0.hasPrefix("results_") }
    let shown =
      learned.isEmpty
      ? table.metrics.filter {
        $0.hasPrefix("final_alignment_") || $0.hasPrefix("equilibrium_rho_")
      }
      : learned
    var rows = [
      ("study", "\(study.name), \(study.synapseCount) synapses"),
      ("seeds", "\(finished(group)) finished: mean ± standard deviation"),
    ]
    let first = table.mainMetric.map { [$0] } ?? []
    // A fit's own errors say little beside the spread over seeds.
    for metric in first + shown.filter({ !first.contains($0) && !$0.hasSuffix("_se") }) {
      guard let statistics = group.statistics(of: metric) else { continue }
      let text = Self.isShare(metric) ? "\(statistics.text(times: 100)) %" : statistics.text()
      let (name, layer) = Self.name(of: metric)
      if layer != nil, rows.last?.0 == name {
        rows[rows.count - 1].1 += ", \(text)"
      } else {
        rows.append((name, text))
      }
    }
    let hasTasks = table.mainMetric == "results_average_accuracy"
    let curves =
      learned.isEmpty
      ? ""
      : "learning-seeds.csv, layers-seeds.csv, learning.svg, "
        + (hasTasks ? "tasks-seeds.csv, tasks.svg, " : "")
    rows.append(
      ("files", "\(folder)/seeds.csv, sweep.csv (each seed), \(curves)summary.json, runs/"))
    return formatted(rows)
  }

  /// A result in words, and its layer or task if the name ends in a number.
  private static func name(of metric: String) -> (name: String, layer: Int?) {
    var words = metric.split(separator: "_")
    if words[0] == "results" { words.removeFirst() }
    let layer = words.last.flatMap { Int($0) }
    if layer != nil { words.removeLast() }
    let kind = words.first == "future" ? ", by task" : ", by layer"
    return (words.joined(separator: " ") + (layer == nil ? "" : kind), layer)
  }
}
