import DataFiles
import Foundation
import Results

/// What a figure needs to know of a `sweep.csv`.
struct SweepFile {
  /// A varied key, with its values in the order of the figure.
  struct Axis {
    let key: String
    let values: [String]
    /// The values as numbers, ascending; nil if some are words.
    let numbers: [Double]?

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
  struct Row {
    /// By key.
    let values: [String: String]
    let status: SweepRow.Status
    /// Of the metric; nil if the run did not finish or has no such result.
    let result: Double?
  }

  let path: String
  /// The result that is drawn.
  let metric: String
  /// The keys in the order of the columns.
  let axes: [Axis]
  let rows: [Row]

  /// Reads a table.
  ///
  /// - Parameter metric: the result to draw; nil for the one that is looked at first.
  /// - Throws: `DataFileError` if the file is not a sweep's, or has no such result.
  init(path: String, metric: String?) throws {
    let lines = try TableText.lines(path).map { CSVText.fields($0) }
    guard let columns = lines.first, columns.first == "index",
      let status = columns.firstIndex(of: "status"), status > 1
    else {
      throw DataFileError(
        file: path, line: 1, "expected the columns index,…,status,… of a sweep")
    }
    let results = columns[(status + 1)...].filter { $0 != "message" }
    guard let chosen = metric ?? SweepTable.mainMetric(among: results) else {
      throw DataFileError(
        file: path, line: 1, "there is no result to draw: no run finished")
    }
    guard let column = columns[(status + 1)...].firstIndex(of: chosen), chosen != "message" else {
      throw DataFileError(
        file: path, line: 1,
        "there is no result \"\(chosen)\" among \(results.joined(separator: ", "))\(suggestion(for: chosen, among: results))"
      )
    }
    rows = try lines.enumerated().dropFirst().map { number, fields in
      guard fields.count == columns.count else {
        throw DataFileError(
          file: path, line: number + 1, "found \(fields.count) fields, expected \(columns.count)")
      }
      guard let ending = SweepRow.Status(rawValue: fields[status]) else {
        throw DataFileError(
          file: path, line: number + 1,
          "status: found \"\(fields[status])\", expected finished, failed or pending"
        )
      }
      let values = Dictionary(
        (1..<status).map { (columns[$0], fields[$0]) }
      ) { first, _ in first }
      let cell = fields[column]
      let result = finiteNumber(cell)
      guard result != nil || ["", "inf", "-inf", "nan"].contains(cell) else {
        throw DataFileError(
          file: path, line: number + 1, "\(chosen): found \"\(cell)\", expected a number")
      }
      return Row(values: values, status: ending, result: result)
    }
    guard rows.contains(where: { $0.result != nil }) else {
      throw DataFileError(
        file: path, line: nil, "no run has a finite \(chosen)")
    }
    self.path = path
    self.metric = chosen
    axes = (1..<status).map { column in
      Axis(columns[column], lines.dropFirst().map { $0[column] })
    }
  }
}
