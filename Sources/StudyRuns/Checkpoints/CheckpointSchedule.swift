import Studies

/// When checkpoints are written.
public struct CheckpointSchedule: Codable, Sendable {
  /// The seconds that there can be between two: from none to thirty years, more than which a clock does not hold.
  public static let intervals = 0.0...1e9

  /// The seconds between two unless they cost more than ``largestShare`` of the time.
  public static let standardInterval = 30

  /// The share of the time that may go into them where nothing is said.
  public static let largestShare = 0.05

  /// The seconds between two; 0 for one at every edge between pieces, nil for as many as cost little.
  public var interval: Double?

  /// A schedule; by default one every ``standardInterval``, or less often if writing takes so long that it would be
  /// more than ``largestShare`` of the time.
  ///
  /// - Precondition: an interval is one of ``intervals``.
  public init(interval: Double? = nil) {
    precondition(Self.intervals.contains(interval ?? 0), "an interval must be from 0 to 1e9")
    self.interval = interval
  }

  /// The seconds from the end of one to the next.
  ///
  /// - Parameter cost: how long the last one took; 0 if there was none.
  package func wait(afterCost cost: Double) -> Double {
    interval ?? max(Double(Self.standardInterval), cost / Self.largestShare)
  }
}
