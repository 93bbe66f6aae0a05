import Foundation

/// `count` numbers from `from` to `to` in equal ratios, both ends exact, and all that are short decimals too: the
/// second of 1, 10, 100 is not 9.999999999999998.
package func logarithmicallySpaced(_ count: Int, from: Double, to: Double) -> [Double] {
  let step = log(to / from) / Double(count - 1)
  return (0..<count).map { index in
    switch index {
    case 0: from
    case count - 1: to
    default: withoutRounding(from * exp(step * Double(index)))
    }
  }
}

/// The number of twelve digits that a computed number is but for rounding, or else the number itself.
private func withoutRounding(_ value: Double) -> Double {
  let short = Double(String(format: "%.11e", value)) ?? value
  return (short - value).magnitude <= 64 * value.ulp ? short : value
}
