/// What error an adaptive solver may make per step, and how it is measured.
public struct Tolerances: Sendable {
  /// The relative tolerance, the same for all components.
  public var relative: Double
  /// The absolute tolerance of each component; one value stands for all.
  ///
  /// Infinity leaves a component out of error control: its error does not count, nor does the component where errors
  /// are averaged, so the others are solved as if it were not there. That suits an integral along the solution on
  /// which nothing depends. Every group of ``ErrorNorm/worstGroup(count:)`` leaves out as many.
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
  /// Says what is wrong with these tolerances for a problem of the given dimension, if anything.
  package func problem(forDimension dimension: Int) -> String? {
    guard relative.isFinite, relative >= 0 else {
      return "the relative tolerance must be finite and not negative, found \(relative)"
    }
    guard absolute.count == 1 || absolute.count == dimension else {
      return "there are \(absolute.count) absolute tolerances for \(dimension) components"
    }
    guard absolute.allSatisfy({ $0 >= 0 }) else {
      return "absolute tolerances must be numbers that are not negative"
    }
    guard absolute.contains(where: \.isFinite) else {
      return "one absolute tolerance at least must be finite"
    }
    if case .worstGroup(let count) = norm {
      guard count >= 1, dimension % count == 0 else {
        return "\(dimension) components cannot be split into \(count) groups of equal size"
      }
      return leavesOut ? problem(leavingOutOf: count) : nil
    }
    return nil
  }

  /// Whether some component is left out of error control.
  package var leavesOut: Bool { absolute.contains(.infinity) }

  /// Over how many components of each group the norm averages.
  ///
  /// - Precondition: there is no ``problem(forDimension:)``.
  func averagedCount(ofDimension dimension: Int) -> Int {
    let controlled = leavesOut ? absolute.count { $0.isFinite } : dimension
    return controlled / norm.groupCount
  }

  private func problem(leavingOutOf count: Int) -> String? {
    let controlled = (0..<count).map { group in
      stride(from: group, to: absolute.count, by: count).count { absolute[$0].isFinite }
    }
    return controlled.allSatisfy { $0 > 0 && $0 == controlled[0] }
      ? nil : "the groups do not have as many finite absolute tolerances each"
  }
}

extension Tolerances.ErrorNorm {
  /// 1 for the root mean square of all.
  var groupCount: Int {
    switch self {
    case .rootMeanSquare: 1
    case .worstGroup(let count): count
    }
  }
}
