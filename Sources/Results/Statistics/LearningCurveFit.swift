import Foundation

/// The learning curve accuracy(e) = `accuracyMaximum` · e/(`slowness` + e) that comes nearest to the accuracies
/// of the first epochs, in the sense of least squares.
///
/// `slowness` is the number of epochs to half of the maximum. (G. Dellaferrera et al., Nature Communications
/// 13:1885, 2022, eq. 5.) Accuracies that fall from the first epoch on have a slowness below 0.
///
/// For a given slowness the best maximum is a quotient of two sums, so that one number is left to be found
/// (variable projection; G. Golub & V. Pereyra, SIAM J. Numer. Anal. 10 (1973) 413–432): first the smallest sum
/// of squares on a grid, then between its neighbours the zero of the derivative, which, unlike the
/// minimum itself, has as many digits as the numbers have.
public struct LearningCurveFit: Sendable, Equatable {
  /// What the accuracy tends to, in the unit of the accuracies.
  public let accuracyMaximum: Double
  /// The epochs to half of that; above −1.
  public let slowness: Double
  /// The standard errors: roots of the diagonal of s² (JᵀJ)⁻¹, where J are the derivatives by the two and s² is the
  /// sum of squares over the number of points less two.
  public let accuracyMaximumError, slownessError: Double
  /// The share of the accuracies' variance that the curve explains: 1 if it goes through all of them, and 0 or less if their
  /// mean comes as near to them, or they are all the same.
  public let determination: Double
  /// The last epoch that counted.
  public let lastEpoch: Double

  /// The epochs that count.
  public static let epochs = 1.0...100.0

  /// Fits a curve.
  ///
  /// Only what was seen after whole epochs from 1 to 100 counts.
  ///
  /// - Parameters:
  ///   - epochs: when an accuracy was seen.
  ///   - accuracies: one for each of them; those that are not finite are left out.
  /// - Returns: nil with fewer than three points, and where the sum of squares has no minimum: it falls
  ///   towards a straight line through 0, as for accuracies that grow evenly, or towards a curve that is not
  ///   finite in the first epoch.
  /// - Precondition: as many accuracies as epochs.
  /// - Complexity: O(n) for n epochs.
  public init?(epochs: [Double], accuracies: [Double]) {
    precondition(epochs.count == accuracies.count, "each epoch has one accuracy")
    let points = zip(epochs, accuracies).filter { epoch, accuracy in
      Self.epochs.contains(epoch) && epoch == epoch.rounded() && accuracy.isFinite
    }
    let profile = Profile(points: points)
    guard points.count >= 3, let slowness = profile.minimum() else { return nil }
    let fit = profile.fit(slowness)
    // The derivatives by the maximum, u, and by the slowness; of these, what is left beside u.
    let derivatives = zip(points, fit.shape).map { -fit.maximum * $1 * $1 / $0.0 }
    let squares = dot(fit.shape, fit.shape)
    let projection = dot(fit.shape, derivatives) / squares
    let rest = zip(derivatives, fit.shape).map { $0 - projection * $1 }
    let restSquares = dot(rest, rest)
    let variance = dot(fit.residuals, fit.residuals) / Double(points.count - 2)
    accuracyMaximum = fit.maximum
    self.slowness = slowness
    slownessError = (variance / restSquares).squareRoot()
    accuracyMaximumError =
      (variance * (1 / squares + projection * projection / restSquares)).squareRoot()
    let mean = points.reduce(0) { $0 + $1.1 } / Double(points.count)
    let deviations = points.map { $0.1 - mean }
    let spread = dot(deviations, deviations)
    determination = spread > 0 ? 1 - dot(fit.residuals, fit.residuals) / spread : 0
    lastEpoch = points.map(\.0).max()!
    guard accuracyMaximum.isFinite, slownessError.isFinite, accuracyMaximumError.isFinite
    else { return nil }
  }
}

/// The sum of squares as a function of the slowness alone.
private struct Profile {
  let points: [(epoch: Double, accuracy: Double)]

  /// u = e/(s + e) at each point, the best maximum A, and accuracy − A u.
  func fit(_ slowness: Double) -> (shape: [Double], maximum: Double, residuals: [Double]) {
    let shape = points.map { $0.epoch / (slowness + $0.epoch) }
    let accuracies = points.map(\.accuracy)
    let maximum = dot(shape, accuracies) / dot(shape, shape)
    return (shape, maximum, zip(accuracies, shape).map { $0 - maximum * $1 })
  }

  /// Where the sum of squares is smallest; nil if that is an end of what is possible.
  func minimum() -> Double? {
    guard let first = points.map(\.epoch).min(), let last = points.map(\.epoch).max()
    else { return nil }
    // s + e₁ in ratios of 1.05, from where the first point alone counts to where the curve differs by 1e-4 from a
    // straight line.
    let (low, high) = (log(1e-6 * first), log(1e4 * last))
    let count = Int((high - low) / log(1.05))
    let grid = (0...count).map { exp(low + (high - low) * Double($0) / Double(count)) }
    let sums = grid.map {
      let residuals = fit($0 - first).residuals
      return dot(residuals, residuals)
    }
    let best = sums.indices.min { sums[$0] < sums[$1] }!
    guard best > 0 && best < count else { return nil }
    var (left, right) = (grid[best - 1], grid[best + 1])
    while true {
      let middle = left + (right - left) / 2
      guard middle > left && middle < right else { return middle - first }
      if isRising(middle - first) { right = middle } else { left = middle }
    }
  }

  /// Whether the sum of squares grows with the slowness: its derivative is 2 A Σ r u²/e.
  private func isRising(_ slowness: Double) -> Bool {
    let fit = fit(slowness)
    var slope = 0.0
    for (k, point) in points.enumerated() {
      slope += fit.residuals[k] * fit.shape[k] * fit.shape[k] / point.epoch
    }
    return fit.maximum * slope > 0
  }
}

private func dot(_ a: [Double], _ b: [Double]) -> Double {
  var sum = 0.0
  for k in a.indices { sum += a[k] * b[k] }
  return sum
}
