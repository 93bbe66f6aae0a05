import DataFiles
import Foundation

/// What runs that differ in their seed alone have in common: the mean of a result, and how far it scatters.
public struct SeedStatistics: Sendable, Equatable {
  /// The mean.
  public let mean: Double
  /// The sample standard deviation, with n − 1; nil of one value.
  public let deviation: Double?
  /// The smallest value.
  public let smallest: Double
  /// The largest value.
  public let largest: Double
  /// How many values there are.
  public let count: Int

  /// Takes the statistics of some values by Welford's recurrence: in one pass, without cancellation, and exact
  /// where all are equal.
  ///
  /// B. P. Welford, Technometrics 4 (1962) 419–420.
  ///
  /// - Parameter values: those that are not finite are left out.
  /// - Returns: nil if none is left.
  package init?(_ values: some Sequence<Double>) {
    let values = values.filter(\.isFinite)
    guard let smallest = values.min(), let largest = values.max() else { return nil }
    // A power of two takes out the size, so that no square is too large or too small for a number.
    let size = max(smallest.magnitude, largest.magnitude)
    let scale = size > 0 ? size.binade : 1
    var (count, mean, squares) = (0, 0.0, 0.0)
    for value in values {
      count += 1
      let difference = value / scale - mean
      mean += difference / Double(count)
      squares += difference * (value / scale - mean)
    }
    self.mean = mean * scale
    deviation = count > 1 ? (squares / Double(count - 1)).squareRoot() * scale : nil
    self.smallest = smallest
    self.largest = largest
    self.count = count
  }

  /// The mean with the deviation, `96.12 ± 0.21`: this to two digits, and the mean to the same place, unless
  /// these would be more than six.
  ///
  /// - Parameter factor: of both, such as 100 for per cent.
  public func text(times factor: Double = 1) -> String {
    let mean = factor * mean
    guard let deviation = deviation.map({ factor * $0 }), deviation > 0 else {
      return shortDescription(mean) + (deviation == nil ? "" : " ± 0")
    }
    if deviation < 1e-6 * mean.magnitude {
      return shortDescription(mean) + String(format: " ± %.1e", deviation)
    }
    let size = max(mean.magnitude, deviation)
    let exponent = size < 1e-3 || size >= 1e6 ? Int(log10(size).rounded(.down)) : 0
    let unit = pow(10, Double(exponent))
    // Of the rounded number: 0.999 becomes 1.0.
    let place = Int(String(format: "%.1e", deviation / unit).split(separator: "e")[1])!
    let decimals = max(1 - place, 0)
    let text = String(format: "%.*f ± %.*f", decimals, mean / unit, decimals, deviation / unit)
    return exponent == 0 ? text : "(\(text))e\(exponent)"
  }
}
