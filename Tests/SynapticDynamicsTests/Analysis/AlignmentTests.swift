import TestSupport
import Foundation
import SynapticDynamics
import Testing

@Suite struct AlignmentTests {
  @Test func closedCases() {
    let cases: [(forward: [Double], backward: [Double], angle: Double, ratio: Double)] = [
      ([1, 0], [0, 1], 90, 1), ([3, 4], [3, 4], 0, 1), ([3, 4], [-6, -8], 180, 2),
      ([1, 0], [1, 1], 45, 2.0.squareRoot()),
      ([2, 0, 0], [0.5, 0, 0.5 * 3.0.squareRoot()], 60, 0.5),
      ([1, 1, 1], [1, -2, 1], 90, 2.0.squareRoot()), ([-1e-100], [1e-100], 180, 1),
    ]
    for (forward, backward, angle, ratio) in cases {
      let alignment = Alignment(forward: forward.span, backward: backward.span)
      #expect((alignment.angle - angle).magnitude < 1e-13, "\(forward) and \(backward)")
      #expect(relativeError(alignment.normRatio, ratio) < 4e-16, "\(forward) and \(backward)")
    }
    let alignment = Alignment(forward: [1.0, -2, 5].span, backward: [1.5, 2, 5].span)
    #expect(alignment.largestDifference == 4)
  }

  /// The arccosine would give 0 below 1e-6 degrees. Each of 1000 components rounds by 1e-16 of
  /// itself, which turns the vector by about as many radians, 1e-5 of the smallest angle here.
  @Test(arguments: [1e-9, 1e-6, 1e-3, 1, 89.9, 90, 179, 180 - 1e-6])
  func angleIsAccurate(_ degrees: Double) {
    for seed in 0..<20 {
      var random = SeededRandom(seed: seed)
      let forward = (0..<1000).map { _ in random.normal() }
      var normal = (0..<1000).map { _ in random.normal() }
      func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
      // Twice, so that the rest is orthogonal to rounding.
      for _ in 0..<2 {
        let projection = dot(forward, normal) / dot(forward, forward)
        normal = zip(normal, forward).map { $0 - projection * $1 }
      }
      let scale = (dot(forward, forward) / dot(normal, normal)).squareRoot()
      let (c, s) = (cos(degrees * .pi / 180), sin(degrees * .pi / 180))
      let backward = zip(forward, normal).map { 3 * (c * $0 + s * scale * $1) }
      let alignment = Alignment(forward: forward.span, backward: backward.span)
      #expect((alignment.angle - degrees).magnitude < 3e-14 + 1e-14 * degrees, "seed \(seed)")
      #expect(relativeError(alignment.normRatio, 3) < 1e-14, "seed \(seed)")
    }
  }

  @Test func isUndefinedForZero() {
    let zero = [0.0, 0]
    let one = [1.0, 1]
    #expect(Alignment(forward: zero.span, backward: one.span).angle.isNaN)
    #expect(Alignment(forward: one.span, backward: zero.span).angle.isNaN)
    #expect(Alignment(forward: one.span, backward: zero.span).normRatio == 0)
    #expect(Alignment(forward: zero.span, backward: zero.span).normRatio.isNaN)
  }
}
