import TestSupport
import CKernels
import Foundation
import Testing

@Suite struct PredispositionIncrementTests {
  /// The root of δ + e^u (e^δ − 1) = c for |u| up to 800 and c from 1e-20 to 1e6, by bisection with
  /// hundreds of digits (Fixtures/make_function_references.py).
  ///
  /// δ is a few operations away from c; where it is made of exponentials of |u| up to 800 their
  /// argument's rounding, 800 · 1.1e-16, is a relative error of e^u, which for u > 0 is that of δ.
  @Test func agreesWithReferences() throws {
    let reference = try fixture("predisposition-increments.json", as: Reference.self)
    #expect(reference.u.count > 900)
    for ((u, c), text) in zip(zip(reference.u, reference.c), reference.increments) {
      let expected = Double(text)!
      let delta = increment(from: u, by: c)
      // Beyond u = 350 an increment of 1e-16 is nothing beside u, and e^(−u) may be taken to be e^(−350).
      let rest = u > 350 ? min(1e-16, exp(-350) * c) : 0
      let subnormal = 0x1p-1074 * max(1, c)
      let error = max((delta - expected).magnitude - subnormal - rest, 0) / max(expected, 0x1p-1022)
      if !(error < 1e-15) {
        Issue.record("u = \(u), c = \(c): \(delta), not \(text)")
      }
    }
  }

  /// Nothing that moves may come back as NaN, move backwards or overtake c.
  @Test func staysWithinBounds() {
    for seed in 0..<20_000 {
      var random = SeededRandom(seed: seed)
      let (u, c) = (random.uniform(-1000, 1000), random.logUniform(1e-300, 1e300))
      let delta = increment(from: u, by: c)
      #expect(delta >= 0 && delta <= c, "seed \(seed): u = \(u), c = \(c) gives \(delta)")
    }
  }

  /// Two advances in a row are one advance of the summed clock.
  @Test func isAFlow() {
    for seed in 0..<2000 {
      var random = SeededRandom(seed: seed)
      let u = random.uniform(-50, 50)
      let (c, d) = (random.logUniform(1e-6, 1e3), random.logUniform(1e-6, 1e3))
      let first = increment(from: u, by: c)
      let second = increment(from: u + first, by: d)
      let whole = increment(from: u, by: c + d)
      // u + first is rounded to a unit of |u| ≤ 1050, which changes e^u in proportion.
      #expect(
        (first + second - whole).magnitude <= 4e-13 * whole,
        "seed \(seed): \(first) + \(second), not \(whole)")
    }
  }

  private func increment(from u: Double, by c: Double) -> Double {
    var result = 0.0
    kernel_predisposed_increment(1, [u], [c], &result)
    return result
  }

  private struct Reference: Decodable {
    var u, c: [Double]
    var increments: [String]
  }
}
