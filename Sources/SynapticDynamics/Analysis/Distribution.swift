/// How a quantity is distributed over a population: quantiles, mean and standard deviation.
package struct Distribution: Codable, Sendable, Equatable {
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
}
