/// What error an adaptive solver may make per step, and how it is measured.
public struct Tolerances: Sendable {
  /// The relative tolerance, the same for all components.
  public var relative: Double
  /// The absolute tolerance of each component; one value stands for all.
  public var absolute: [Double]
  /// How the components' errors become one number.
  public var norm: ErrorNorm

  /// Creates tolerances with one absolute tolerance for all components.
  public init(
    relative: Double = standardRelative, absolute: Double = standardAbsolute,
    norm: ErrorNorm = .rootMeanSquare
  ) {
    self.init(relative: relative, absolute: [absolute], norm: norm)
  }

  /// Creates tolerances with an absolute tolerance for each component.
  public init(relative: Double, absolute: [Double], norm: ErrorNorm = .rootMeanSquare) {
    self.relative = relative
    self.absolute = absolute
    self.norm = norm
  }

  /// How the weighted errors e_i / (relative·|y_i| + absolute_i) of the components become one number.
  public enum ErrorNorm: Sendable, Equatable {
    /// The root mean square over all components, as solvers usually do.
    ///
    /// Averaging hides the error of few active components among many quiet ones: a thousandfold
    /// for one active synapse among 40 000.
    case rootMeanSquare
    /// The root mean square over each group's components, then the maximum over the groups.
    ///
    /// Group i of `count` groups is made of the components i, i + count, i + 2·count, …: the layout
    /// of a population stored one quantity after the other. The dimension must be a multiple of
    /// `count`.
    case worstGroup(count: Int)
  }
}

extension Tolerances {
  /// The relative tolerance where nothing is said of it, of every adaptive method.
  public static let standardRelative = 1e-6
  /// The absolute tolerance where nothing is said of it, of every adaptive method.
  public static let standardAbsolute = 1e-9

  /// Says what is wrong with these tolerances for a problem of the given dimension, if anything.
  package func problem(forDimension dimension: Int) -> String? {
    guard relative.isFinite, relative >= 0 else {
      return "the relative tolerance must be finite and not negative, found \(relative)"
    }
    guard absolute.count == 1 || absolute.count == dimension else {
      return "there are \(absolute.count) absolute tolerances for \(dimension) components"
    }
    guard absolute.allSatisfy({ $0.isFinite && $0 >= 0 }) else {
      return "absolute tolerances must be finite and not negative"
    }
    if case .worstGroup(let count) = norm, count < 1 || dimension % count != 0 {
      return "\(dimension) components cannot be split into \(count) groups of equal size"
    }
    return nil
  }
}
