import DataFiles
import Foundation
import HostSystem
import Results

/// The files in a run's folder, as far as they tell how far it is.
struct RunFiles {
  private let folder: String

  init(_ folder: String) { self.folder = folder }

  private func path(_ name: String) -> String { "\(folder)/\(name)" }
  /// The trace's file, whole or under way, in the format that is there.
  private var trace: String {
    let files = TraceFormat.allCases.map { path($0.heldFile) }
    return files.first { file in
      [file, AtomicFile.continuedPath(file)].contains { InputFile.size($0) != nil }
    } ?? files[0]
  }
  private var unfinishedTrace: String { AtomicFile.continuedPath(trace) }

  var hasCheckpoint: Bool { InputFile.size(path(OutputDirectory.checkpoint)) != nil }

  /// Whether a program is at work on the run: it holds the trace.
  var isHeld: Bool { TraceFormat.allCases.contains { AtomicFile.isHeld(path($0.heldFile)) } }

  var summary: Ending? {
    InputFile.contents(path("summary.json")).flatMap { try? Ending(json: $0) }
  }

  /// Whether the summary is no older than the checkpoint: of the same run.
  var summaryIsLast: Bool { isLater("summary.json", than: OutputDirectory.checkpoint) }

  /// Whether the trace got its name after the last checkpoint.
  var traceIsWhole: Bool {
    InputFile.size(unfinishedTrace) == nil
      && isLater(String(trace.dropFirst(folder.count + 1)), than: OutputDirectory.checkpoint)
  }

  private func isLater(_ name: String, than other: String) -> Bool {
    guard let first = modified(other), let last = modified(name) else { return false }
    return last >= first
  }

  /// When a file was written last; nil if there is none.
  func modified(_ name: String) -> Date? {
    (try? FileManager.default.attributesOfItem(atPath: path(name)))?[.modificationDate] as? Date
  }

  /// The duration that a resolved study has.
  static func duration(ofStudy text: String) -> Double? {
    let line = text.split(separator: "\n").first { $0.hasPrefix("duration:") }
    return line.flatMap {
      finiteNumber($0.dropFirst("duration:".count).trimmingCharacters(in: .whitespaces))
    }
  }

  /// A time of the study that was reached, and when that was.
  struct Reached {
    var time: Double
    var date: Date
  }

  /// The last time that the checkpoint, the tables or the trace say was reached.
  func latestTime(_ checkpoint: Checkpoint?) -> Reached? {
    var all: [Reached] = []
    if let time = checkpoint?.progress?.time, let date = modified(OutputDirectory.checkpoint) {
      all.append(Reached(time: time, date: date))
    }
    for (path, column) in [(path(LearningRow.schema.file), 1), (unfinishedTrace, 0)] {
      guard let time = Self.lastNumber(in: path, column: column),
        let date = (try? FileManager.default.attributesOfItem(atPath: path))?[.modificationDate]
          as? Date
      else { continue }
      all.append(Reached(time: time, date: date))
    }
    // Before its first state a run may stand beside the table of an older one, which is older than its study.
    let beginning =
      checkpoint?.progress == nil ? modified("study.yaml") ?? .distantPast : .distantPast
    return all.filter { $0.date >= beginning }.max { $0.time < $1.time }
  }

  /// Of an interruption's moment files tell to about so many seconds.
  private static let slack = 2.0

  /// When the run was begun: its study is written then. At an interruption it is written again, and then nothing tells it.
  func started(_ checkpoint: Checkpoint?) -> Date? {
    guard let written = modified("study.yaml") else { return nil }
    guard let progress = checkpoint?.progress, let date = modified(OutputDirectory.checkpoint)
    else { return written }
    return date.timeIntervalSince(written) >= progress.seconds - Self.slack ? written : nil
  }

  /// How much of a table's end is looked at.
  private static let tail = 1 << 16

  /// The number in a column of the last row that is whole.
  private static func lastNumber(in path: String, column: Int) -> Double? {
    guard let bytes = try? InputFile.ending(path, count: tail),
      let end = bytes.lastIndex(of: UInt8(ascii: "\n"))
    else { return nil }
    let start = bytes[..<end].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let fields = String(decoding: bytes[start..<end], as: UTF8.self).split(
      separator: ",", omittingEmptySubsequences: false)
    return column < fields.count ? finiteNumber(String(fields[column])) : nil
  }
}
