import Foundation

/// A number in `width` columns with `digits` decimals.
func format(_ value: Double, _ width: Int, _ digits: Int) -> String {
  String(format: "%\(width).\(digits)f", value)
}

/// eˣ.
func exponential(_ x: Double) -> Double { exp(x) }
