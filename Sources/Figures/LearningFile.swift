import DataFiles
import Foundation
import Results

/// What a figure needs to know of a `learning.csv` or a `layers.csv` before it is drawn.
struct LearningFile {
  let path: String
  let columns: [String]
  /// How many layers there are; 0 in a `learning.csv`.
  let layerCount: Int
  /// Smallest and largest value of each column that has some.
  let ranges: [String: ClosedRange<Double>]
  /// The smallest test accuracy of a `learning.csv` after the first tenth of its epochs.
  let settledAccuracy: Double?
  /// The curve through the test accuracies of a `learning.csv`, if they have one.
  let testCurve: LearningCurveFit?

  /// Reads a file.
  ///
  /// - Throws: `DataFileError` with the line of the first mistake.
  init(path: String) throws {
    try TableText.refuseByteOrderMark(path)
    let lines = try TableText.lines(path)
    columns = lines.first?.split(separator: ",").map(String.init) ?? []
    guard columns.count > 2, columns[0] == "epoch", Set(columns).count == columns.count else {
      throw DataFileError(
        file: path, line: 1, "expected the columns of a learning.csv or a layers.csv")
    }
    guard lines.count > 1 else {
      throw DataFileError(
        file: path, line: 2, "there are no rows")
    }
    var ranges: [String: ClosedRange<Double>] = [:]
    var layers: Set<String> = []
    let layerColumn = columns.firstIndex(of: "layer")
    let accuracyColumn = columns.firstIndex(of: "test_accuracy")
    var (epochs, accuracies): ([Double], [Double]) = ([], [])
    for (number, line) in lines.enumerated().dropFirst() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      guard fields.count == columns.count else {
        throw DataFileError(
          file: path, line: number + 1, "found \(fields.count) fields, expected \(columns.count)")
      }
      for (column, field) in zip(columns, fields) where !field.isEmpty {
        guard let value = Double(field) else {
          throw DataFileError(
            file: path, line: number + 1, "column \(column): \"\(field)\" is not a number")
        }
        guard value.isFinite else { continue }
        let range = ranges[column] ?? value...value
        ranges[column] = min(range.lowerBound, value)...max(range.upperBound, value)
      }
      if let layerColumn { layers.insert(String(fields[layerColumn])) }
      if let accuracyColumn {
        epochs.append(Double(fields[0]) ?? .nan)
        accuracies.append(Double(fields[accuracyColumn]) ?? .nan)
      }
    }
    self.path = path
    self.ranges = ranges
    layerCount = layers.count
    let settled = (epochs.last ?? 0) / 10
    settledAccuracy = zip(epochs, accuracies).filter { $0.0 >= settled && $0.1.isFinite }
      .map(\.1).min()
    testCurve = LearningCurveFit(epochs: epochs, accuracies: accuracies)
  }

  /// Whether the rows are about layers.
  var isOfLayers: Bool { layerCount > 0 }

  /// Whether it has means over seeds, each column with its standard deviation beside it.
  var hasDeviations: Bool { columns.contains { $0.hasSuffix("_sd") } }

  /// Whether a file begins as one of these does.
  static func isOne(_ path: String) -> Bool { TableText.start(path).hasPrefix("epoch,time,") }

  /// - Throws: `DataFileError` if there is no such column.
  func check(_ column: String) throws {
    guard !columns.contains(column) else { return }
    throw DataFileError(
      file: path, line: 1,
      "there is no column \"\(column)\" among \(columns.joined(separator: ", "))\(suggestion(for: column, among: columns))"
    )
  }
}
