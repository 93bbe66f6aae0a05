import DataFiles
import HostSystem
import ODESolvers
import Parallel
import Results
import Studies
import SynapticDynamics

extension Checkpoint {
  /// Writes what is known without a state: the beginning of a run, or what stands in another file.
  ///
  /// - Parameters:
  ///   - folder: where to.
  ///   - showRest: shows the bytes that follow.
  /// - Throws: `OutputError`.
  func write(
    to folder: OutputDirectory,
    showRest: (_ body: (RawSpan) throws -> Void) throws -> Void = { _ in }
  ) throws {
    let file = try CheckpointFile(folder, named: OutputDirectory.checkpoint)
    try file.write(header: self)
    try showRest { try file.write($0) }
    try file.commit(durably: progress != nil)
  }

  /// Writes the file, in place of an older one once it is whole and safe; all ranks take part. What belongs to synapses comes to the first
  /// rank part by part, so that it needs no room for it.
  ///
  /// - Parameters:
  ///   - folder: where to; nil at every rank but the first.
  ///   - name: which of the run's files.
  ///   - dynamics: the population.
  ///   - showState: shows the state of this rank.
  ///   - sums: those of |g|, if they are taken over all synapses.
  ///   - showMemory: shows the method's memory, part by part.
  /// - Throws: `OutputError`; `FailureElsewhere` if another rank failed.
  func write(
    to folder: OutputDirectory?, named name: String = OutputDirectory.checkpoint,
    of dynamics: PopulationDynamics,
    showState: (_ body: (Span<Double>) throws -> Void) throws -> Void,
    sums: GradientSums? = nil,
    showMemory: (_ body: (RawSpan, MemoryPart) throws -> Void) throws -> Void
  ) throws {
    let file = try folder.map { try CheckpointFile($0, named: name) }
    try file?.write(header: self)
    let ranks = dynamics.ranks
    func write(_ bytes: RawSpan, _ part: MemoryPart) throws {
      switch part {
      case .rows(let each):
        let row = each * dynamics.synapseCount
        for first in stride(from: 0, to: bytes.byteCount, by: row) {
          try ranks.showFirst(bytes.extracting(first..<(first + row))) { try file?.write($0) }
        }
      case .alike:
        try file?.write(bytes)
      case .counts:
        let sums = try ranks.sum(counts(in: bytes))
        try file?.write(sums)
      }
    }
    try showState { try write($0.bytes, .rows(bytesOfNumber: 8)) }
    try sums?.withBytes { try write($0, .rows(bytesOfNumber: 8)) }
    try showMemory(write)
    try file?.commit(durably: progress != nil)
  }
}

/// Whole numbers as they stand in memory.
private func counts(in bytes: RawSpan) -> [Int64] {
  var counts: [Int64] = []
  for first in stride(from: 0, to: bytes.byteCount, by: MemoryLayout<Int64>.size) {
    counts.append(bytes.unsafeLoadUnaligned(fromByteOffset: first, as: Int64.self))
  }
  return counts
}

/// A checkpoint on its way to the disk.
private final class CheckpointFile {
  private let file: AtomicFile
  private var checksum = Checksum()

  init(_ folder: OutputDirectory, named name: String) throws { file = try folder.makeFile(name) }

  func write(_ bytes: RawSpan) throws {
    checksum.add(bytes)
    try file.write(bytes)
  }

  func write(_ counts: [Int64]) throws { try write(counts.span.bytes) }

  func write(header checkpoint: Checkpoint) throws {
    let header = try ExactJSON.encode(checkpoint)
    try write(Array(Checkpoint.title.utf8).span.bytes)
    try write([UInt64(header.count).littleEndian].span.bytes)
    try write(header.span.bytes)
  }

  func commit(durably: Bool) throws {
    try file.write([checksum.value.littleEndian].span.bytes)
    try file.commit(durably: durably)
  }
}
