import DataFiles
import Foundation
import HostSystem

/// Writes a trace as arrays: `trace/NAME.npy` of times × synapses for each column, with `time.npy` and `synapse.npy`, and
/// `time_s.npy` where times are known in seconds too.
///
/// Rows are appended, time by time; the head of each file, which says how many there are, is written for all times, and
/// anew in the end if a run had fewer.
package struct ArrayTrace: TraceSink {
  private let files: [AtomicFile]
  private let times: AtomicFile
  private let seconds: AtomicFile?
  private let output: OutputDirectory
  private let columns: [String]
  private let synapses: [Int]
  /// How many times there are so far.
  private var count: Int
  private let expected: Int

  /// The file that says in which order the columns stand in a table.
  static let columnsFile = "\(Trace.folder)/columns.json"

  /// Reads that file.
  ///
  /// - Throws: `DataFileError` if it says something else.
  static func columns(_ bytes: Data, in output: OutputDirectory) throws -> [String] {
    guard let names = try? JSONDecoder().decode([String].self, from: bytes), !names.isEmpty,
      names.allSatisfy({ !$0.isEmpty && !$0.contains { "/\0,\n\"".contains($0) } })
    else {
      throw DataFileError(
        file: output.path(columnsFile), line: nil, "expected a list of names of columns")
    }
    return names
  }

  /// All heads are as long, whatever they say.
  private static let headLength = 128

  /// - Parameters:
  ///   - output: the run's folder.
  ///   - columns: what is recorded, by name.
  ///   - synapses: the recorded synapses.
  ///   - times: how many times there are going to be, as far as is known.
  ///   - inSeconds: whether the times are also there in seconds.
  ///   - length: how long the file of the times was where the run is gone on with.
  init(
    in output: OutputDirectory, columns: [String], synapses: [Int], times: Int,
    inSeconds: Bool, continuedAt length: Int?
  ) throws {
    (self.output, self.columns, self.synapses) = (output, columns, synapses)
    expected = times
    try output.makeFolder(Trace.folder)
    guard let length else {
      count = 0
      func make(_ name: String, _ shape: [Int]) throws -> AtomicFile {
        let file = try output.makeContinuableFile(Self.path(name))
        try file.write(NPYFile.head(shape: shape, length: Self.headLength).span.bytes)
        return file
      }
      self.times = try make("time", [times])
      seconds = inSeconds ? try make(TableSchema.seconds.name, [times]) : nil
      files = try columns.map { try make($0, [times, synapses.count]) }
      return
    }
    let (rows, rest) = (length - Self.headLength).quotientAndRemainder(dividingBy: 8)
    guard (0...times).contains(rows), rest == 0 else {
      throw DataFileError(
        file: output.path(Self.path("time")), line: nil,
        "found a checkpoint that goes on at byte \(length), expected a place behind one of \(times) times"
      )
    }
    count = rows
    func goOn(_ name: String, _ shape: [Int]) throws -> AtomicFile {
      let name = Self.path(name)
      let row = 8 * shape.dropFirst().reduce(1, *)
      let file = try output.continueFile(name, at: Self.headLength + rows * row)
      // A run that was ended, or is made longer, said another number of times.
      try file.overwrite(NPYFile.head(shape: shape, length: Self.headLength))
      return file
    }
    self.times = try goOn("time", [times])
    seconds = inSeconds ? try goOn(TableSchema.seconds.name, [times]) : nil
    files = try columns.map { try goOn($0, [times, synapses.count]) }
  }

  /// How many bytes each array has where the file of the times has some.
  package static func lengths(
    columns: [String], synapses: Int, inSeconds: Bool, timesLength: Int
  ) -> [(name: String, length: Int)] {
    (["time"] + (inSeconds ? [TableSchema.seconds.name] : [])).map { (path($0), timesLength) }
      + columns.map { (path($0), headLength + (timesLength - headLength) * synapses) }
  }

  static func path(_ name: String) -> String { "\(Trace.folder)/\(name).npy" }

  /// The files of numbers for each time.
  private var lists: [AtomicFile] { [times] + (seconds.map { [$0] } ?? []) }

  package mutating func write(
    time: Double, seconds: Double?, blocks: [Int], columns: Int, values: [Double]
  ) throws {
    try times.write(numbers: [time][...])
    if let seconds { try self.seconds?.write(numbers: [seconds][...]) }
    var start = 0
    for block in blocks {
      for file in files {
        try file.write(numbers: values[start..<(start + block)])
        start += block
      }
    }
    count += 1
  }

  package func commit() throws {
    if count != expected {
      for list in lists { try Self.say([count], in: list) }
      for file in files { try Self.say([count, synapses.count], in: file) }
    }
    for file in files + lists { try file.commit() }
    try output.write(synapses, to: Self.path("synapse"))
    let names = columns.map { "\"\($0)\"" }.joined(separator: ", ")
    try output.write("[\(names)]\n", to: Self.columnsFile)
  }

  private static func say(_ shape: [Int], in file: AtomicFile) throws {
    try file.overwrite(NPYFile.head(shape: shape, length: headLength))
  }

  package func synchronise() throws -> Int {
    for file in files + lists { try file.synchronise() }
    return times.length
  }
}
