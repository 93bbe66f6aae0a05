/// Rows of gradients that can be opened and read.
public protocol GradientTable: Sendable {
  /// Values per row.
  var signalCount: Int { get }
  /// The number of rows; `Int.max` if there is no last one.
  var rowCount: Int { get }
  /// The time of a row; strictly ascending in it.
  func time(ofRow row: Int) -> Double
  /// Whether times are multiples of a window, rounded, and not numbers that somebody gave.
  var timesAreComputed: Bool { get }
  /// The last row whose time is not after the given one, or −1.
  func lastRow(at time: Double) -> Int
  /// Whether a row is known to have the same values as the one before it.
  func repeatsPrevious(row: Int) -> Bool
  /// A bound on a signal's magnitude in all rows, if one is known without reading them.
  func magnitudeBound(ofSignal signal: Int) -> Double?
  /// Opens the table.
  func makeReader() throws -> any GradientTableReader
}

extension GradientTable {
  /// Times are given.
  public var timesAreComputed: Bool { false }
  /// No.
  public func repeatsPrevious(row: Int) -> Bool { false }
  /// None.
  public func magnitudeBound(ofSignal signal: Int) -> Double? { nil }
}

/// An open table.
public protocol GradientTableReader {
  /// Makes rows ready to be copied; cheapest in ascending order.
  ///
  /// - Throws: if a file cannot be read.
  mutating func prepare(_ rows: [Int]) throws
  /// Copies values of a row that was made ready. Called from several threads at once.
  func values(row: Int, signals: Range<Int>, into values: inout MutableSpan<Double>)
}

extension GradientTableReader {
  /// A whole row.
  package mutating func read(row: Int, into values: inout [Double]) throws {
    try prepare([row])
    let signals = values.indices
    var span = values.mutableSpan
    self.values(row: row, signals: signals, into: &span)
  }
}

/// Rows that can only be had one after the other, and whole.
protocol RowSequence {
  /// Reads a row; cheapest in ascending order.
  mutating func read(row: Int, into values: inout [Double]) throws
}

/// Keeps the rows of a sequence that are in use.
struct RowBuffer<Rows: RowSequence>: GradientTableReader {
  private var sequence: Rows
  private let signalCount: Int
  /// Which row is in which place.
  private var places: [Int] = []
  private var rows: [[Double]] = []

  init(_ sequence: Rows, signalCount: Int) {
    self.sequence = sequence
    self.signalCount = signalCount
  }

  mutating func prepare(_ wanted: [Int]) throws {
    while rows.count < wanted.count {
      rows.append(Array(repeating: 0, count: signalCount))
      places.append(-1)
    }
    for (place, row) in wanted.enumerated() {
      if let found = places[place...].firstIndex(of: row) {
        places.swapAt(found, place)
        rows.swapAt(found, place)
      } else {
        // Not in this place until it was read.
        places[place] = -1
        try sequence.read(row: row, into: &rows[place])
        places[place] = row
      }
    }
  }

  func values(row: Int, signals: Range<Int>, into values: inout MutableSpan<Double>) {
    let place = places.firstIndex(of: row)!
    for (k, i) in signals.enumerated() { values[k] = rows[place][i] }
  }
}
