import DataFiles
import HostSystem

/// Writes a run's trace in another format beside the one that is there, without a bit lost.
package struct TraceConversion {
  private let folder: OutputDirectory

  /// - Parameter folder: that of a run.
  package init(_ folder: OutputDirectory) { self.folder = folder }

  /// Converts.
  ///
  /// - Parameters:
  ///   - format: what is written; what is there is the other one.
  ///   - willGoOn: called time by time; what it throws ends the conversion.
  /// - Returns: how many times there are.
  /// - Throws: `DataFileError` if there is no trace, or it is not what a run wrote; `OutputError`.
  package func convert(to format: TraceFormat, willGoOn: () throws -> Void = {}) throws -> Int {
    switch format {
    case .npy: try toArrays(willGoOn)
    case .csv: try toText(willGoOn)
    }
  }

  private func mistake(_ found: String, other: TraceFormat) -> DataFileError {
    let hasOther = InputFile.size(folder.path(other.heldFile)) != nil
    let isUnfinished = TraceFormat.allCases.contains {
      InputFile.size(AtomicFile.continuedPath(folder.path($0.heldFile))) != nil
    }
    return DataFileError(
      file: folder.path, line: nil,
      isUnfinished
        ? "found a run that has not ended; synapse resume \(folder.path) goes on with it"
        : hasOther
          ? "found no \(found), and the trace is there in that format already"
          : "found no \(found), expected the folder of a run that has ended")
  }

  private func toArrays(_ willGoOn: () throws -> Void) throws -> Int {
    let path = folder.path(Trace.schema.file)
    guard InputFile.size(path) != nil else { throw mistake(Trace.schema.file, other: .npy) }
    var rows = try TraceRows(path)
    guard var moment = try rows.next() else {
      throw DataFileError(file: path, line: 2, "the trace has no rows")
    }
    let synapses = moment.synapses
    var trace = try ArrayTrace(
      in: folder, columns: rows.columns, synapses: synapses, times: 0, inSeconds: rows.hasSeconds,
      continuedAt: nil)
    var count = 0
    while true {
      try willGoOn()
      guard moment.synapses == synapses else {
        throw DataFileError(
          file: path, line: moment.line, "expected the rows of the same synapses at every time")
      }
      try trace.write(
        time: moment.time, seconds: moment.seconds, blocks: [synapses.count],
        columns: rows.columns.count,
        values: moment.values)
      count += 1
      guard let next = try rows.next() else { break }
      moment = next
    }
    try trace.commit()
    return count
  }

  private func toText(_ willGoOn: () throws -> Void) throws -> Int {
    guard let bytes = InputFile.contents(folder.path(ArrayTrace.columnsFile)) else {
      throw mistake(ArrayTrace.columnsFile, other: .csv)
    }
    let columns = try ArrayTrace.columns(bytes, in: folder)
    func file(_ name: String, _ type: NPYFile.NumberType = .double) throws -> NPYFile {
      try NPYFile(path: folder.path(ArrayTrace.path(name)), types: [type])
    }
    let (times, synapses) = try (file("time"), file("synapse", .integer))
    let arrays = try columns.map { try file($0) }
    let secondsPath = ArrayTrace.path(TableSchema.seconds.name)
    let seconds =
      InputFile.size(folder.path(secondsPath)) == nil ? nil : try file(TableSchema.seconds.name)
    for list in [times, synapses] + (seconds.map { [$0] } ?? []) where list.shape.count != 1 {
      throw DataFileError(
        file: list.path, line: nil, "found an array of shape \(list.shape), expected a list")
    }
    let shape = [times.rowCount, synapses.rowCount]
    for array in arrays where array.shape != shape {
      throw DataFileError(
        file: array.path, line: nil, "found an array of shape \(array.shape), expected \(shape)")
    }
    if let seconds, seconds.rowCount != times.rowCount {
      throw DataFileError(
        file: seconds.path, line: nil,
        "found \(seconds.rowCount) times, expected \(times.rowCount), as in time.npy")
    }
    var numbers = [Double](repeating: 0, count: synapses.rowCount)
    try synapses.makeReader().read(rows: 0..<synapses.rowCount, into: &numbers)
    if let wrong = numbers.first(where: { Int(exactly: $0) == nil || $0 < 0 }) {
      throw DataFileError(
        file: synapses.path, line: nil, "found \(wrong), expected the index of a synapse")
    }
    let output = try folder.makeFile(Trace.schema.file)
    var trace = try CSVTrace(
      output, header: Trace.schema.header(columns, inSeconds: seconds != nil),
      synapses: numbers.map { Int($0) })
    let readers = try arrays.map { try $0.makeReader() }
    let timeReader = try times.makeReader()
    let secondsReader = try seconds?.makeReader()
    var (time, timeInSeconds) = ([0.0], [0.0])
    var values: [Double] = []
    for row in 0..<times.rowCount {
      try willGoOn()
      try timeReader.read(rows: row..<(row + 1), into: &time)
      try secondsReader?.read(rows: row..<(row + 1), into: &timeInSeconds)
      values.removeAll(keepingCapacity: true)
      for reader in readers {
        try reader.read(rows: row..<(row + 1), into: &numbers)
        values += numbers
      }
      try trace.write(
        time: time[0], seconds: seconds == nil ? nil : timeInSeconds[0], blocks: [numbers.count],
        columns: columns.count, values: values)
    }
    try trace.commit()
    return times.rowCount
  }
}

/// The rows of a `trace.csv`, time by time.
private struct TraceRows {
  /// All rows of one time.
  struct Moment {
    let time: Double
    let seconds: Double?
    /// The line of its first row.
    let line: Int
    var synapses: [Int] = []
    /// Column by column.
    var values: [Double] = []
  }

  /// The columns behind times and synapse.
  let columns: [String]
  /// Whether times are also there in seconds, behind the others.
  let hasSeconds: Bool
  private let path: String
  private let table: TableReader
  /// The first row of the next time.
  private var row: [Double]
  private var hasRow: Bool

  init(_ path: String) throws {
    self.path = path
    table = try TableReader(path: path)
    let header = try Trace.schema.header(table.names, in: path)
    hasSeconds = header.position(of: TableSchema.seconds.name) != nil
    columns = Array(header.names.dropFirst(hasSeconds ? 3 : 2))
    row = Array(repeating: 0, count: header.names.count)
    hasRow = try table.readNumbers(into: &row)
  }

  mutating func next() throws -> Moment? {
    guard hasRow else { return nil }
    var moment = Moment(
      time: row[0], seconds: hasSeconds ? row[1] : nil, line: table.lineNumber)
    let place = hasSeconds ? 2 : 1
    var rows: [[Double]] = []
    while hasRow, row[0] == moment.time {
      guard let synapse = Int(exactly: row[place]) else {
        throw DataFileError(
          file: path, line: table.lineNumber,
          "column synapse: found \(row[place]), expected a whole number")
      }
      moment.synapses.append(synapse)
      rows.append(row)
      hasRow = try table.readNumbers(into: &row)
    }
    for column in columns.indices { moment.values += rows.map { $0[column + place + 1] } }
    return moment
  }
}
