import Foundation
import Parallel

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
  /// - Throws: `FailureElsewhere` if another rank failed.
  public init(forward: Span<Double>, backward: Span<Double>, ranks: Ranks) throws {
    precondition(forward.count == backward.count, "both need the same number of weights")
    try self.init(
      of: forward.count, forward: { forward[$0] }, backward: { backward[$0] }, ranks: ranks)
  }

  /// Compares two vectors of `n` components each.
  ///
  /// - Throws: `FailureElsewhere` if another rank failed.
  package init(
    of n: Int, forward: (Int) -> Double, backward: (Int) -> Double, ranks: Ranks
  ) throws {
    var largest = 0.0
    for i in 0..<n { largest = max(largest, (forward(i) - backward(i)).magnitude) }
    let forwardNorm = try Norm(of: n, forward, ranks: ranks)
    let backwardNorm = try Norm(of: n, backward, ranks: ranks)
    let minus = try ranks.sum(of: n) { i in
      let difference =
        forwardNorm.unitComponent(forward(i)) - backwardNorm.unitComponent(backward(i))
      return difference * difference
    }
    let plus = try ranks.sum(of: n) { i in
      let sum = forwardNorm.unitComponent(forward(i)) + backwardNorm.unitComponent(backward(i))
      return sum * sum
    }
    angle = 2 * atan2(minus.squareRoot(), plus.squareRoot()) * 180 / .pi
    normRatio = backwardNorm / forwardNorm
    largestDifference = ranks.maximum(largest)
  }
}

/// The norm of a vector, in units of a power of two near the largest component: no square is too large or too
/// small for a number.
private struct Norm {
  private let unit: Double
  private let value: Double

  init(of n: Int, _ component: (Int) -> Double, ranks: Ranks) throws {
    var largest = 0.0
    for i in 0..<n { largest = max(largest, component(i).magnitude) }
    largest = ranks.maximum(largest)
    let unit = largest > 0 && largest.isFinite ? largest.binade : 1
    self.unit = unit
    value = try ranks.sum(of: n) { (component($0) / unit) * (component($0) / unit) }.squareRoot()
  }

  /// A component of the vector, over the norm.
  func unitComponent(_ x: Double) -> Double { x / unit / value }

  static func / (a: Norm, b: Norm) -> Double { a.value / b.value * (a.unit / b.unit) }
}
