import Foundation
import Results
import TestSupport
import Testing

/// The fit of accuracy(e) = a e/(s + e).
@Suite struct LearningCurveFitTests {
  private func curve(through accuracies: [Double]) -> LearningCurveFit? {
    LearningCurveFit(epochs: accuracies.indices.map { Double($0 + 1) }, accuracies: accuracies)
  }

  /// Points on a curve give the curve back, from one that is flat or falls to one that is nearly a straight line.
  ///
  /// Rounding of 1e-16 in the accuracies; the slowness s of a nearly straight line loses (s/e)², 1e4 here.
  @Test(arguments: [-0.9, -0.3, 0, 1e-6, 0.02, 0.3, 1, 7, 40, 500])
  func curvesAreFound(slowness: Double) throws {
    for (count, maximum) in [(3, 0.5), (12, 0.97), (100, 97)] {
      let accuracies = (1...count).map { maximum * Double($0) / (slowness + Double($0)) }
      let fit = try #require(curve(through: accuracies))
      let scale = max(1, slowness)
      #expect((fit.slowness - slowness).magnitude < 1e-8 * scale, "\(count) epochs")
      #expect((fit.accuracyMaximum - maximum).magnitude < 1e-8 * maximum, "\(count) epochs")
      // Residuals are roundings.
      #expect(fit.slownessError < 1e-7 * scale && fit.accuracyMaximumError < 1e-7 * maximum)
      #expect(fit.lastEpoch == Double(count))
      // A flat curve has no variance, nor one that is flat but for roundings.
      if slowness.magnitude > 1e-3 { #expect(fit.determination > 1 - 1e-9, "\(count) epochs") }
    }
  }

  /// Of accuracies that go up and down about the same value a curve explains next to nothing: the share is by its definition one
  /// less than the residuals' squares over those of the deviations from the mean.
  @Test func whatIsNotACurveIsNotExplained() throws {
    let accuracies = (1...40).map { 0.9 + 0.05 * sin(2.3 * Double($0)) }
    let fit = try #require(curve(through: accuracies))
    let mean = accuracies.reduce(0, +) / 40
    var (residuals, deviations) = (0.0, 0.0)
    for (k, accuracy) in accuracies.enumerated() {
      let e = Double(k + 1)
      residuals += pow(accuracy - fit.accuracyMaximum * e / (fit.slowness + e), 2)
      deviations += pow(accuracy - mean, 2)
    }
    #expect((fit.determination - (1 - residuals / deviations)).magnitude < 1e-12)
    #expect(fit.determination < 0.2)
  }

  /// scipy.optimize.curve_fit and the roots of its covariances' diagonal
  /// (Fixtures/make_learning_curve_references.py).
  ///
  /// It stops where the sum of squares changes by less than rounding, which leaves the parameters, as a minimum's,
  /// half of the digits: 1e-8, more where a standard error is larger than its parameter.
  @Test(arguments: [
    (
      [
        0.7512, 0.8391, 0.8905, 0.9018, 0.9087, 0.9203, 0.9229, 0.9311, 0.9296, 0.9352, 0.9301,
        0.9375,
      ],
      [0.9602708673529178, 0.27504686271837925, 0.0022823568908684508, 0.008782971843385976]
    ),
    (
      [0.011, 0.034, 0.031, 0.058, 0.049, 0.081, 0.077],
      [0.3992139883549164, 27.85081340644153, 0.5672251652758759, 47.194900125884715]
    ),
    (
      [0.96, 0.95, 0.955, 0.94, 0.945],
      [0.9412573759066378, -0.020076622476449073, 0.0045356438778371795, 0.008697801036050015]
    ),
    (
      [0.5, 0.6, 0.7],
      [0.8553703167400659, 0.7438273755856426, 0.07905800346152672, 0.23907479661615003]
    ),
  ])
  func agreesWithScipy(accuracies: [Double], expected: [Double]) throws {
    let fit = try #require(curve(through: accuracies))
    let values = [
      fit.accuracyMaximum, fit.slowness, fit.accuracyMaximumError, fit.slownessError,
    ]
    for (value, expected) in zip(values, expected) {
      #expect((value - expected).magnitude < 1e-6 * expected.magnitude, "\(fit)")
    }
  }

  /// At the fit both derivatives of the sum of squares vanish, and nothing on a coarse grid is below it.
  ///
  /// A derivative is a sum of n products that cancel to rounding, 1e-16 of the sum of their magnitudes each, and the
  /// slowness itself is known to 1e-16.
  @Test func derivativesVanish() throws {
    var found = 0
    for seed in UInt64(0)..<300 {
      var random = SplitMix64(seed: seed)
      let slowness = exp(Double.random(in: -6...3, using: &random))
      let noise = exp(Double.random(in: -9...(-3), using: &random))
      let epochs = (1...Int.random(in: 3...100, using: &random)).map { Double($0) }
      let accuracies = epochs.map {
        0.9 * $0 / (slowness + $0) + Double.random(in: -noise...noise, using: &random)
      }
      guard let fit = LearningCurveFit(epochs: epochs, accuracies: accuracies) else { continue }
      found += 1
      func sum(_ a: Double, _ s: Double) -> Double {
        zip(epochs, accuracies).reduce(0) { sum, point in
          let residual = point.1 - a * point.0 / (s + point.0)
          return sum + residual * residual
        }
      }
      let (a, s) = (fit.accuracyMaximum, fit.slowness)
      let terms = zip(epochs, accuracies).map { e, accuracy in
        (residual: accuracy - a * e / (s + e), u: e / (s + e), e: e)
      }
      let byMaximum = terms.map { $0.residual * $0.u }
      let bySlowness = terms.map { $0.residual * $0.u * $0.u / $0.e }
      for derivative in [byMaximum, bySlowness] {
        let scale = derivative.reduce(0) { $0 + $1.magnitude } + 1
        #expect(derivative.reduce(0, +).magnitude < 1e-13 * scale, "seed \(seed)")
      }
      let smallest = sum(a, s)
      for k in 0..<60 {
        let other = exp(-7 + 0.25 * Double(k)) - 0.99
        for factor in [0.8, 0.99, 1, 1.01, 1.25] {
          #expect(sum(a * factor, other) >= smallest, "seed \(seed)")
        }
      }
    }
    // The rest are nearly straight lines whose noise bends them the wrong way.
    #expect(found > 250)
  }

  /// Errors by the formula are those that noise makes: of 2000 fits to noise of the standard deviation σ. A standard
  /// deviation of 2000 numbers is good to 1/√4000 = 1.6 %, three times which are allowed, and the noise
  /// is small enough for the curve to be linear in it.
  @Test func standardErrorsAreTheSpread() throws {
    var random = SplitMix64(seed: 5)
    let epochs = (1...20).map { Double($0) }
    var (values, errors): ([Double], [Double]) = ([], [])
    for _ in 0..<2000 {
      let accuracies = epochs.map {
        // Twelve uniform numbers less six are near normal, with the variance 1.
        let normal = (0..<12).reduce(-6.0) { sum, _ in
          sum + Double.random(in: 0...1, using: &random)
        }
        return 0.9 * $0 / (0.5 + $0) + 1e-3 * normal
      }
      let fit = try #require(LearningCurveFit(epochs: epochs, accuracies: accuracies))
      values.append(fit.slowness)
      errors.append(fit.slownessError * fit.slownessError)
    }
    let mean = values.reduce(0, +) / 2000
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 1999
    let expected = errors.reduce(0, +) / 2000
    #expect(((variance / expected).squareRoot() - 1).magnitude < 0.05)
    #expect((mean - 0.5).magnitude < 4 * (variance / 2000).squareRoot() + 1e-5)
  }

  /// Too little, all zero, a straight line, one that bends upwards, only the first epoch: no curve.
  @Test(arguments: [
    [], [0.5], [0.5, 0.6], [0, 0, 0, 0], [0.1, 0.2, 0.3, 0.4], [0.01, 0.04, 0.09, 0.16],
    [0.9, 0, 0, 0], [.nan, 0.5, 0.6],
  ])
  func nothingToFit(accuracies: [Double]) {
    #expect(curve(through: accuracies) == nil)
  }

  /// Accuracies before learning, between epochs and after a hundred epochs do not count.
  @Test func onlyWholeEpochsToAHundredCount() throws {
    let epochs = (1...100).map { Double($0) }
    let accuracies = epochs.map { 0.9 * $0 / (0.4 + $0) + 0.01 * sin($0) }
    let plain = try #require(LearningCurveFit(epochs: epochs, accuracies: accuracies))
    let more = try #require(
      LearningCurveFit(
        epochs: [0] + epochs + [100.5, 101, 120, 2.5],
        accuracies: [0.1] + accuracies + [0, 0, 0, 0]
      ))
    #expect(more == plain)
    let fewer = try #require(
      LearningCurveFit(epochs: Array(epochs.dropLast()), accuracies: accuracies.dropLast()))
    #expect(fewer != plain)
  }

  @Test(arguments: [
    (0.2812, 0.0234, "0.28 ± 0.02"), (97.926, 0.5, "97.9 ± 0.5"), (39.9, 56.7, "40 ± 57"),
    (-0.02007, 0.0087, "-0.020 ± 0.009"), (1, 0, "1.000000 ± 0.000000"), (3, 1, "3 ± 1"),
  ])
  func errorsDecideTheDigits(value: Double, error: Double, text: String) {
    #expect(LearningCurveFit.text(value, standardError: error) == text)
  }
}
