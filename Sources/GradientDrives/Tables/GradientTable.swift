/// Rows of gradients that can be opened and read.
public protocol GradientTable: Sendable {
  /// Values per row.
  var signalCount: Int { get }
  /// What the signals are called, if they have names of their own.
  var labels: [String]? { get }
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
  /// None.
  public var labels: [String]? { nil }
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
  private var ready = Places()
  /// If reading can fail, the rows that were ready before: they are ready again after an error.
  private var before: Places?

  /// Rows, each in a place of its own.
  private struct Places {
    /// Which row is in which place, or −1.
    var rows: [Int] = []
    var values: [[Double]] = []
    /// No later row is in any place.
    var latest = -1

    /// Where a row is, from a place on.
    func place(of row: Int, from first: Int) -> Int? {
      row > latest ? nil : rows[first...].firstIndex(of: row)
    }
  }

  /// - Parameters:
  ///   - sequence: the rows.
  ///   - signalCount: values per row.
  ///   - canFail: whether reading can fail; what is ready takes twice the memory then.
  init(_ sequence: Rows, signalCount: Int, canFail: Bool = false) {
    self.sequence = sequence
    self.signalCount = signalCount
    if canFail { before = Places() }
  }

  mutating func prepare(_ wanted: [Int]) throws {
    exchange()
    do { try fill(wanted) } catch {
      exchange()
      throw error
    }
  }

  private mutating func exchange() {
    guard var other = before.take() else { return }
    swap(&ready, &other)
    before = other
  }

  private mutating func fill(_ wanted: [Int]) throws {
    while ready.rows.count < wanted.count {
      ready.rows.append(-1)
      ready.values.append(Array(repeating: 0, count: signalCount))
    }
    for (place, row) in wanted.enumerated() {
      if let found = ready.place(of: row, from: place) {
        ready.rows.swapAt(found, place)
        ready.values.swapAt(found, place)
        continue
      }
      // Not in this place until it was read.
      ready.rows[place] = -1
      if let before, let found = before.place(of: row, from: 0) {
        for i in 0..<signalCount { ready.values[place][i] = before.values[found][i] }
      } else {
        try sequence.read(row: row, into: &ready.values[place])
      }
      ready.rows[place] = row
      ready.latest = max(ready.latest, row)
    }
  }

  func values(row: Int, signals: Range<Int>, into values: inout MutableSpan<Double>) {
    let place = ready.rows.firstIndex(of: row)!
    for (k, i) in signals.enumerated() { values[k] = ready.values[place][i] }
  }
}
