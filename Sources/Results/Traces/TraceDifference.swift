import DataFiles
import HostSystem

/// The second of two traces less the first, over time, as a trace of its own.
package enum TraceDifference {
  /// Reads both row by row, and writes the difference of every column but the time and the synapse.
  ///
  /// - Parameters:
  ///   - files: two traces.
  ///   - path: where the difference goes.
  /// - Throws: `DataFileError` if there are not two, or they have not the same columns, synapses or times; `OutputError` if it
  ///   cannot be written.
  package static func write(_ files: [String], to path: String) throws {
    guard files.count == 2 else {
      throw DataFileError(
        file: files[0], line: nil,
        "--difference: found \(files.count) file\(files.count == 1 ? "" : "s"), expected two traces"
      )
    }
    let tables = try files.map { try TableReader(path: $0) }
    for table in tables { _ = try Trace.schema.header(table.names, in: table.path) }
    let names = tables[0].names
    guard tables[1].names == names else {
      throw DataFileError(
        file: files[1], line: 1,
        "--difference: found the columns \(tables[1].names.joined(separator: ",")), expected those of \(files[0]): \(names.joined(separator: ","))"
      )
    }
    let keys = names.indices.filter {
      ["time", TableSchema.seconds.name, "synapse"].contains(names[$0])
    }
    var rows = [[Double]](repeating: names.map { _ in 0 }, count: 2)
    let file = try AtomicFile(path: path)
    var writer = TableWriter(names)
    while true {
      let isRow = (
        try tables[0].readNumbers(into: &rows[0]), try tables[1].readNumbers(into: &rows[1])
      )
      guard isRow.0 && isRow.1 else {
        if isRow.0 != isRow.1 {
          let short = isRow.0 ? 1 : 0
          throw DataFileError(
            file: files[short], line: nil,
            "--difference: it ends before \(files[1 - short]), expected the same recorded times")
        }
        break
      }
      for key in keys where rows[0][key] != rows[1][key] {
        throw DataFileError(
          file: files[1], line: tables[1].lineNumber,
          "--difference: found \(names[key]) \(rows[1][key].shortText), expected \(rows[0][key].shortText) as in \(files[0]): both must have recorded the same synapses at the same times"
        )
      }
      for column in names.indices {
        if keys.contains(column) {
          writer.add(short: rows[0][column])
        } else {
          writer.add(rows[1][column] - rows[0][column])
        }
      }
      writer.endRow()
      if writer.text.utf8.count > 1 << 20 {
        try file.write(writer.text)
        writer.removeText()
      }
    }
    try file.write(writer.text)
    try file.commit()
  }
}
