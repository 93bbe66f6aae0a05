/// Rows of gradients kept in memory: constants and steps.
public struct ListedTable: GradientTable {
  /// The times, strictly ascending.
  public let times: [Double]
  /// One row for each time, all of the same length.
  public let rows: [[Double]]

  /// Creates a table.
  ///
  /// - Precondition: there is at least one row, times ascend, rows have the same length.
  public init(times: [Double], rows: [[Double]]) {
    precondition(!rows.isEmpty && rows.count == times.count, "a table needs a time for each row")
    precondition(zip(times, times.dropFirst()).allSatisfy(<), "the times of a table must ascend")
    precondition(rows.allSatisfy { $0.count == rows[0].count }, "rows must have the same length")
    self.times = times
    self.rows = rows
  }

  /// One row that holds for ever.
  public init(constant row: [Double]) {
    self.init(times: [0], rows: [row])
  }

  /// Values per row.
  public var signalCount: Int { rows[0].count }
  /// The number of rows.
  public var rowCount: Int { rows.count }
  /// The time of a row.
  public func time(ofRow row: Int) -> Double { times[row] }
  /// By bisection.
  public func lastRow(at time: Double) -> Int {
    lastIndex(of: times.count, notAfter: time) { times[$0] }
  }
  /// Whether both rows are equal.
  public func repeatsPrevious(row: Int) -> Bool { row > 0 && rows[row] == rows[row - 1] }
  /// Nothing needs opening.
  public func makeReader() -> any GradientTableReader { Reader(rows: rows) }

  private struct Reader: GradientTableReader {
    let rows: [[Double]]
    func prepare(_ rows: [Int]) {}
    func values(row: Int, signals: Range<Int>, into values: inout MutableSpan<Double>) {
      for (k, i) in signals.enumerated() { values[k] = rows[row][i] }
    }
  }
}

/// The last of `count` ascending times that is not after `time`, or −1.
func lastIndex(
  of count: Int, notAfter time: Double, _ timeAt: (Int) -> Double
) -> Int {
  var (low, high) = (0, count)
  while low < high {
    let middle = (low + high) / 2
    if timeAt(middle) <= time { low = middle + 1 } else { high = middle }
  }
  return low - 1
}
