import DataFiles
import Foundation

/// What a figure needs to know of a `sweep.csv`.
package struct SweepFile {
  /// A varied key, with its values in the order of the figure.
  package struct Axis {
    package let key: String
    package let values: [String]
    /// The values as numbers, ascending; nil if some are words.
    package let numbers: [Double]?

    init(_ key: String, _ texts: [String]) {
      self.key = key
      var distinct: [String] = []
      for text in texts where !distinct.contains(text) { distinct.append(text) }
      let pairs = distinct.compactMap { text in finiteNumber(text).map { (text, $0) } }
      guard pairs.count == distinct.count else {
        (values, numbers) = (distinct, nil)
        return
      }
      let sorted = pairs.sorted { $0.1 < $1.1 }
      (values, numbers) = (sorted.map(\.0), sorted.map(\.1))
    }
  }

  /// A combination.
  package struct Row {
    /// By key.
    package let values: [String: String]
    package let status: SweepOutcome.Status
    /// Of the metric; nil if the run did not finish or has no such result.
    package let result: Double?
  }

  package let path: String
  /// The result that is drawn.
  package let metric: String
  /// The keys in the order of the columns.
  package let axes: [Axis]
  package let rows: [Row]

  /// Reads a table.
  ///
  /// - Parameter metric: the result to draw; nil for the one that is looked at first.
  /// - Throws: `DataFileError` if the file is not a sweep's, or has no such result.
  package init(path: String, metric: String?) throws {
    let table = try Table(path: path, as: SweepTable.schema)
    let header = table.header
    let (keys, results) = (header.groups[0], header.groups[1])
    guard let chosen = metric ?? SweepTable.mainMetric(among: Array(header.names[results])) else {
      throw table.mistake("there is no result to draw: no run finished", inRow: -1)
    }
    guard let column = header.names[results].firstIndex(of: chosen) else {
      let names = header.names[results]
      throw table.mistake(
        "there is no result \"\(chosen)\" among \(names.joined(separator: ", "))\(suggestion(for: chosen, among: names))",
        inRow: -1)
    }
    rows = try table.rows.enumerated().map { number, fields in
      let status = keys.upperBound
      guard let ending = SweepOutcome.Status(rawValue: fields[status]) else {
        throw header.columns[status].mistake(
          fields[status], in: path, line: table.line(ofRow: number))
      }
      let values = Dictionary(keys.map { (header.names[$0], fields[$0]) }) { first, _ in first }
      let result = try table.number(number, column).flatMap { $0.isFinite ? $0 : nil }
      return Row(values: values, status: ending, result: result)
    }
    guard rows.contains(where: { $0.result != nil }) else {
      throw DataFileError(
        file: path, line: nil, "no run has a finite \(chosen)")
    }
    self.path = path
    self.metric = chosen
    axes = keys.map { key in Axis(header.names[key], table.rows.map { $0[key] }) }
  }
}
