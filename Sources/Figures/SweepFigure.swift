import DataFiles
import Foundation
import Results

/// The figure of a sweep: a result over one key as a curve, over two as a heat map, over three as one
/// heat map for each value of the third. Over seeds it is averaged.
struct SweepFigure {
  let file: SweepFile
  /// The keys that span the figure.
  let axes: [SweepFile.Axis]
  /// How many seeds are averaged.
  let seeds: Int

  /// - Throws: `DataFileError` if more than three keys vary beside the seed.
  init(_ file: SweepFile) throws {
    self.file = file
    let varied = file.axes.filter { $0.values.count > 1 }
    let isAveraged = varied.count > 1 && varied.contains { $0.key == "seed" }
    let others = isAveraged ? varied.filter { $0.key != "seed" } : varied
    seeds = isAveraged ? varied.first { $0.key == "seed" }!.values.count : 1
    guard others.count <= 3 else {
      throw DataFileError(
        file: file.path, line: nil,
        "\(others.map(\.key).joined(separator: ", ")) vary, and a figure shows at most"
          + " three keys; keep the rows of one value of the others")
    }
    axes = others.isEmpty ? [file.axes[0]] : others
  }

  static let kind = FigureKind(SweepTable.schema) { request in
    if let columns = request.columns, columns.count != 1 {
      throw DataFileError(
        file: request.files[0], line: 1,
        "found \(columns.count) columns to draw of a sweep, expected one result")
    }
    let figure = try SweepFigure(
      SweepFile(path: request.files[0], metric: request.columns?.first))
    return figure.axes.count == 1 ? SweepCurve(figure) : SweepMaps(figure)
  }

  // MARK: Values

  /// Of the runs with some values of the axes: the statistics of the results, of those that have one, and how
  /// any other stands.
  struct Cell {
    let statistics: SeedStatistics?
    let status: SweepOutcome.Status?
  }

  /// What came of some values of the axes.
  func cell(_ values: [String: String]) -> Cell {
    let rows = file.rows.filter { row in values.allSatisfy { row.values[$0.key] == $0.value } }
    return Cell(
      statistics: SeedStatistics(rows.compactMap(\.result)),
      status: rows.first { $0.result == nil }?.status)
  }

  // MARK: Words

  /// The result's name, and what was done over seeds.
  var title: String {
    seeds > 1
      ? "\(file.metric): mean ± standard deviation of \(seeds) seeds" : file.metric
  }

  /// The result in words, with its unit.
  var metricLabel: String {
    var words = file.metric.split(separator: "_").map(String.init)
    guard words.last == "degrees" else { return words.joined(separator: " ") }
    words.removeLast()
    return words.joined(separator: " ") + " (degrees)"
  }

  /// A key with its unit.
  static func label(_ key: String) -> String {
    let times = ["tau", "tau_m", "tau_rho", "dt", "duration", "window", "delay", "every"]
    let name = key.split(separator: ".").last.map(String.init) ?? key
    return times.contains(name) ? "\(key) (learning steps)" : key
  }

  /// What a result cannot be beyond: accuracies are shares.
  var bounds: ClosedRange<Double> {
    file.metric.hasSuffix("accuracy") && results.allSatisfy { (0...1).contains($0) }
      ? 0...1 : -Double.infinity...Double.infinity
  }

  private var results: [Double] { file.rows.compactMap(\.result) }

  /// Whether the values of a key are to stand on a logarithmic axis: over two decades, or in steps by nearly the same factor.
  static func isGeometric(_ values: [Double]) -> Bool {
    if isLogarithmic(values) { return true }
    guard values.count >= 3, values[0] > 0 else { return false }
    let pairs = zip(values, values.dropFirst())
    let ratios = pairs.map { $1 / $0 }
    let differences = pairs.map { $1 - $0 }
    // 1, 2, 5, 10 is meant by ratios; 10, 11, 12 by differences.
    return ratios.max()! <= 1.3 * ratios.min()! && differences.max()! >= 1.5 * differences.min()!
  }

  /// Whether numbers are to stand on a logarithmic axis: above 0, over two decades or more.
  static func isLogarithmic(_ numbers: [Double]) -> Bool {
    guard let least = numbers.min(), let greatest = numbers.max() else { return false }
    // Powers of ten are not exact: 1e-3 and 1e-1 are two decades.
    return least > 0 && greatest >= 99.999 * least
  }
}
