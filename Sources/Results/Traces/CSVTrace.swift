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

  mutating func write(
    time: Double, seconds: Double?, blocks: [Int], columns: Int, values: [Double]
  ) throws {
    let (timeText, secondsText) = (time.description, seconds?.description)
    var (first, start) = (0, 0)
    for count in blocks {
      for k in 0..<count {
        rows.add(verbatim: timeText)
        if let secondsText { rows.add(verbatim: secondsText) }
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
