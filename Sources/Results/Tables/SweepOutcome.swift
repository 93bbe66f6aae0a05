import DataFiles
import Foundation

/// What came of one combination of a sweep, as its run's files tell.
public struct SweepOutcome: Sendable {
  /// How a combination stands.
  public enum Status: String, Sendable, CaseIterable {
    /// Run to its end.
    case finished
    /// It ended with an error.
    case failed
    /// There is nothing of it yet.
    case pending
  }

  /// Its index, from 0.
  public let index: Int
  /// The values of the varied keys.
  public let values: [String]
  /// How it stands.
  public let status: Status
  /// Why it failed, or what makes it doubtful; empty if neither is so.
  public let message: String
  /// The results of a finished run, in order.
  package let metrics: [SummaryNumbers.Metric]
  /// Their texts by name.
  private let texts: [String: String]

  /// Where a run says what it has to say on stderr.
  package static let messagesFile = "messages.txt"

  /// Reads what is in a run's folder.
  package init(index: Int, values: [String], folder: String) {
    self.index = index
    self.values = values
    let file = "\(folder)/summary.json"
    guard let data = InputFile.contents(file),
      let summary = try? RunEnding(json: data)
    else {
      (metrics, texts) = ([], [:])
      let text = InputFile.contents("\(folder)/\(Self.messagesFile)")
      status = text == nil ? .pending : .failed
      message = text.map { Self.lastError(String(decoding: $0, as: UTF8.self)) } ?? ""
      return
    }
    status = summary.status == .finished ? .finished : .failed
    message = Self.line(
      status == .finished
        ? (summary.warnings ?? []).joined(separator: "; ")
        : summary.message ?? summary.status.rawValue)
    metrics = status == .finished ? SummaryNumbers(data).all : []
    texts = Dictionary(metrics.map { ($0.name, $0.text) }) { first, _ in first }
  }

  /// A combination of which nothing is read: there is nothing, or a table says what came of it.
  package init(
    index: Int, values: [String], status: Status = .pending,
    metrics: [SummaryNumbers.Metric] = []
  ) {
    (self.index, self.values, self.status, self.metrics) = (index, values, status, metrics)
    texts = Dictionary(metrics.map { ($0.name, $0.text) }) { first, _ in first }
    message = ""
  }

  /// Whether it finished, but with a warning.
  public var isDoubtful: Bool { status == .finished && !message.isEmpty }

  /// The result of a name.
  public func text(of metric: String) -> String? { texts[metric] }

  /// The result of a name as a number, infinite and NaN ones too.
  package func number(of metric: String) -> Double? { texts[metric].flatMap { Double($0) } }

  /// How a run ended, by the `summary.json` in its folder, if it is there.
  package static func summary(in folder: String) -> RunEnding? {
    InputFile.contents("\(folder)/summary.json").flatMap {
      try? RunEnding(json: $0)
    }
  }

  private static func lastError(_ text: String) -> String {
    let mark = text.range(of: "error: ", options: .backwards)
    let reason = mark.map { text[$0.upperBound...] } ?? text[...]
    // Below an empty line a crash has its backtrace.
    return line(String(reason[..<(reason.range(of: "\n\n")?.lowerBound ?? reason.endIndex)]))
  }

  private static func line(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).joined(separator: "; ")
  }
}

/// The part of a `summary.json` that all kinds of runs share.
package struct RunEnding: Decodable {
  package var status: Summary.Status
  package var message: String?
  package var warnings: [String]?
}
