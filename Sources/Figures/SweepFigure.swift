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

  /// Whether the second key has a curve for each value, in place of a map.
  let hasSeries: Bool

  /// - Parameter options: which keys span it, if somebody says it.
  /// - Throws: `DataFileError` if more than three keys vary beside the seed, or others than those that span it.
  init(_ file: SweepFile, _ options: FigureOptions = FigureOptions()) throws {
    self.file = file
    let varied = file.axes.filter { $0.values.count > 1 }
    let isSeedChosen = [options.across, options.by].contains("seed")
    let isAveraged = varied.count > 1 && !isSeedChosen && varied.contains { $0.key == "seed" }
    let others = isAveraged ? varied.filter { $0.key != "seed" } : varied
    seeds = isAveraged ? varied.first { $0.key == "seed" }!.values.count : 1
    hasSeries = options.across != nil || options.by != nil
    if hasSeries {
      axes = try Self.chosen(among: others, of: file, options)
      return
    }
    guard others.count <= 3 else {
      throw DataFileError(
        file: file.path, line: nil,
        "\(others.map(\.key).joined(separator: ", ")) vary, and a figure shows at most"
          + " three keys; keep the rows of one value of the others")
    }
    axes = others.isEmpty ? [file.axes[0]] : others
  }

  /// The keys that somebody wants across and a curve for each value of; if there is but one other, that is the one that was not said.
  private static func chosen(
    among varied: [SweepFile.Axis], of file: SweepFile, _ options: FigureOptions
  ) throws -> [SweepFile.Axis] {
    func mistake(_ message: String) -> DataFileError {
      DataFileError(file: file.path, line: nil, message)
    }
    func axis(_ key: String?, _ option: String) throws -> SweepFile.Axis? {
      guard let key else { return nil }
      let keys = varied.map(\.key)
      guard let axis = varied.first(where: { $0.key == key }) else {
        throw mistake(
          "--\(option): found \"\(key.excerpt)\", expected a key that varies: \(keys.joined(separator: ", "))"
            + suggestion(for: key, among: keys))
      }
      return axis
    }
    var (across, by) = try (axis(options.across, "x"), axis(options.by, "by"))
    let rest = varied.filter { ![across?.key, by?.key].contains($0.key) }
    if let across, across.key == by?.key {
      throw mistake("--by: found \(across.key), which is the key across; expected another")
    }
    if rest.count == 1 {
      if across == nil { across = rest[0] } else if by == nil { by = rest[0] }
    }
    guard let across else { throw mistake("--by: expected --x besides, the key across") }
    let left = varied.map(\.key).filter { $0 != across.key && $0 != by?.key }
    guard left.isEmpty else {
      throw mistake(
        "\(left.joined(separator: ", ")) \(left.count == 1 ? "varies" : "vary") besides, and a curve is that of one value; keep the rows of one value"
      )
    }
    return [across] + (by.map { [$0] } ?? [])
  }

  static let kind = FigureKind(SweepTable.schema, choices: [.columns, .result, .x, .by]) {
    request in
    if let columns = request.columns, columns.count != 1 {
      throw DataFileError(
        file: request.files[0], line: 1,
        "found \(columns.count) columns to draw of a sweep, expected one result")
    }
    if let result = request.options.result, let column = request.columns?.first, result != column {
      throw DataFileError(
        file: request.files[0], line: nil,
        "--result: found \(result.excerpt) beside --columns \(column.excerpt), expected one of them"
      )
    }
    let metric = request.options.result ?? request.columns?.first
    let figure = try SweepFigure(
      SweepFile(path: request.files[0], metric: metric), request.options)
    return figure.axes.count == 1 || figure.hasSeries
      ? SweepCurve(figure, layout: request.layout) : SweepMaps(figure, layout: request.layout)
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

  /// The result's name, or what was done over seeds: what it is then stands at its axis alone, but for a terminal, which has no
  /// label there.
  func title(on medium: Medium) -> String {
    guard seeds > 1 else { return file.metric }
    let mean = "mean ± standard deviation of \(seeds) seeds"
    return medium == .file ? mean : "\(file.metric): \(mean)"
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
