import Foundation
import ODESolvers

/// How well backward weights agree with forward weights.
public struct Alignment: Sendable, Equatable {
  /// The angle between both as vectors, in degrees: arccos(⟨w_f, w_b⟩/(‖w_f‖‖w_b‖)); NaN if one of
  /// them is zero.
  public let angle: Double
  /// ‖w_b‖/‖w_f‖; NaN if both are zero.
  public let normRatio: Double
  /// max |w_f − w_b|.
  public let largestDifference: Double

  /// Compares two vectors of equal length.
  ///
  /// The angle is taken from half the chord between the unit vectors, 2 arcsin(‖a − b‖/2), which,
  /// unlike the arccosine, keeps its digits near zero.
  ///
  /// - Complexity: O(n).
  public init(forward: Span<Double>, backward: Span<Double>) {
    // One rank alone has nobody to fail.
    try! self.init(forward: forward, backward: backward, ranks: .alone)
  }

  /// Compares two vectors of which each rank has a part; the result is the same for every split.
  ///
  /// - Throws: ``FailureElsewhere`` if another rank failed.
  public init(forward: Span<Double>, backward: Span<Double>, ranks: Ranks) throws {
    precondition(forward.count == backward.count, "both need the same number of weights")
    let n = forward.count
    var largest = 0.0
    for i in 0..<n { largest = max(largest, (forward[i] - backward[i]).magnitude) }
    let squares = try (
      ranks.sum(of: n) { forward[$0] * forward[$0] },
      ranks.sum(of: n) { backward[$0] * backward[$0] }
    )
    let (forwardNorm, backwardNorm) = (squares.0.squareRoot(), squares.1.squareRoot())
    let minus = try ranks.sum(of: n) { i in
      let difference = forward[i] / forwardNorm - backward[i] / backwardNorm
      return difference * difference
    }
    let plus = try ranks.sum(of: n) { i in
      let sum = forward[i] / forwardNorm + backward[i] / backwardNorm
      return sum * sum
    }
    angle = 2 * atan2(minus.squareRoot(), plus.squareRoot()) * 180 / .pi
    normRatio = backwardNorm / forwardNorm
    largestDifference = ranks.maximum(largest)
  }
}
