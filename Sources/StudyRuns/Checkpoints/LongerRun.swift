import DataFiles
import HostSystem
import Foundation
import Results
import Studies

/// A run that is made longer than it was: what ``UnfinishedRun`` then goes on with.
public struct LongerRun {
  /// How long it is going to be.
  public enum Length: Sendable {
    /// In learning steps.
    case duration(Double)
    /// In a unit of time, as it is written, of a study that says how long a learning step is.
    case time(String)
    /// In epochs of a network.
    case epochs(Double)

    /// A time with its unit, such as `20 s`; nil if it is none.
    public init?(time text: String) {
      guard PhysicalTime(text) != nil else { return nil }
      self = .time(text)
    }
  }

  private let folder: OutputDirectory
  private let inputs: StudyInputs
  private let lock: FolderLock

  /// Keeps others from making the run longer until ``end()``.
  ///
  /// - Parameters:
  ///   - folder: that of a run.
  ///   - inputs: where the files that its study names are opened.
  /// - Throws: `StudyError` if there is no run of its own; `OutputError` if another program is at work on it.
  public init(in folder: String, inputs: StudyInputs = .standard) throws {
    if OutputDirectory.isSweep(folder) {
      throw StudyError(
        "\(folder): found a sweep, or a run of several seeds, expected a run of one: only such a run can be made longer"
      )
    }
    let above = URL(fileURLWithPath: folder).standardizedFileURL.deletingLastPathComponent()
      .deletingLastPathComponent().path
    if OutputDirectory.isSweep(above) {
      throw StudyError(
        "\(folder): found one of the runs of \(above), whose tables are over runs of one study: run that study anew for a longer one"
      )
    }
    guard FileManager.default.fileExists(atPath: folder) else {
      throw StudyError("\(folder): there is no such folder")
    }
    self.folder = try OutputDirectory(folder, force: true)
    self.inputs = inputs
    lock = try FolderLock(folder)
    do {
      for format in TraceFormat.allCases { try self.folder.checkFree(format.heldFile) }
    } catch {
      lock.release()
      throw error
    }
  }

  /// Lets others.
  public func end() { lock.release() }

  /// Writes what the longer run goes on from, and the study as it is then. A program that is killed meanwhile leaves the run
  /// as it was, or one that goes on to be longer.
  ///
  /// - Throws: `StudyError` if the run is as long already, kept nothing to go on from, or is one that only a new run makes
  ///   longer.
  public func begin(_ length: Length) throws {
    let path = folder.path
    let unfinished = try CheckpointReader(in: path)
    guard
      let file = try unfinished
        ?? CheckpointReader(in: path, named: FinalStateFiles.checkpoint)
    else {
      throw StudyError(
        "\(path): found nothing to go on from: a run can be made longer if its study has record.final: true, and its"
          + " gradients have windows or rows that it went through")
    }
    var checkpoint = file.checkpoint
    func study(_ settings: [String]) throws -> Study {
      try Study(
        yaml: checkpoint.study, path: folder.path("study.yaml"), folder: path + "/",
        settings: settings, inputs: inputs)
    }
    let present = try study([])
    let duration: Double
    switch length {
    case .duration(let steps): duration = steps
    case .time(let text):
      guard let step = present.learningStep, let time = PhysicalTime(text) else {
        throw StudyError(
          "--duration: found \"\(text.excerpt)\", and the study does not say how long a learning step is; expected learning steps"
        )
      }
      duration = time.count(of: step)
    case .epochs(let epochs):
      guard let network = present.drive.network else {
        throw StudyError("--epochs: only a network has epochs, expected --duration")
      }
      duration = epochs * network.epochDuration
    }
    guard duration > present.duration else {
      throw StudyError(
        "\(path): the run lasts \(shortDescription(present.duration)) learning steps, expected more of them than that, found"
          + " \(shortDescription(duration))")
    }
    try checkThatItCan(checkpoint, present)
    try checkStudy(checkpoint)
    try checkTrace(checkpoint, present)
    let longer = try study(["duration=\(duration)"])
    checkpoint.earlierStudy = checkpoint.study
    checkpoint.study = longer.yaml(in: path)
    try checkpoint.write(to: folder) { show in
      var block = [UInt8](repeating: 0, count: 1 << 20)
      while file.bytesLeft > 0 {
        let count = min(file.bytesLeft, block.count)
        var elements = block.mutableSpan
        var bytes = elements.mutableBytes
        var part = bytes._mutatingExtracting(first: count)
        try file.fill(&part)
        let read = block.span.bytes
        try show(read.extracting(first: count))
      }
    }
    // Who is killed before this leaves the checkpoint of the longer run beside the study of the earlier one, of which it knows.
    try folder.write(checkpoint.study, to: "study.yaml")
  }

  /// The study beside the checkpoint must be that of the run; a length that somebody asked for before does not matter.
  private func checkStudy(_ checkpoint: Checkpoint) throws {
    func lines(_ text: String) -> [Substring] {
      text.split(separator: "\n").filter { !$0.hasPrefix("duration:") }
    }
    let path = folder.path("study.yaml")
    guard let bytes = InputFile.contents(path),
      lines(String(decoding: bytes, as: UTF8.self)) != lines(checkpoint.study)
    else { return }
    throw StudyError(
      "\(path): found another study than the one that was run: put that one back, or run this one with --force"
    )
  }

  /// The trace must be there, as far as the checkpoint goes.
  private func checkTrace(_ checkpoint: Checkpoint, _ study: Study) throws {
    guard let progress = checkpoint.progress else { return }
    let needed: [(name: String, length: Int)]
    switch study.record.format {
    case .csv: needed = [(Trace.schema.file, progress.traceLength)]
    case .npy:
      needed = ArrayTrace.lengths(
        columns: study.record.columns ?? study.traceColumns,
        synapses: study.record.synapses.indices(of: study.synapseCount).count,
        inSeconds: study.learningStep != nil, timesLength: progress.traceLength)
    }
    for (name, length) in needed {
      let size = folder.placeOfContinued(name).flatMap { InputFile.size($0) } ?? 0
      guard size < length else { continue }
      let format = study.record.format.rawValue
      throw StudyError(
        "\(folder.path(name)): found \(size) bytes, expected at least the \(length) that the run wrote; where the trace was converted,"
          + " synapse convert \(folder.path) --to \(format) writes it again")
    }
  }

  /// What the beginning of a run has to do with its length.
  private func checkThatItCan(_ checkpoint: Checkpoint, _ study: Study) throws {
    guard checkpoint.progress != nil else { return }
    guard !checkpoint.isVerifying else {
      throw StudyError(
        "\(folder.path): a certificate looks at times spread over the whole run: run the longer study again, with --verify"
      )
    }
    guard study.drive.network != nil || study.drive.isHeld else {
      throw StudyError(
        "\(folder.path): signals that move between rows are averaged on a grid over the whole run: run the longer study again"
      )
    }
  }
}
