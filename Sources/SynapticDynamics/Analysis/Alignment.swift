import Foundation

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
    precondition(forward.count == backward.count, "both need the same number of weights")
    var (ff, bb, largest) = (0.0, 0.0, 0.0)
    for i in forward.indices {
      ff += forward[i] * forward[i]
      bb += backward[i] * backward[i]
      largest = max(largest, (forward[i] - backward[i]).magnitude)
    }
    let (forwardNorm, backwardNorm) = (ff.squareRoot(), bb.squareRoot())
    var (minus, plus) = (0.0, 0.0)
    for i in forward.indices {
      let (a, b) = (forward[i] / forwardNorm, backward[i] / backwardNorm)
      minus += (a - b) * (a - b)
      plus += (a + b) * (a + b)
    }
    angle = 2 * atan2(minus.squareRoot(), plus.squareRoot()) * 180 / .pi
    normRatio = backwardNorm / forwardNorm
    largestDifference = largest
  }
}
