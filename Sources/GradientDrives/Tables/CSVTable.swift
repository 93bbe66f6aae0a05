import DataFiles

/// Gradients in a text table: one column for each signal, one row for each time, times strictly ascending.
///
/// Fields are separated by commas, semicolons or tabs; the file may be packed by gzip. Which column is what, ``SignalColumns`` says.
///
/// Opening reads the file once, checks every number, and keeps each row's time, and every 64th row's place; a run
/// then reads each row when it gets there. So of a row eight bytes are in memory, however wide it is.
public struct CSVTable: GradientTable {
  /// The file's path.
  public let path: String
  /// The number of signals.
  public var signalCount: Int { places.signals.count }
  /// What the signals' columns are called; nil if that is g0, g1, ….
  public let labels: [String]?
  private let places: SignalColumns.Places
  /// What is read of each column.
  private let uses: [TableReader.Use]
  private let format: TableReader.Format
  private let times: Chunks
  /// Of every row a bit: whether it repeats the row before.
  private let repeats: [UInt64]
  /// Where every 64th row is.
  private let marks: [Mark]
  /// How many bytes the file has, or unpacks to.
  private let size: Int64

  /// Numbers that are never moved: growing by doubling would take twice the memory on the way.
  private struct Chunks {
    private static let size = 1 << 16
    private var chunks: [[Double]] = []
    private(set) var count = 0

    mutating func append(_ value: Double) {
      if count % Self.size == 0 {
        chunks.append([])
        chunks[chunks.count - 1].reserveCapacity(Self.size)
      }
      chunks[chunks.count - 1].append(value)
      count += 1
    }

    subscript(index: Int) -> Double { chunks[index / Self.size][index % Self.size] }
  }

  private struct Mark {
    var line: Int
    var offset: Int64
  }

  /// Checks a file.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - columns: which columns are what.
  /// - Throws: `DataFileError` with the line of the first mistake.
  /// - Complexity: O(file size), once.
  public init(path: String, columns: SignalColumns = SignalColumns()) throws {
    var times = Chunks()
    var repeats: [UInt64] = []
    var marks: [Mark] = []
    let rows = try TableReader(
      foreign: path,
      advice: " (drive.columns says which columns are signals, drive.time which has the times)")
    let places = try columns.places(in: rows.names, of: path)
    var uses = [TableReader.Use](repeating: .nothing, count: rows.names.count)
    var used = places.signals
    if case .column(let place) = places.time { used.append(place) }
    try rows.checkNames(of: used)
    for place in used { uses[place] = .number }
    var values = [Double](repeating: 0, count: rows.names.count)
    // No row is equal to this one.
    var previous = [Double](repeating: .nan, count: values.count)
    var text = ""
    while try rows.readRow(uses, numbers: &values, text: &text) {
      let time = places.time(of: values, row: times.count)
      if times.count > 0, case let last = times[times.count - 1], time <= last {
        throw DataFileError(
          file: path, line: rows.lineNumber,
          "time \(time) follows \(last), expected ascending times")
      }
      if times.count % 64 == 0 {
        marks.append(Mark(line: rows.lineNumber, offset: rows.lineOffset))
        repeats.append(0)
      }
      if places.signals.allSatisfy({ values[$0] == previous[$0] }) {
        repeats[times.count / 64] |= 1 << UInt64(times.count % 64)
      }
      times.append(time)
      swap(&previous, &values)
    }
    guard times.count > 0 else {
      throw DataFileError(file: path, line: 2, "there is no row of gradients below the header")
    }
    self.path = path
    let names = places.signals.map { rows.names[$0] }
    labels = names == names.indices.map { "g\($0)" } ? nil : names
    size = rows.nextOffset
    format = rows.format
    (self.times, self.repeats, self.marks) = (times, repeats, marks)
    (self.places, self.uses) = (places, uses)
  }

  /// The number of rows.
  public var rowCount: Int { times.count }
  /// The time of a row.
  public func time(ofRow row: Int) -> Double { times[row] }
  /// Whether they come from the distance of rows.
  public var timesAreComputed: Bool { if case .distance = places.time { true } else { false } }
  /// By bisection.
  public func lastRow(at time: Double) -> Int {
    lastIndex(of: times.count, notAfter: time) { times[$0] }
  }

  /// Whether the file has the same gradients there as in the row before.
  public func repeatsPrevious(row: Int) -> Bool {
    repeats[row / 64] >> UInt64(row % 64) & 1 == 1
  }

  /// Opens the file.
  public func makeReader() throws -> any GradientTableReader {
    RowBuffer(
      Reader(
        table: self,
        rows: try TableReader(format), fields: Array(repeating: 0, count: uses.count)),
      signalCount: signalCount, canFail: true)
  }

  private struct Reader: RowSequence {
    let table: CSVTable
    let rows: TableReader
    var fields: [Double]
    var text = ""
    /// The row that comes next in the file; none after an error.
    var next: Int?

    mutating func read(row: Int, into values: inout [Double]) throws {
      var reached = next ?? .max
      next = nil
      if row < reached || row / 64 > reached / 64 {
        let mark = table.marks[row / 64]
        try rows.seek(toLine: mark.line, at: mark.offset)
        reached = row / 64 * 64
      }
      while reached <= row {
        let found =
          try reached == row
          ? rows.readRow(table.uses, numbers: &fields, text: &text) : rows.skipNumbers()
        reached += 1
        guard found else { throw changed(rows.lineNumber + 1, "found the end of the file") }
      }
      if rows.lineEndsFile, rows.nextOffset != table.size {
        throw changed(rows.lineNumber, "found the end of the file within the line")
      }
      let time = table.places.time(of: fields, row: row)
      guard time == table.times[row] else {
        throw changed(rows.lineNumber, "found the time \(time), expected \(table.times[row])")
      }
      next = row + 1
      for (i, place) in table.places.signals.enumerated() { values[i] = fields[place] }
    }

    private func changed(_ line: Int, _ found: String) -> DataFileError {
      DataFileError(
        file: table.path, line: line,
        "\(found): the file is not what it was when it was opened; leave it as it is while it is read"
      )
    }
  }
}
