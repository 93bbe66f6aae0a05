/// How a quantity is distributed over a population: quantiles, mean and standard deviation.
package struct Distribution: Codable, Sendable, Equatable {
  /// The shares of the population below the quantiles.
  package static let shares = [0.05, 0.25, 0.5, 0.75, 0.95]

  /// The quantiles for ``shares``; between two neighbouring values of the population on the line between them.
  package let quantiles: [Double]
  /// The mean, to 2⁻⁵² of the largest magnitude.
  package let mean: Double
  /// The standard deviation of the population: the root of the mean square of what lies between a value and the mean.
  package let deviation: Double

  init(quantiles: [Double], mean: Double, deviation: Double) {
    (self.quantiles, self.mean, self.deviation) = (quantiles, mean, deviation)
  }

  /// Of a few values.
  ///
  /// - Precondition: there is one.
  package init(_ values: [Double]) {
    let survey = PopulationSurvey(count: values.count, threads: 1, ranks: .alone) {
      _, block, part in
      for (k, i) in block.enumerated() { part[k] = values[i] }
    }
    // One rank alone has nobody to fail.
    self = try! survey.distributions(of: 1)[0]
  }

  /// Where the quantiles lie among so many values in ascending order.
  static func places(among count: Int) -> [Double] { shares.map { $0 * Double(count - 1) } }

  /// The places of the values that the quantiles lie between.
  static func neighbours(among count: Int) -> [Int] {
    let below = places(among: count).map { Int($0) }
    return Set(below + below.map { min($0 + 1, count - 1) }).sorted()
  }

  /// The quantiles, from the values at the ``neighbours(among:)``.
  static func quantiles(among count: Int, neighbours: [Double]) -> [Double] {
    let values = Dictionary(uniqueKeysWithValues: zip(Self.neighbours(among: count), neighbours))
    return places(among: count).map { place in
      let (a, b) = (values[Int(place)]!, values[min(Int(place) + 1, count - 1)]!)
      let share = place - place.rounded(.down)
      return share == 0 || a == b ? a : (1 - share) * a + share * b
    }
  }
}
