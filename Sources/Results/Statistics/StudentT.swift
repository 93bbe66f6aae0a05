import Foundation

/// Student's t distribution.
package enum StudentT {
  /// How likely it is that |T| is at least |t|.
  ///
  /// That is I_x(ν/2, ½) at x = ν/(ν + t²), with as many digits in the tails as at the centre.
  package static func twoSidedTail(_ t: Double, degrees: Double) -> Double {
    guard t.isFinite else { return t.isNaN ? .nan : 0 }
    let ratio = t * t / degrees
    return incompleteBeta(
      1 / (1 + ratio), complement: ratio / (1 + ratio), degrees / 2, 0.5)
  }

  /// The t within which |T| stays with a probability: 2.262 for 0.95 and nine degrees of freedom.
  ///
  /// Found by halving, until no number lies between.
  package static func bound(coverage: Double, degrees: Double) -> Double {
    precondition(coverage > 0 && coverage < 1, "a coverage lies between 0 and 1")
    var (low, high) = (0.0, 1.0)
    while twoSidedTail(high, degrees: degrees) > 1 - coverage { (low, high) = (high, 2 * high) }
    while true {
      let middle = (low + high) / 2
      guard middle > low, middle < high else { return high }
      if twoSidedTail(middle, degrees: degrees) > 1 - coverage {
        low = middle
      } else {
        high = middle
      }
    }
  }

  /// The regularised incomplete beta function I_x(a, b), by its continued fraction, which converges fast below (a + 1)/(a + b + 2),
  /// and above that by I_x(a, b) = 1 − I_{1−x}(b, a).
  ///
  /// NIST Digital Library of Mathematical Functions, 8.17.22 and 8.17.4; evaluated after W. J. Lentz, Applied Optics 15 (1976) 668.
  ///
  /// - Parameters:
  ///   - x: from 0 to 1.
  ///   - complement: 1 − x, which may have digits that x has not.
  private static func incompleteBeta(_ x: Double, complement: Double, _ a: Double, _ b: Double)
    -> Double
  {
    guard x > 0, complement > 0 else { return x > 0 ? 1 : 0 }
    if x > (a + 1) / (a + b + 2) { return 1 - fraction(complement, x, b, a) }
    return fraction(x, complement, a, b)
  }

  private static func fraction(_ x: Double, _ complement: Double, _ a: Double, _ b: Double)
    -> Double
  {
    /// Lentz's method divides by what may be 0.
    func kept(_ number: Double) -> Double { number == 0 ? 1e-300 : number }
    let front = exp(
      a * log(x) + b * log(complement) + lgamma(a + b) - lgamma(a) - lgamma(b))
    var d = 1 / kept(1 - (a + b) * x / (a + 1))
    var (c, value) = (1.0, d)
    for m in 1...10_000 {
      let m = Double(m)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      d = 1 / kept(1 + even * d)
      c = kept(1 + even / c)
      value *= d * c
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 / kept(1 + odd * d)
      c = kept(1 + odd / c)
      value *= d * c
      if (d * c - 1).magnitude < 1e-16 { break }
    }
    return front * value / a
  }
}
