/// A result by which the best of a sweep is chosen, and which end of it is good.
public struct SweepCriterion: Sendable, Equatable {
  /// The result, as columns of `sweep.csv` are named.
  public let metric: String
  /// Whether more is better.
  public let wantsHighest: Bool

  /// A result whose name says which end is good, or `highest:` or `lowest:` before it does.
  ///
  /// Accuracies are best where they are highest, losses where they are lowest.
  ///
  /// - Returns: nil if neither says it.
  public init?(_ text: String) {
    for (word, wantsHighest) in [("highest:", true), ("lowest:", false)] where text.hasPrefix(word)
    {
      self.init(metric: String(text.dropFirst(word.count)), wantsHighest: wantsHighest)
      return
    }
    switch text.split(separator: "_").last {
    case "accuracy": self.init(metric: text, wantsHighest: true)
    case "loss": self.init(metric: text, wantsHighest: false)
    default: return nil
    }
  }

  init(metric: String, wantsHighest: Bool) {
    self.metric = metric
    self.wantsHighest = wantsHighest
  }

  /// As it is read, with the end.
  package var text: String { "\(wantsHighest ? "highest" : "lowest"):\(metric)" }

  /// Whether it is about examples that a choice must not see.
  public var isOfTestSet: Bool { isAbout("test") }
  /// Whether it is about examples that are held out to choose by.
  public var isOfHeldOutExamples: Bool { isAbout("validation") }

  private func isAbout(_ part: String) -> Bool {
    metric.split(separator: "_").contains { $0 == part }
  }
}
