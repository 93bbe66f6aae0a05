import Foundation

/// A number with a bound of what rounding may have done to it on the way, in units of the roundoff u:
/// each operation adds its result once.
///
/// (N. J. Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., §3.3.)
struct Rounded {
  var value: Double
  var error: Double

  /// A number known to the last place only.
  init(_ value: Double) { self.init(value, error: value.magnitude) }

  private init(_ value: Double, error: Double) {
    self.value = value
    self.error = error
  }

  /// A number without error.
  static func exact(_ value: Double) -> Rounded { Rounded(value, error: 0) }

  private static func rounding(_ value: Double, _ error: Double) -> Rounded {
    Rounded(value, error: error + value.magnitude)
  }

  static func + (a: Rounded, b: Rounded) -> Rounded {
    rounding(a.value + b.value, a.error + b.error)
  }

  static func - (a: Rounded, b: Rounded) -> Rounded {
    rounding(a.value - b.value, a.error + b.error)
  }

  static func * (a: Rounded, b: Rounded) -> Rounded {
    rounding(a.value * b.value, a.value.magnitude * b.error + b.value.magnitude * a.error)
  }

  static func / (a: Rounded, b: Rounded) -> Rounded {
    let quotient = a.value / b.value
    return rounding(quotient, (a.error + quotient.magnitude * b.error) / b.value.magnitude)
  }

  static prefix func - (a: Rounded) -> Rounded { Rounded(-a.value, error: a.error) }

  var magnitude: Rounded { Rounded(value.magnitude, error: error) }

  /// The root of the number, or of 0 if it is negative.
  var rootOfPositive: Rounded {
    guard value > 0 else { return .exact(0) }
    let root = value.squareRoot()
    return .rounding(root, error / (2 * root))
  }

  /// 1/(1 + e^(−x)); the exponential is good to two units in the last place.
  var logistic: Rounded {
    let power = exp(-value)
    let value = 1 / (1 + power)
    return .rounding(value, value * (1 + (1 - value) * (error + 2)))
  }
}
