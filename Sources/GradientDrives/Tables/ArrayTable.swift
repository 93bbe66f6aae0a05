import DataFiles

/// Gradients in a file of numpy's: an array of times × signals, whose rows are read when a run gets there.
public struct ArrayTable: GradientTable {
  /// Where the times of rows come from.
  public enum Time: Sendable, Equatable {
    /// Rows are this far apart, from 0 on, in learning steps.
    case distance(Double)
    /// Another file, with one time for each row, strictly ascending.
    case file(String)
  }

  private let file: NPYFile
  private let distance: Double
  /// Empty if rows are evenly apart.
  private let times: [Double]

  /// Checks a file.
  ///
  /// - Parameters:
  ///   - path: the file. An array of one dimension is one signal.
  ///   - time: where the times come from.
  /// - Throws: `DataFileError` if a file is no such array, or has other numbers than finite ones.
  /// - Complexity: O(file size), once.
  public init(path: String, time: Time) throws {
    file = try NPYFile(path: path)
    guard file.shape.count <= 2 else {
      throw DataFileError(
        file: path, line: nil,
        "found an array of \(file.shape.count) dimensions, expected times × synapses")
    }
    switch time {
    case .distance(let distance): (self.distance, times) = (distance, [])
    case .file(let path): (distance, times) = (0, try Self.times(path, count: file.rowCount))
    }
    let reader = try file.makeReader()
    let step = max(1, (1 << 16) / file.rowLength)
    for first in stride(from: 0, to: file.rowCount, by: step) {
      let rows = first..<min(first + step, file.rowCount)
      var values = [Double](repeating: 0, count: rows.count * file.rowLength)
      try reader.read(rows: rows, into: &values)
    }
  }

  private static func times(_ path: String, count: Int) throws -> [Double] {
    let file = try NPYFile(path: path)
    guard file.shape == [count] else {
      throw DataFileError(
        file: path, line: nil,
        "found an array of shape (\(file.shape.map(String.init).joined(separator: ", "))), expected (\(count),): a time for each row"
      )
    }
    var times = [Double](repeating: 0, count: count)
    try file.makeReader().read(rows: 0..<count, into: &times)
    if let index = times.indices.dropFirst().first(where: { times[$0] <= times[$0 - 1] }) {
      throw DataFileError(
        file: path, line: nil,
        "time \(times[index]) follows \(times[index - 1]), expected ascending times")
    }
    return times
  }

  /// The number of columns.
  public var signalCount: Int { file.rowLength }
  /// The number of rows.
  public var rowCount: Int { file.rowCount }
  /// The time of a row.
  public func time(ofRow row: Int) -> Double { times.isEmpty ? Double(row) * distance : times[row] }
  /// Whether they come from the distance of rows.
  public var timesAreComputed: Bool { times.isEmpty }
  /// By bisection.
  public func lastRow(at time: Double) -> Int {
    lastIndex(of: rowCount, notAfter: time) { self.time(ofRow: $0) }
  }

  /// Opens the file.
  public func makeReader() throws -> any GradientTableReader {
    RowBuffer(Reader(file: try file.makeReader()), signalCount: signalCount, canFail: true)
  }

  private struct Reader: RowSequence {
    let file: NPYFile.Reader

    mutating func read(row: Int, into values: inout [Double]) throws {
      try file.read(rows: row..<(row + 1), into: &values)
    }
  }
}
