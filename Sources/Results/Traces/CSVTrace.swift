import DataFiles
import HostSystem

/// Writes `trace.csv`: one row for each recorded time and synapse.
struct CSVTrace: TraceSink {
  private let file: AtomicFile
  private let synapses: [Int]
  private var rows: TableWriter

  /// - Parameters:
  ///   - file: the file; one that is gone on with has its header.
  ///   - header: the names of the columns.
  ///   - synapses: the synapses to write.
  init(_ file: AtomicFile, header: [String], synapses: [Int]) throws {
    self.file = file
    self.synapses = synapses
    rows = TableWriter(header, isContinued: file.length > 0)
    try flush()
  }

  mutating func write(time: Double, blocks: [Int], columns: Int, values: [Double]) throws {
    let timeText = time.description
    var (first, start) = (0, 0)
    for count in blocks {
      for k in 0..<count {
        rows.add(verbatim: timeText)
        rows.add(synapses[first + k])
        for column in 0..<columns { rows.add(values[start + column * count + k]) }
        rows.endRow()
        try flush()
      }
      first += count
      start += columns * count
    }
  }

  private mutating func flush() throws {
    try file.write(rows.text)
    rows.removeText()
  }

  func commit() throws { try file.commit() }

  func synchronise() throws -> Int {
    try file.synchronise()
    return file.length
  }
}

extension Trace {
  /// The columns of a trace; what stands between g and the weights, and behind them, is what the rule shows.
  package static let schema = TableSchema(
    "a trace", file: "trace.csv",
    [
      .one(Column("time", .finite, unit: "learning steps", isKey: true)),
      .one(Column("synapse", .count(from: 0), isKey: true)), .one(Column("g", .finite)),
      .several(what: nil, .finite), .one(Column("w_f", .finite)), .one(Column("w_b", .finite)),
      .several(what: nil, .finite),
    ])

  /// The header of a trace.
  ///
  /// - Parameter quantities: what the rule shows of a synapse, the weights among it.
  package static func header(_ quantities: [String]) -> [String] {
    let weights = quantities.firstIndex(of: "w_f") ?? quantities.count
    return schema.header(
      Array(quantities[..<weights]), Array(quantities[weights...].dropFirst(2)))
  }

  /// About how many bytes `trace.csv` will have: nineteen for each number.
  package static func estimatedSize(times: Int, synapses: Int, quantities: Int) -> Int {
    let (rows, overflow) = times.multipliedReportingOverflow(by: synapses)
    let (bytes, overflows) = rows.multipliedReportingOverflow(by: 19 * (quantities + 3))
    return overflow || overflows ? .max : bytes
  }
}

extension OutputDirectory {
  /// Opens the trace of a run. Another format is another sink, made here.
  ///
  /// - Parameters:
  ///   - quantities: what the rule shows of a synapse, by name.
  ///   - synapses: the recorded synapses, ascending.
  ///   - length: how many bytes there are of a run that is gone on with.
  /// - Throws: `OutputError` if it cannot be written, `DataFileError` if what is there is not what the run wrote.
  package func makeTrace(_ quantities: [String], synapses: [Int], continuedAt length: Int?) throws
    -> any TraceSink
  {
    let header = Trace.header(quantities)
    let name = Trace.schema.file
    guard let length else {
      return try CSVTrace(makeContinuableFile(name), header: header, synapses: synapses)
    }
    try checkHeader(ofContinued: name, at: length, expected: header)
    return try CSVTrace(continueFile(name, at: length), header: header, synapses: synapses)
  }

  /// Sees to it that a table that is gone on with is the one that was begun; a file that is too short is told elsewhere.
  private func checkHeader(ofContinued name: String, at length: Int, expected: [String]) throws {
    let place = [AtomicFile.continuedPath(path(name)), path(name)].first {
      InputFile.size($0) != nil
    }
    guard let place, length > 0, InputFile.size(place)! >= length else { return }
    let table = try TableReader(path: place)
    guard table.nextOffset <= length else {
      throw DataFileError(
        file: path(name), line: 1,
        "found a checkpoint that goes on at byte \(length), expected a place below the header")
    }
    let found = table.names
    guard found != expected else { return }
    throw DataFileError(
      file: path(name), line: 1,
      "found the columns \(found.joined(separator: ",").excerpt), expected \(expected.joined(separator: ",")), as"
        + " the checkpoint goes with")
  }
}
