/// Limits of a run.
public struct SolveOptions: Sendable {
  /// The number of steps after which a run is given up, counted over the whole run.
  public var maximumSteps: Int

  /// The steps after which a solution is given up where nothing is said.
  public static let standardMaximumSteps = 100_000_000

  /// Creates options.
  public init(maximumSteps: Int = standardMaximumSteps) {
    self.maximumSteps = maximumSteps
  }
}
