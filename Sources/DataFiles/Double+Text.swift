import Foundation

extension Double {
  /// The shortest text that reads back to the number; whole numbers, as counts are, without a point.
  package var shortText: String {
    if magnitude < 1e15, let integer = Int(exactly: self) { return "\(integer)" }
    return "\(self)"
  }
}

/// A number with four significant digits, for people.
package func shortDescription(_ value: Double) -> String {
  value.isNaN ? "nan" : String(format: "%.4g", value)
}
