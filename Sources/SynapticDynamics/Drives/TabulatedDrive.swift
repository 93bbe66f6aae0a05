/// Rows of gradients at ascending times: row k holds from its time to the next row's, or the
/// gradient runs linearly from row to row. The last row holds to the end, the first from the start.
public struct TabulatedDrive<Table: GradientTable>: GradientDrive {
  /// The rows.
  public var table: Table
  /// How the gradient gets from one row to the next.
  public var interpolation: Interpolation

  /// Creates a drive.
  public init(_ table: Table, interpolation: Interpolation = .held) {
    self.table = table
    self.interpolation = interpolation
  }

  /// The table's.
  public var signalCount: Int { table.signalCount }
  /// Whether rows are held.
  public var isHeld: Bool { interpolation == .held }

  /// The times of the rows, but for the first if it is held: what is before it is the same.
  public func breakpoints(in interval: Range<Double>) -> [Double] {
    let first = interpolation == .held ? 1 : 0
    let start = max(first, table.lastRow(at: interval.lowerBound) + 1)
    var times: [Double] = []
    var row = start
    while row < table.rowCount, case let time = table.time(ofRow: row), time < interval.upperBound {
      if time > interval.lowerBound { times.append(time) }
      row += 1
    }
    return times
  }

  /// Opens the table.
  public func makeSource() throws -> any GradientSource {
    TabulatedSource(
      table: table, reader: try table.makeReader(), interpolation: interpolation,
      row: -1, left: Array(repeating: 0, count: signalCount),
      right: Array(repeating: 0, count: signalCount))
  }
}

extension TabulatedDrive {
  /// The largest |g| at the edges of the pieces: exact, since rows are held or run
  /// straight.
  public func magnitudeBounds(over interval: ClosedRange<Double>) throws -> [Double] {
    var source = try makeSource()
    var bounds = [Double](repeating: 0, count: signalCount)
    var values = bounds
    let edges =
      [interval.lowerBound] + breakpoints(in: interval.lowerBound..<interval.upperBound)
      + [interval.upperBound]
    for (start, end) in zip(edges, edges.dropFirst()) {
      try source.begin(start...end)
      for time in isHeld ? [start] : [start, end] {
        source.gradient(at: time, into: &values)
        for i in bounds.indices { bounds[i] = max(bounds[i], values[i].magnitude) }
      }
    }
    return bounds
  }
}

/// How a gradient gets from one row to the next.
public enum Interpolation: String, Sendable, CaseIterable {
  /// It stays and jumps.
  case held
  /// It runs straight.
  case linear
}

/// Rows of gradients that can be opened and read.
public protocol GradientTable: Sendable {
  /// Values per row.
  var signalCount: Int { get }
  /// The number of rows; `Int.max` if there is no last one.
  var rowCount: Int { get }
  /// The time of a row; strictly ascending in it.
  func time(ofRow row: Int) -> Double
  /// The last row whose time is not after the given one, or −1.
  func lastRow(at time: Double) -> Int
  /// Opens the table.
  func makeReader() throws -> any GradientTableReader
}

/// An open table; rows are cheapest in ascending order.
public protocol GradientTableReader {
  /// Reads a row.
  mutating func read(row: Int, into values: inout [Double]) throws
}

private struct TabulatedSource<Table: GradientTable>: GradientSource {
  let table: Table
  var reader: any GradientTableReader
  let interpolation: Interpolation
  /// The row in `left`; −1 before the first piece.
  var row: Int
  var left: [Double]
  var right: [Double]

  mutating func begin(_ segment: ClosedRange<Double>) throws {
    // The middle decides, so that merged breakpoints a few ulp apart cannot pick the wrong row.
    let middle = segment.lowerBound + (segment.upperBound - segment.lowerBound) / 2
    let target = table.lastRow(at: middle)
    guard target != row || row < 0 else { return }
    let hasNext = target + 1 < table.rowCount
    if interpolation == .linear, target == row + 1, row >= 0 {
      swap(&left, &right)
    } else {
      try reader.read(row: max(target, 0), into: &left)
    }
    if interpolation == .linear {
      if target >= 0, hasNext {
        try reader.read(row: target + 1, into: &right)
      } else {
        right = left
      }
    }
    row = target
  }

  mutating func gradient(at time: Double, into gradient: inout [Double]) {
    guard interpolation == .linear, row >= 0, row + 1 < table.rowCount else {
      for i in left.indices { gradient[i] = left[i] }
      return
    }
    let (start, end) = (table.time(ofRow: row), table.time(ofRow: row + 1))
    let fraction = min(max((time - start) / (end - start), 0), 1)
    for i in left.indices {
      gradient[i] = left[i] + fraction * (right[i] - left[i])
    }
  }
}
