import ODESolvers

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

  /// The times of the rows. Of held rows those that change something: not the first, since what is
  /// before it is the same, and none that repeats the row before it.
  public func breakpoints(in interval: Range<Double>) -> [Double] {
    let first = isHeld ? 1 : 0
    let start = max(first, table.lastRow(at: interval.lowerBound) + 1)
    var times: [Double] = []
    var row = start
    while row < table.rowCount, case let time = table.time(ofRow: row), time < interval.upperBound {
      if time > interval.lowerBound && !(isHeld && table.repeatsPrevious(row: row)) {
        times.append(time)
      }
      row += 1
    }
    return table.timesAreComputed ? withoutEnds(times, of: interval) : times
  }

  /// Opens the table.
  public func makeSource() throws -> any GradientSource {
    TabulatedSource(table: table, reader: try table.makeReader(), interpolation: interpolation)
  }
}

extension TabulatedDrive {
  /// The largest |g| at the edges of the pieces: exact, since rows are held or run
  /// straight.
  ///
  /// A table of more than a hundred million numbers is not read for it if it knows a bound.
  public func magnitudeBounds(over interval: ClosedRange<Double>) throws -> [Double] {
    var source = try makeSource()
    var bounds = [Double](repeating: 0, count: signalCount)
    var values = bounds
    let edges =
      [interval.lowerBound] + breakpoints(in: interval.lowerBound..<interval.upperBound)
      + [interval.upperBound]
    if Double(edges.count) * Double(signalCount) > Self.mostRead, let knownBounds {
      return knownBounds
    }
    for (start, end) in zip(edges, edges.dropFirst()) {
      try source.begin([start...end])
      for time in isHeld ? [start] : [start, end] {
        source.gradient(at: time, into: &values)
        for i in bounds.indices { bounds[i] = max(bounds[i], values[i].magnitude) }
      }
    }
    return bounds
  }

  private static var mostRead: Double { 1e8 }

  /// Those that the table knows.
  public var knownBounds: [Double]? {
    guard table.magnitudeBound(ofSignal: 0) != nil else { return nil }
    return (0..<signalCount).map { table.magnitudeBound(ofSignal: $0) ?? .infinity }
  }
}

/// How a gradient gets from one row to the next.
public enum Interpolation: String, Sendable, CaseIterable {
  /// It stays and jumps.
  case held
  /// It runs straight.
  case linear
}

/// Computed times between two ends, without those that are one of the ends but for rounding: the last of
/// three windows of 0.7 does not end before a run of 2.1.
package func withoutEnds(_ times: [Double], of interval: Range<Double>) -> [Double] {
  land(times, on: [interval.lowerBound, interval.upperBound]).filter {
    $0 > interval.lowerBound && $0 < interval.upperBound
  }
}

extension ClosedRange<Double> {
  /// A time by which a piece is told from its neighbours, even if its edges were put on others that are the same
  /// time: the middle, or the start if there is no number between the ends.
  package var inside: Double {
    let middle = lowerBound + (upperBound - lowerBound) / 2
    return middle < upperBound ? middle : lowerBound
  }
}

private struct TabulatedSource<Table: GradientTable>: GradientSource {
  let table: Table
  var reader: any GradientTableReader
  let interpolation: Interpolation
  /// The row of each piece; −1 before the first row.
  var rowOfPiece: [Int] = []
  /// The rows that the pieces need, ascending.
  var rows: [Int] = []

  init(table: Table, reader: any GradientTableReader, interpolation: Interpolation) {
    self.table = table
    self.reader = reader
    self.interpolation = interpolation
  }

  mutating func begin(_ pieces: ArraySlice<ClosedRange<Double>>) throws {
    rowOfPiece.removeAll(keepingCapacity: true)
    rows.removeAll(keepingCapacity: true)
    for piece in pieces {
      let row = table.lastRow(at: piece.inside)
      rowOfPiece.append(row)
      need(max(row, 0))
      if runs(from: row) { need(row + 1) }
    }
    try reader.prepare(rows)
  }

  private mutating func need(_ row: Int) {
    if row > rows.last ?? -1 { rows.append(row) }
  }

  /// Whether the gradient moves from this row to the next.
  private func runs(from row: Int) -> Bool {
    interpolation == .linear && row >= 0 && row + 1 < table.rowCount
  }

  func gradient(
    at time: Double, piece: Int, signals: Range<Int>, into gradient: inout MutableSpan<Double>
  ) {
    let row = rowOfPiece[piece]
    reader.values(row: max(row, 0), signals: signals, into: &gradient)
    guard runs(from: row) else { return }
    let (start, end) = (table.time(ofRow: row), table.time(ofRow: row + 1))
    let fraction = min(max((time - start) / (end - start), 0), 1)
    withScratch(signals.count) { next in
      reader.values(row: row + 1, signals: signals, into: &next)
      for i in 0..<signals.count { gradient[i] += fraction * (next[i] - gradient[i]) }
    }
  }
}
