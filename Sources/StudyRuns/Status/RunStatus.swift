import DataFiles
import Foundation
import HostSystem
import Results
import Studies

/// How far a run is, as the files in its folder tell: nothing is changed there.
public struct RunStatus: Sendable {
  /// What becomes of it.
  public enum State: String, Codable, Sendable {
    /// It got to its end.
    case finished
    /// A program is at work on it.
    case running
    /// It was killed or interrupted.
    case interrupted
    /// It ended with an error.
    case failed
  }

  /// The run's folder.
  public let folder: String
  /// What becomes of it.
  public let state: State
  /// The last time that is known to have been reached, in learning steps; nil if nothing is known.
  public let time: Double?
  /// How long the study lasts, in learning steps; nil if nothing is known.
  public let duration: Double?
  /// When it was begun, if it is unfinished and its files tell.
  public let started: Date?
  /// About how many seconds are left; nil unless it is running and has got somewhere.
  public let secondsLeft: Double?
  /// Why it failed.
  public let message: String?
  /// How to go on; nil if there is nothing to do.
  public let advice: String?

  /// The share that is done.
  public var progress: Double? {
    guard state != .finished else { return 1 }
    guard let time, let duration, duration > 0 else { return nil }
    return min(max(time / duration, 0), 1)
  }

  /// The state, in words that follow "a run that", or "the run".
  public var inWords: String {
    let reached = time.map { " at t = \(shortDescription($0))" } ?? ""
    return switch state {
    case .finished: "has finished"
    case .running: "is under way"
    case .interrupted: "was interrupted\(reached)"
    case .failed: "failed\(reached)"
    }
  }

  /// Looks into a folder.
  ///
  /// - Parameters:
  ///   - folder: that of a run of one process; of several seeds or a sweep see what is in its folder `runs`.
  ///   - now: the present.
  /// - Throws: `StudyError` if there is no run in it.
  public init(of folder: String, now: Date = Date()) throws {
    if OutputDirectory.isSweep(folder) {
      throw StudyError(
        "\(folder): found a sweep, or a run of several seeds, expected one of its runs, such as \(folder)/runs/0000"
      )
    }
    let files = RunFiles(folder)
    let summary = files.summary
    guard files.hasCheckpoint else {
      guard let summary else {
        throw StudyError(
          "\(folder): found neither a checkpoint nor a summary, expected the folder that synapse run --output wrote to"
        )
      }
      self.init(ended: folder, summary, advice: Self.repeating)
      return
    }
    // It may be replaced while it is read.
    let checkpoint = CheckpointReader.header(in: folder) ?? CheckpointReader.header(in: folder)
    let advice =
      checkpoint.map { Self.advice(folder, $0) }
      ?? "its checkpoint cannot be read: run it again with --force"
    // One that was begun again leaves the summary of the run before.
    if !files.isHeld, let summary, summary.status != .finished, files.summaryIsLast {
      self.init(
        ended: folder, summary, advice: summary.status == .failed ? Self.repeating : advice)
      return
    }
    self.init(unfinished: folder, files, checkpoint, advice: advice, now: now)
  }

  /// One that left no summary, only a message.
  package init(failed folder: String, message: String) {
    (self.folder, state, self.message) = (folder, .failed, message)
    (time, duration, started, secondsLeft) = (nil, nil, nil, nil)
    advice = Self.repeating
  }

  private init(ended folder: String, _ summary: Ending, advice: String) {
    self.folder = folder
    (time, duration) = (summary.timeReached, summary.duration)
    (started, secondsLeft) = (nil, nil)
    message = summary.status == .failed ? summary.message : nil
    state =
      switch summary.status {
      case .finished: .finished
      case .failed: .failed
      case .interrupted: .interrupted
      }
    self.advice = summary.status == .finished ? nil : advice
  }

  private init(
    unfinished folder: String, _ files: RunFiles, _ checkpoint: Checkpoint?, advice: String,
    now: Date
  ) {
    self.folder = folder
    let isRunning = files.isHeld
    state = isRunning ? .running : .interrupted
    let duration = (checkpoint?.study).flatMap { RunFiles.duration(ofStudy: $0) }
    self.duration = duration
    let known = files.latestTime(checkpoint)
    // A run that goes on does so from its checkpoint.
    time =
      isRunning
      ? files.traceIsWhole ? duration : known?.time : checkpoint?.progress?.time ?? 0
    started = files.started(checkpoint)
    message = nil
    self.advice = isRunning ? nil : advice
    secondsLeft =
      isRunning
      ? duration.flatMap { files.secondsLeft(to: $0, from: known, checkpoint, now: now) } : nil
  }

  private static let repeating = "mend the cause, and run it again with --force"

  /// How an unfinished run is gone on with.
  private static func advice(_ folder: String, _ checkpoint: Checkpoint) -> String {
    guard checkpoint.versions == Versions.ofResults else {
      return "another version began it: go on with that one, or run it again with --force"
    }
    return "synapse resume \(folder) goes on with it"
  }
}

/// What a `summary.json` says of a run's end.
struct Ending: Decodable {
  var status: Summary.Status
  var message: String?
  var timeReached: Double?
  var duration: Double?
}
