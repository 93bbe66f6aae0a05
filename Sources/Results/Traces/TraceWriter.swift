import HostSystem

/// Writes `trace.csv`: one row for each recorded time and synapse.
package struct TraceWriter: TraceSink {
  private let file: AtomicFile
  private let synapses: [Int]

  /// - Parameters:
  ///   - file: the file.
  ///   - quantities: the names of the columns after the gradient's.
  ///   - synapses: the synapses to write.
  package init(_ file: AtomicFile, quantities: [String], synapses: [Int]) throws {
    self.file = file
    self.synapses = synapses
    let names = ["time", "synapse", "g"] + quantities
    // A file that is gone on with has its first line.
    if file.length == 0 { try file.write(names.joined(separator: ",") + "\n") }
  }

  /// Numbers are in the shortest form that reads back to the same value.
  package func write(time: Double, blocks: [Int], columns: Int, values: [Double]) throws {
    let timeText = time.description
    var (first, start) = (0, 0)
    for count in blocks {
      for k in 0..<count {
        var row = "\(timeText),\(synapses[first + k])"
        for column in 0..<columns {
          row += ","
          row += values[start + column * count + k].description
        }
        row += "\n"
        try file.write(row)
      }
      first += count
      start += columns * count
    }
  }

  package func commit() throws { try file.commit() }

  package func synchronise() throws -> Int {
    try file.synchronise()
    return file.length
  }

  /// About how many bytes a trace will have: nineteen for each number.
  package static func estimatedSize(times: Int, synapses: Int, quantities: Int) -> Int {
    let (rows, overflow) = times.multipliedReportingOverflow(by: synapses)
    let (bytes, overflows) = rows.multipliedReportingOverflow(by: 19 * (quantities + 3))
    return overflow || overflows ? .max : bytes
  }
}
