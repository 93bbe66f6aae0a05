import Foundation

extension LearningCurveFit {
  /// One of its numbers with its standard error, for people: `0.28 ± 0.02`, with the digits that the error leaves, at
  /// most six behind the point.
  package static func text(_ value: Double, standardError: Double) -> String {
    let place = standardError > 0 ? -log10(standardError).rounded(.down) : 6
    let digits = Int(min(max(place, 0), 6))
    return String(format: "%.\(digits)f ± %.\(digits)f", value, standardError)
  }
}
