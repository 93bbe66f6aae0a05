import DataFiles

/// Gradients in a CSV file with the header `time,g0,g1,…`: one column for each signal, one row for
/// each time, times strictly ascending.
///
/// Opening reads the file once, checks every number, and keeps each row's time, and every 64th row's place; a run
/// then reads each row when it gets there. So of a row eight bytes are in memory, however wide it is.
public struct CSVTable: GradientTable {
  /// The file's path.
  public let path: String
  /// The number of columns after `time`.
  public let signalCount: Int
  private let times: Chunks
  /// Of every row a bit: whether it repeats the row before.
  private let repeats: [UInt64]
  /// Where every 64th row is.
  private let places: [Place]
  /// How many bytes the file has.
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

  /// Column g0 is synapse 0's, g1 synapse 1's, and so on.
  private static let schema = TableSchema(
    "a table of gradients", file: "gradients.csv",
    [.one(Column("time", .finite, unit: "learning steps", isKey: true)), .numbered("g")])

  private struct Place {
    var line: Int
    var offset: Int64
  }

  /// Checks a file.
  ///
  /// - Parameter path: the file.
  /// - Throws: `DataFileError` with the line of the first mistake.
  /// - Complexity: O(file size), once.
  public init(path: String) throws {
    var times = Chunks()
    var repeats: [UInt64] = []
    var places: [Place] = []
    let rows = try TableReader(path: path)
    _ = try Self.schema.header(rows.names, in: path)
    var values = [Double](repeating: 0, count: rows.names.count)
    // No row is equal to this one.
    var previous = [Double](repeating: .nan, count: values.count)
    while try rows.readNumbers(into: &values) {
      if times.count > 0, case let last = times[times.count - 1], values[0] <= last {
        throw DataFileError(
          file: path, line: rows.lineNumber,
          "time \(values[0]) follows \(last), expected ascending times")
      }
      if times.count % 64 == 0 {
        places.append(Place(line: rows.lineNumber, offset: rows.lineOffset))
        repeats.append(0)
      }
      if values.dropFirst().elementsEqual(previous.dropFirst()) {
        repeats[times.count / 64] |= 1 << UInt64(times.count % 64)
      }
      times.append(values[0])
      swap(&previous, &values)
    }
    guard times.count > 0 else {
      throw DataFileError(file: path, line: 2, "there is no row of gradients below the header")
    }
    self.path = path
    signalCount = rows.names.count - 1
    size = rows.nextOffset
    self.times = times
    self.repeats = repeats
    self.places = places
  }

  /// The number of rows.
  public var rowCount: Int { times.count }
  /// The time of a row.
  public func time(ofRow row: Int) -> Double { times[row] }
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
        rows: try TableReader(path: path, names: ["time"] + (0..<signalCount).map { "g\($0)" }),
        fields: Array(repeating: 0, count: signalCount + 1)),
      signalCount: signalCount, canFail: true)
  }

  private struct Reader: RowSequence {
    let table: CSVTable
    let rows: TableReader
    var fields: [Double]
    /// The row that comes next in the file; none after an error.
    var next: Int?

    mutating func read(row: Int, into values: inout [Double]) throws {
      var reached = next ?? .max
      next = nil
      if row < reached || row / 64 > reached / 64 {
        let place = table.places[row / 64]
        try rows.seek(toLine: place.line, at: place.offset)
        reached = row / 64 * 64
      }
      while reached <= row {
        let found =
          try reached == row ? rows.readNumbers(into: &fields) : rows.skipNumbers()
        reached += 1
        guard found else { throw changed(rows.lineNumber + 1, "found the end of the file") }
      }
      if rows.lineEndsFile, rows.nextOffset != table.size {
        throw changed(rows.lineNumber, "found the end of the file within the line")
      }
      guard fields[0] == table.times[row] else {
        throw changed(
          rows.lineNumber, "found the time \(fields[0]), expected \(table.times[row])")
      }
      next = row + 1
      for i in values.indices { values[i] = fields[i + 1] }
    }

    private func changed(_ line: Int, _ found: String) -> DataFileError {
      DataFileError(
        file: table.path, line: line,
        "\(found): the file is not what it was when it was opened; leave it as it is while it is read"
      )
    }
  }
}
