/// Gradients in a CSV file with the header `time,g0,g1,…`: one column for each signal, one row for
/// each time, times strictly ascending.
///
/// Opening reads the file once, checks every number, and keeps each row's time and place; a run then
/// reads each row when it gets there. So the file may be larger than memory.
public struct CSVTable: GradientTable {
  /// The file's path.
  public let path: String
  /// The number of columns after `time`.
  public let signalCount: Int
  private let times: [Double]
  private let places: [Place]

  private struct Place {
    var line: Int
    var offset: Int64
    var repeatsPrevious: Bool
  }

  /// Checks a file.
  ///
  /// - Parameter path: the file.
  /// - Throws: ``DataFileError`` with the line of the first mistake.
  /// - Complexity: O(file size), once.
  public init(path: String) throws {
    var signalCount = 0
    var times: [Double] = []
    var places: [Place] = []
    var previous: [Double] = []
    try NumericCSV.read(
      path: path,
      header: { format in
        guard format.columns.first == "time", format.columns.count > 1 else {
          let found = format.columns.joined(separator: ",").prefix(60)
          throw DataFileError(
            file: path, line: 1, "found the header \"\(found)\", expected time,g0,g1,…")
        }
        signalCount = format.columns.count - 1
        for (index, name) in format.columns.dropFirst().enumerated() where name != "g\(index)" {
          throw DataFileError(
            file: path, line: 1,
            "found the column \"\(name)\", expected g\(index): column g0 is synapse"
              + " 0's, g1 synapse 1's, …")
        }
      },
      row: { values, line, offset in
        if let last = times.last, values[0] <= last {
          throw DataFileError(
            file: path, line: line,
            "time \(values[0]) follows \(last), expected ascending times")
        }
        let repeats = values.dropFirst().elementsEqual(previous.dropFirst())
        times.append(values[0])
        places.append(Place(line: line, offset: offset, repeatsPrevious: repeats))
        previous = values
      })
    guard !times.isEmpty else {
      throw DataFileError(file: path, line: 2, "there is no row of gradients below the header")
    }
    self.path = path
    self.signalCount = signalCount
    self.times = times
    self.places = places
  }

  /// The number of rows.
  public var rowCount: Int { times.count }
  /// The time of a row.
  public func time(ofRow row: Int) -> Double { times[row] }
  /// By bisection.
  public func lastRow(at time: Double) -> Int { lastIndex(in: times, notAfter: time) }

  /// Whether the file has the same gradients there as in the row before.
  public func repeatsPrevious(row: Int) -> Bool { places[row].repeatsPrevious }

  /// Opens the file.
  public func makeReader() throws -> any GradientTableReader {
    RowBuffer(
      Reader(
        format: NumericCSV(path: path, columns: ["time"] + (0..<signalCount).map { "g\($0)" }),
        places: places, lines: try LineReader(path: path),
        fields: Array(repeating: 0, count: signalCount + 1)), signalCount: signalCount)
  }

  private struct Reader: RowSequence {
    let format: NumericCSV
    let places: [Place]
    let lines: LineReader
    var fields: [Double]

    mutating func read(row: Int, into values: inout [Double]) throws {
      let place = places[row]
      try lines.seek(toLine: place.line, at: place.offset)
      let found = try lines.next { line in
        try format.parse(line, into: &fields, lineNumber: place.line)
      }
      guard found else {
        throw DataFileError(
          file: format.path, line: place.line, "the file was cut short while it was read")
      }
      for i in values.indices { values[i] = fields[i + 1] }
    }
  }
}
