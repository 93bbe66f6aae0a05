/// Which quantiles of a population are told, and how they are taken.
extension Distribution {
  /// The shares of the population below the quantiles.
  package static let shares = [0.05, 0.25, 0.5, 0.75, 0.95]

  /// The median of some values: of an even number midway between the two in the middle.
  ///
  /// - Precondition: there is one.
  package static func median(_ values: some Collection<Double>) -> Double {
    let sorted = values.sorted()
    return quantile(0.5, among: sorted.count) { sorted[$0] }
  }

  /// The quantile of a share of so many values, between two neighbouring ones on the line between them.
  ///
  /// - Parameter value: gives the value of a place in ascending order.
  static func quantile(_ share: Double, among count: Int, value: (_ place: Int) -> Double) -> Double
  {
    let place = share * Double(count - 1)
    let (a, b) = (value(Int(place)), value(min(Int(place) + 1, count - 1)))
    let part = place - place.rounded(.down)
    return part == 0 || a == b ? a : (1 - part) * a + part * b
  }

  /// The places of the values that quantiles of some shares lie between.
  static func neighbours(among count: Int, shares: [Double] = Self.shares) -> [Int] {
    let below = shares.map { Int($0 * Double(count - 1)) }
    return Set(below + below.map { min($0 + 1, count - 1) }).sorted()
  }
}
