import DataFiles
import Foundation
import HostSystem

extension OutputDirectory {
  /// Opens the trace of a run, and removes one in another format. Another format is another sink, made here.
  ///
  /// - Parameters:
  ///   - format: how it is written.
  ///   - columns: what is recorded, by name.
  ///   - synapses: the recorded synapses, ascending.
  ///   - times: at how many times.
  ///   - inSeconds: whether the times are also there in seconds.
  ///   - length: what the trace of a run that is gone on with said of its length.
  /// - Throws: `OutputError` if it cannot be written, `DataFileError` if what is there is not what the run wrote.
  package func makeTrace(
    _ format: TraceFormat, columns: [String], synapses: [Int], times: Int,
    inSeconds: Bool, continuedAt length: Int?
  ) throws -> any TraceSink {
    switch format {
    case .csv:
      removeTraceArrays()
      let header = Trace.schema.header(columns, inSeconds: inSeconds)
      let name = Trace.schema.file
      guard let length else {
        return try CSVTrace(makeContinuableFile(name), header: header, synapses: synapses)
      }
      try checkHeader(ofContinued: name, at: length, expected: header)
      return try CSVTrace(continueFile(name, at: length), header: header, synapses: synapses)
    case .npy:
      remove(Trace.schema.file)
      unlink(AtomicFile.continuedPath(path(Trace.schema.file)))
      if length == nil { removeTraceArrays() }
      return try ArrayTrace(
        in: self, columns: columns, synapses: synapses, times: times, inSeconds: inSeconds,
        continuedAt: length)
    }
  }

  /// Removes the arrays that an older run left, and their folder if nothing else is in it.
  package func removeTraceArrays() {
    let folder = path(Trace.folder)
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    where name.hasPrefix(".") && name.hasSuffix(".npy.partial") {
      unlink("\(folder)/\(name)")
    }
    remove(ArrayTrace.columnsFile)
    removeArrays(in: Trace.folder)
  }

  /// Sees to it that a table that is gone on with is the one that was begun; a file that is too short is told elsewhere.
  private func checkHeader(ofContinued name: String, at length: Int, expected: [String]) throws {
    guard let place = placeOfContinued(name), length > 0, InputFile.size(place)! >= length else {
      return
    }
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

  /// Where a file that is gone on with stands: under the name that it has until it is whole, or under its own.
  package func placeOfContinued(_ name: String) -> String? {
    [AtomicFile.continuedPath(path(name)), path(name)].first { InputFile.size($0) != nil }
  }
}
