import ArgumentParser
import DataFiles
import Experiments
import Foundation
import Results
import Studies
import StudyRuns

/// `synapse status`.
struct Status: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Tells how runs stand: finished, under way, interrupted or failed.",
    discussion: """
      Looks at what is in the folders, changes nothing, and disturbs no run. A run that is under way tells how far it had come \
      when it last wrote something: a checkpoint, a row of learning.csv, or a part of its trace. Of a sweep, or a run of several \
      seeds, every run that has begun has a line.

      EXAMPLES:
        synapse status out/long
        synapse status out/*
        synapse status out/sweep --json
      """)

  @Argument(
    help: ArgumentHelp("Folders that synapse run or sweep writes to.", valueName: "folder"),
    completion: .directory)
  var folders: [String]

  @Flag(help: "Prints a JSON array with an object for each run.")
  var json = false

  func validate() throws {
    guard !folders.isEmpty else { throw ValidationError("Give the folder of a run.") }
  }

  func run() async throws {
    try await exiting {
      for folder in folders where !FileManager.default.fileExists(atPath: folder) {
        throw StudyError("\(folder): there is no such folder, expected that of a run")
      }
      let found = try folders.map { try Found(folder: $0) }
      if json {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.dateEncodingStrategy = .iso8601
        let lines = found.flatMap(\.runs).map(Line.init)
        Terminal.show(String(decoding: try encoder.encode(lines), as: UTF8.self))
      } else {
        Terminal.show(formatted(found.flatMap(\.lines)))
      }
    }
  }

  /// What is in a folder.
  private enum Found {
    case run(RunStatus)
    case sweep(String, SweepStatus)
    case nothing(String)

    init(folder: String) throws {
      if OutputDirectory.isSweep(folder) {
        self = .sweep(folder, try SweepStatus(of: folder))
      } else if let run = try? RunStatus(of: folder) {
        self = .run(run)
      } else {
        self = .nothing(folder)
      }
    }

    var runs: [RunStatus] {
      switch self {
      case .run(let run): [run]
      case .sweep(_, let sweep): sweep.runs
      case .nothing: []
      }
    }

    var lines: [(String, String)] {
      switch self {
      case .run(let run): [(run.folder, run.text)]
      case .sweep(let folder, let sweep):
        [(folder, sweep.text)] + sweep.runs.map { ($0.folder, $0.text) }
      case .nothing(let folder): [(folder, "no run, nor a sweep")]
      }
    }
  }

  /// What other programs are told of a run.
  private struct Line: Encodable {
    let run: String
    let state: RunStatus.State
    let progress, time, duration, secondsLeft: Double?
    let started: Date?
    let message, advice: String?

    init(_ run: RunStatus) {
      self.run = run.folder
      state = run.state
      (progress, time, duration) = (run.progress, run.time, run.duration)
      secondsLeft = run.secondsLeft
      (started, message, advice) = (run.started, run.message, run.advice)
    }
  }
}

extension RunStatus {
  /// A line for people.
  fileprivate var text: String {
    let place = time.map { time in
      "t = \(shortDescription(time))"
        + (duration.map { " of \(shortDescription($0))" } ?? "")
        + (progress.map { String(format: " (%.0f %%)", 100 * $0) } ?? "")
    }
    var parts: [String]
    switch state {
    case .finished: parts = ["finished at t = \(shortDescription(time ?? .nan))"]
    case .running: parts = ["under way", place ?? "nothing told yet"]
    case .interrupted: parts = ["interrupted"] + [place].compactMap(\.self)
    case .failed: parts = ["failed"] + [place].compactMap(\.self)
    }
    if state == .running, progress == 1 {
      parts.append("what comes behind the trace is being computed")
    } else if let secondsLeft {
      parts.append("\(ProgressBar.duration(secondsLeft)) left")
    }
    if let started {
      let form = DateFormatter()
      form.locale = Locale(identifier: "en_US_POSIX")
      form.dateFormat = "yyyy-MM-dd HH:mm:ss"
      parts.append("begun \(form.string(from: started))")
    }
    let reason =
      message.map { [$0.split(whereSeparator: \.isNewline).joined(separator: "; ")] } ?? []
    return ([parts.joined(separator: ", ")] + reason + [advice].compactMap(\.self))
      .joined(separator: "; ")
  }
}

extension SweepStatus {
  /// A line for people.
  fileprivate var text: String {
    let finished = count(of: .finished)
    let others: [(RunStatus.State, String)] = [
      (.running, "under way"), (.failed, "failed"), (.interrupted, "interrupted"),
    ]
    let counts = others.map { (count(of: $0), $1) }.filter { $0.0 > 0 }.map { "\($0) \($1)" }
    let text = (["\(finished) of \(combinations) finished"] + counts).joined(separator: ", ")
    guard finished < combinations, count(of: .running) == 0 else { return text }
    return "\(text); \(command.joined(separator: " ")) goes on with it"
  }
}
