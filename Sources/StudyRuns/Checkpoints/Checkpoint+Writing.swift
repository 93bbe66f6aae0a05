import DataFiles
import HostSystem
import Results
import Studies
import SynapticDynamics

extension Checkpoint {
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
  ///   - name: which of the run's files.
  ///   - showState: shows the state.
  ///   - sums: those of |g|, if they are taken over all synapses.
  ///   - showMemory: shows the method's memory, part by part.
  /// - Throws: `OutputError`.
  func write(
    to folder: OutputDirectory, named name: String = OutputDirectory.checkpoint,
    showState: (_ body: (Span<Double>) throws -> Void) throws -> Void,
    sums: GradientSums? = nil,
    showMemory: (_ body: (RawSpan) throws -> Void) throws -> Void
  ) throws {
    let file = try folder.makeFile(name)
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
    try sums?.withBytes { try write($0) }
    try showMemory { try write($0) }
    try file.write([checksum.value.littleEndian].span.bytes)
    try file.commit(durably: progress != nil)
  }
}
