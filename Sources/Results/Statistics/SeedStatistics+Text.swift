import DataFiles
import Foundation

extension SeedStatistics {
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
    // Powers of ten end there.
    guard (1e-300..<1e300).contains(size) else {
      return shortDescription(mean) + String(format: " ± %.1e", deviation)
    }
    let exponent = size < 1e-3 || size >= 1e6 ? Int(log10(size).rounded(.down)) : 0
    let unit = pow(10, Double(exponent))
    // Of the rounded number: 0.999 becomes 1.0.
    let place = Int(String(format: "%.1e", deviation / unit).split(separator: "e")[1])!
    let decimals = max(1 - place, 0)
    let text = String(format: "%.*f ± %.*f", decimals, mean / unit, decimals, deviation / unit)
    return exponent == 0 ? text : "(\(text))e\(exponent)"
  }
}
