/// Limits of a run.
public struct SolveOptions: Sendable {
  /// The number of steps after which a run is given up, counted over the whole run.
  public var maximumSteps: Int

  /// The steps after which a solution is given up where nothing is said.
  public static let standardMaximumSteps = 100_000_000

  /// An edge where the observer is told that a restart is possible, which methods that take many pieces at once would go
  /// through; nil if it does not matter.
  public var restart: Double?

  /// Creates options.
  public init(maximumSteps: Int = standardMaximumSteps, restart: Double? = nil) {
    self.maximumSteps = maximumSteps
    self.restart = restart
  }
}
