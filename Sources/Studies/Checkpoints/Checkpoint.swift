import DataFiles
import HostSystem
import ODESolvers
import Results

/// What the file `checkpoint` says of a run that has not finished, but for the state and the method's memory, which
/// follow in the file:
///
///     synapse checkpoint 4⏎                      the version of the format
///     8 bytes                                    the length of what follows
///     JSON                                       this
///     8 bytes for each component                 the state, if the run has got anywhere
///     bytes                                      the method's memory
///     4 bytes                                    the CRC-32 of all before
///
/// Numbers are little-endian.
struct Checkpoint: Codable {
  /// How far a run has got.
  struct Progress: Codable {
    /// An edge between pieces.
    var time: Double
    var statistics: SolverStatistics
    /// How long the run has taken.
    var seconds: Double
    /// The bytes of the trace.
    var traceLength: Int
    /// What those who follow the run remember.
    var memories: FollowerMemories
  }

  /// The versions of what wrote it.
  var versions: [String: String]
  /// The resolved study, as in `study.yaml`.
  var study: String
  /// How many ranks run it.
  var ranks: Int
  var isVerifying: Bool
  var schedule: CheckpointSchedule
  /// Nil at the beginning.
  var progress: Progress?

  /// The first line of the file.
  static let title = "synapse checkpoint 4\n"

  /// Writes the beginning of a run.
  ///
  /// - Throws: `OutputError`.
  func write(to folder: OutputDirectory) throws {
    try write(to: folder, showState: { _ in }, showMemory: { _ in })
  }

  /// Writes the file, in place of an older one once it is whole and safe.
  ///
  /// - Parameters:
  ///   - folder: where to.
  ///   - showState: shows the state.
  ///   - showMemory: shows the method's memory, part by part.
  /// - Throws: `OutputError`.
  func write(
    to folder: OutputDirectory,
    showState: (_ body: (Span<Double>) throws -> Void) throws -> Void,
    showMemory: (_ body: (RawSpan) throws -> Void) throws -> Void
  ) throws {
    let file = try folder.makeFile(OutputDirectory.checkpoint)
    var checksum = Checksum()
    func write(_ bytes: RawSpan) throws {
      checksum.add(bytes)
      try file.write(bytes)
    }
    let header = try ExactJSON.encode(self)
    try write(Array(Self.title.utf8).span.bytes)
    try write([UInt64(header.count).littleEndian].span.bytes)
    try write(header.span.bytes)
    try showState { try write($0.bytes) }
    try showMemory { try write($0) }
    try file.write([checksum.value.littleEndian].span.bytes)
    try file.commit(durably: progress != nil)
  }
}
