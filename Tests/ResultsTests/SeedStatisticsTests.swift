import Foundation
import Results
import Testing

@Suite struct SeedStatisticsTests {
  /// By Python's statistics in exact fractions (Fixtures/make_seed_statistics.py).
  private struct Reference: Decodable {
    var values: [Double]
    var mean: Double
    var sd: Double?

    static func all() throws -> [Reference] {
      let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Fixtures/seed-statistics.json")
      return try JSONDecoder().decode([Reference].self, from: Data(contentsOf: url))
    }
  }

  /// Welford's recurrence rounds by about √n·2⁻⁵³ of the largest value, 1e-15 for the hundred values here; ten
  /// times as much is allowed.
  @Test func meansAndDeviationsAreThoseOfFractions() throws {
    let references = try Reference.all()
    #expect(references.count == 20)
    for reference in references {
      let statistics = try #require(SeedStatistics(reference.values))
      let largest = reference.values.map(\.magnitude).max()!
      #expect(statistics.count == reference.values.count)
      #expect(statistics.smallest == reference.values.min()!)
      #expect(statistics.largest == reference.values.max()!)
      #expect(
        (statistics.mean - reference.mean).magnitude <= 1e-14 * largest, "\(reference.values)")
      guard let sd = reference.sd else {
        #expect(statistics.deviation == nil)
        continue
      }
      let deviation = try #require(statistics.deviation)
      #expect((deviation - sd).magnitude <= 1e-14 * max(sd, largest), "\(reference.values)")
    }
  }

  /// Runs that agree do so exactly: the mean is their value, and nothing scatters.
  @Test(arguments: [0.1, 1.0 / 3, 9.87e289, .leastNonzeroMagnitude, 0, -2.5] as [Double])
  func equalValuesHaveNoDeviation(_ value: Double) throws {
    let statistics = try #require(SeedStatistics(Array(repeating: value, count: 7)))
    #expect(statistics.mean == value && statistics.deviation == 0)
  }

  @Test func whatIsNotFiniteIsLeftOut() throws {
    let statistics = try #require(SeedStatistics([.nan, 3, .infinity, 5]))
    #expect(statistics.count == 2 && statistics.mean == 4)
    #expect(SeedStatistics([]) == nil && SeedStatistics([.nan, -.infinity]) == nil)
  }

  /// Two digits of the deviation, the mean to the same place.
  @Test(
    arguments: [
      ([0.9612, 0.9583, 0.9641], 100.0, "96.12 ± 0.29"), ([8, 8, 8], 1, "8 ± 0"),
      ([2.5], 1, "2.5"), ([1000, 3000], 1, "2000 ± 1414"),
      ([1e-8, 2e-8, 3e-8], 1, "(2.0 ± 1.0)e-8"), ([1e7, 2e7, 3e7], 1, "(2.0 ± 1.0)e7"),
      // More digits than anybody reads.
      ([5, 5.000001], 1, "5 ± 7.1e-07"),
      // Where powers of ten end, and where what scatters is no number any more.
      ([1e308, 1.5e308], 1, "1.25e+308 ± 3.5e+307"), ([1e308, 1.5e308], 100, "inf ± inf"),
      ([-1.7e308, 1.7e308], 1, "0 ± inf"), ([1e-310, 3e-310], 1, "2e-310 ± 1.4e-310"),
      ([5e-324, 0], 1, "0 ± 4.9e-324"),
    ] as [([Double], Double, String)])
  func textsShowWhatTheDeviationLetsSee(_ values: [Double], _ factor: Double, _ text: String) {
    #expect(SeedStatistics(values)?.text(times: factor) == text)
  }
}
