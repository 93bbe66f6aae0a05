/// Which trial of a comparison to take for an error that somebody can bear: an entry of `advice` in its `summary.json`.
public struct ComparisonAdvice: Codable, Sendable, Equatable {
  /// A trial that is advised.
  public struct Trial: Codable, Sendable, Equatable {
    /// The method's name.
    public let method: String
    /// The step of a fixed-step method.
    public let dt: Double?
    /// The relative tolerance of an adaptive method.
    public let rtol: Double?
    /// The time of its integration.
    public let seconds: Double
    /// Its largest error, if that is above what is wanted.
    public let errorMax: Double?

    package init(_ row: ComparisonRow, errorMax: Double? = nil) {
      (method, dt, rtol, seconds) = (row.method, row.dt, row.rtol, row.seconds)
      self.errorMax = errorMax
    }
  }

  /// What Euler's method would need.
  public struct Euler: Codable, Sendable, Equatable {
    /// Where the step comes from.
    public enum Basis: String, Codable, Sendable {
      /// It is the largest that was tried and does.
      case tried
      /// It lies between two that were tried.
      case interpolated
      /// It is smaller than all that were tried, and follows from the order of the two finest.
      case extrapolated
      /// There is none: the error does not fall with the step.
      case noOrder
      /// There is none: one step alone succeeded, which tells no order.
      case oneStep
      /// There is none: no step succeeded.
      case failed
    }

    /// Where the step comes from, or why there is none.
    public let basis: Basis
    /// The largest step with no more than the error that is wanted.
    public let dt: Double?
    /// How long it would take.
    public let seconds: Double?
    /// How many times as long as the trial that is advised.
    public let timesAsLong: Double?

    package init(_ basis: Basis, dt: Double? = nil, seconds: Double? = nil, of least: Double? = nil)
    {
      (self.basis, self.dt, self.seconds) = (basis, dt, seconds)
      timesAsLong = least.flatMap { least in
        seconds.flatMap { least > 0 ? $0 / least : nil }.flatMap { $0.isFinite ? $0 : nil }
      }
    }
  }

  /// The largest error that is wanted.
  public let target: Double
  /// All of it in a sentence.
  public let sentence: String
  /// Of the trials with no larger error the one that took the least time; nil if there is none, or the reference is not good
  /// enough to tell.
  public let fastest: Trial?
  /// Where no trial does, the one that comes nearest.
  public let nearest: Trial?
  /// What Euler's method would need, if it was tried and is not the fastest itself.
  public let euler: Euler?

  package init(target: Double, sentence: String, fastest: Trial?, nearest: Trial?, euler: Euler?) {
    (self.target, self.sentence) = (target, sentence)
    (self.fastest, self.nearest, self.euler) = (fastest, nearest, euler)
  }
}
