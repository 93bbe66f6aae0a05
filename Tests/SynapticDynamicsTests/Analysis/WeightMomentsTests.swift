import SynapticDynamics
import TestSupport
import Testing

@Suite struct WeightMomentsTests {
  /// The numbers 1 to n: a variance of (n² − 1)/12 and a kurtosis of 3 − 6 (n² + 1)/(5 (n² − 1)); two numbers: 1. Wherever
  /// they lie and whatever their unit.
  @Test func closedForms() throws {
    for exponent in [-1000, -500, 0, 500, 1000] {
      let unit = Double(sign: .plus, exponent: exponent, significand: 1)
      for n in [2.0, 3, 10, 1000] {
        let values = (1...Int(n)).map { Double($0) * unit }
        let found = WeightMoments(values.span)
        let moments = try #require(found)
        let deviation = ((n * n - 1) / 12).squareRoot()
        let kurtosis = 3 - 6 * (n * n + 1) / (5 * (n * n - 1))
        // Sums of n numbers, each rounded.
        let tolerance = n * 4e-16
        #expect((moments.deviation / unit / deviation - 1).magnitude <= tolerance, "\(n), \(unit)")
        let own = try #require(moments.kurtosis)
        #expect((own / kurtosis - 1).magnitude <= 4 * tolerance, "\(n), \(unit)")
      }
    }
  }

  /// Normal numbers have 3, within five standard errors, √(24/n); their third powers have 10395/15² = 46.2, which few of them
  /// show in full.
  @Test func tails() throws {
    for seed in 0..<20 {
      var random = SeededRandom(seed: seed)
      let normal = (0..<100_000).map { _ in 5 + 0.1 * random.normal() }
      let found = WeightMoments(normal.span)
      let moments = try #require(found)
      #expect((moments.deviation - 0.1).magnitude < 0.5 / (2e5).squareRoot(), "seed \(seed)")
      let kurtosis = try #require(moments.kurtosis)
      #expect((kurtosis - 3).magnitude < 5 * (24e-5).squareRoot(), "seed \(seed)")
      let heavy = normal.map { ($0 - 5) * ($0 - 5) * ($0 - 5) }
      let heavier = WeightMoments(heavy.span)?.kurtosis ?? 0
      #expect(heavier > 20, "seed \(seed)")
    }
  }

  @Test func equalWeightsHaveNoTails() throws {
    for weight in [0, 0.1, -1e300, .leastNonzeroMagnitude] as [Double] {
      let moments = WeightMoments([Double](repeating: weight, count: 7).span)
      #expect(moments?.deviation == 0 && moments?.kurtosis == nil, "\(weight)")
    }
    for weights in [[], [1, .nan, 2], [.infinity, 1]] as [[Double]] {
      let moments = WeightMoments(weights.span)
      #expect(moments == nil, "\(weights)")
    }
  }
}
