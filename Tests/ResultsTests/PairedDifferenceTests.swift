import Foundation
import RandomNumbers
import Results
import Testing

/// Student's t, against 40 digits and published tables (Fixtures/make_paired_differences.py).
@Suite struct PairedDifferenceTests {
  private struct References: Decodable {
    struct Pairs: Decodable {
      var setting, reference: [Double]
      var p: Double
      var interval, narrow: [Double]
      /// A margin, and whether the difference is within it.
      var within: [(margin: Double, isEqual: Bool)]

      private enum Key: CodingKey { case setting, reference, p, interval, narrow, within }

      init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        setting = try values.decode([Double].self, forKey: .setting)
        reference = try values.decode([Double].self, forKey: .reference)
        p = try values.decode(Double.self, forKey: .p)
        interval = try values.decode([Double].self, forKey: .interval)
        narrow = try values.decode([Double].self, forKey: .narrow)
        var list = try values.nestedUnkeyedContainer(forKey: .within)
        within = []
        while !list.isAtEnd {
          var pair = try list.nestedUnkeyedContainer()
          within.append((try pair.decode(Double.self), try pair.decode(Bool.self)))
        }
      }
    }
    /// t, degrees of freedom, probability.
    var tails: [[Double]]
    /// Probability, degrees of freedom, t.
    var bounds: [[Double]]
    var pairs: [Pairs]
  }

  private let references: References

  init() throws {
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Fixtures/paired-differences.json")
    references = try JSONDecoder().decode(References.self, from: Data(contentsOf: url))
  }

  /// The factor before the continued fraction is the exponential of up to some hundreds, whose rounding it has as a relative
  /// error: 1e-12 of 999 degrees of freedom. Towards t = 0 the tail is 1, and rounds as such.
  @Test func tailsAreThoseOfFortyDigits() {
    #expect(references.tails.count > 40)
    for tail in references.tails {
      let found = StudentT.twoSidedTail(tail[0], degrees: tail[1])
      #expect((found - tail[2]).magnitude <= 3e-12 * tail[2], "t \(tail[0]), ν \(tail[1])")
      #expect(found == StudentT.twoSidedTail(-tail[0], degrees: tail[1]))
    }
    #expect(StudentT.twoSidedTail(0, degrees: 4) == 1)
    #expect(StudentT.twoSidedTail(.infinity, degrees: 4) == 0)
    #expect(StudentT.twoSidedTail(.nan, degrees: 4).isNaN)
  }

  @Test func boundsAreThoseOfFortyDigits() {
    #expect(references.bounds.count == 28)
    for bound in references.bounds {
      let found = StudentT.bound(coverage: bound[0], degrees: bound[1])
      #expect((found - bound[2]).magnitude <= 1e-10 * bound[2], "\(bound)")
    }
  }

  /// NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2, and tables with seven decimals.
  @Test(arguments: [
    (1, 12.7062047), (2, 4.3026527), (4, 2.7764451), (9, 2.2621572), (30, 2.0422725),
  ])
  func boundsAreThePublishedOnes(_ degrees: Double, _ published: Double) {
    let found = StudentT.bound(coverage: 0.95, degrees: degrees)
    #expect((found - published).magnitude <= 5.1e-8, "\(found)")
  }

  /// One degree of freedom is Cauchy's distribution, two have a root.
  @Test(arguments: [0.001, 0.1, 1, 3.7, 250])
  func closedFormsOfFewDegrees(_ t: Double) {
    let cauchy = 2 * atan2(1, t) / Double.pi
    #expect((StudentT.twoSidedTail(t, degrees: 1) - cauchy).magnitude <= 1e-14 * cauchy)
    // 1 − t/√(2 + t²), without its cancellation.
    let root = (2 + t * t).squareRoot()
    let two = 2 / (root * (root + t))
    #expect((StudentT.twoSidedTail(t, degrees: 2) - two).magnitude <= 1e-14 * two)
  }

  /// SciPy takes means and variances by sums of its own; of ten digits that cancel there are 1e-10 left in t.
  @Test func pairsAreThoseOfSciPy() throws {
    #expect(references.pairs.count == 16)
    for pairs in references.pairs {
      let found = try #require(
        PairedDifference(
          zip(pairs.setting, pairs.reference).map { (setting: $0, reference: $1) }))
      let inference = try #require(found.inference)
      #expect((inference.p - pairs.p).magnitude <= 1e-9 * pairs.p, "\(pairs.setting)")
      for (interval, expected) in [
        (inference.interval, pairs.interval), (inference.narrowInterval, pairs.narrow),
      ] {
        let width = expected[1] - expected[0]
        #expect((interval.lowerBound - expected[0]).magnitude <= 1e-9 * width)
        #expect((interval.upperBound - expected[1]).magnitude <= 1e-9 * width)
      }
      #expect(inference.isDifferent == (pairs.p < 0.05))
      for (margin, isEqual) in pairs.within {
        #expect(inference.isEqual(within: margin) == isEqual, "\(margin) of \(pairs.setting)")
      }
    }
    // Student's own example: t = 4.0621, p = 0.0028.
    let student = try #require(references.pairs.first)
    #expect((student.p - 0.0028).magnitude < 5e-5)
  }

  private func difference(_ differences: [Double]) -> PairedDifference? {
    PairedDifference(differences.map { (setting: 0.5 + $0, reference: 0.5) })
  }

  @Test func verdicts() throws {
    func verdict(_ differences: [Double], within margin: Double? = nil) throws -> String {
      try #require(difference(differences)).verdict(within: margin, text: "x")
    }
    // Mean 0.01, standard error 0.001: t = 10 with three degrees of freedom, intervals ± 0.0032 and ± 0.0024.
    let certain = [-1, -1, 1, 1].map { 0.01 + $0 * 0.001 * 3.squareRoot() }
    #expect(try verdict(certain) == "different")
    #expect(try verdict(certain, within: 0.02) == "different, but equal within x")
    #expect(try verdict(certain, within: 0.0124) == "different, but equal within x")
    #expect(try verdict(certain, within: 0.0123) == "different")
    #expect(try verdict(certain.map(-), within: 0.0123) == "different")
    #expect(try verdict(certain.map(-), within: 0.0124) == "different, but equal within x")
    let uncertain = certain.map { $0 - 0.009 }
    #expect(try verdict(uncertain) == "not told apart")
    #expect(try verdict(uncertain, within: 0.002) == "not told apart")
    #expect(try verdict(uncertain, within: 0.01) == "equal within x")
  }

  /// Without two pairs, or without scatter, nothing follows; rounding is no scatter.
  @Test func whereNothingFollows() throws {
    #expect(difference([]) == nil)
    #expect(difference([.nan, .infinity]) == nil)
    let one = try #require(difference([0.1]))
    #expect(one.inference == nil && one.verdict(within: 1, text: "x") == "one pair")
    #expect(one.differences.deviation == nil)
    let same = try #require(difference([0, 0, 0]))
    #expect(same.inference == nil)
    #expect(same.verdict(within: 1, text: "x") == "the same in every pair")
    // 0.1 more, but for the last bits.
    let rounded = try #require(
      PairedDifference([0.1, 0.2, 0.3, 0.7].map { (setting: $0 + 0.1, reference: $0) }))
    #expect(rounded.inference == nil)
    #expect(rounded.verdict(within: nil, text: "") == "the same difference in every pair")
    #expect(
      rounded.verdict(within: 0.2, text: "0.2") == "the same difference in every pair, within 0.2")
    #expect(
      rounded.verdict(within: 0.05, text: "0.05")
        == "the same difference in every pair, not within 0.05")
  }

  /// The largest numbers that there are overflow nowhere where they need not.
  @Test func largeNumbersAreNumbers() throws {
    let large = try #require(
      PairedDifference(
        [(1e308, 1e307), (-1e308, 0), (1.5e308, 0), (1e308, 0)].map { ($0.0, $0.1) }))
    let inference = try #require(large.inference)
    #expect(inference.bootstrapInterval.lowerBound >= -1e308)
    #expect(inference.bootstrapInterval.upperBound <= 1.5e308)
    #expect(inference.p > 0.05 && inference.p < 1)
    #expect(inference.interval.contains(large.differences.mean))
  }

  @Test func theBootstrapRepeatsItself() {
    let values = [0.1, -0.3, 0.25, 0.7, 0.05, -0.11]
    let interval = Bootstrap.interval(ofMean: values)
    #expect(interval == Bootstrap.interval(ofMean: values))
    let mean = values.reduce(0, +) / 6
    #expect(interval.contains(mean))
    // Units do not matter; powers of two are exact.
    let scaled = Bootstrap.interval(ofMean: values.map { 4 * $0 })
    #expect(scaled == (4 * interval.lowerBound)...(4 * interval.upperBound))
    #expect(Bootstrap.interval(ofMean: [2, 2, 2]) == 2...2)
  }

  /// Of two values a and b the mean of a sample is a, (a + b)/2 or b with the probabilities ¼, ½ and ¼, so that quartiles and
  /// less are a and b; with 10 000 samples more than 25 % − 5 standard deviations of 0.43 % are below.
  @Test func theBootstrapOfTwoValuesIsKnown() {
    #expect(Bootstrap.interval(ofMean: [1, 3], coverage: 0.6) == 1...3)
    #expect(Bootstrap.interval(ofMean: [1, 3], coverage: 0.4) == 2...2)
  }

  /// How often intervals of ten normal numbers cover their mean: of Student's t 95 %, of the bootstrap as often as |t| with nine
  /// degrees of freedom stays below 1.96 √(9/10): 90.4 %. Over 2000 samples these shares have standard deviations of 0.5 and
  /// 0.66 %, of which four are allowed; the second gets half of one more, for means of ten resampled numbers are not quite normal.
  @Test func intervalsCoverAsOftenAsTheyShould() throws {
    let field = RandomField(seed: 7, purpose: .init(rawValue: 999))
    var (student, bootstrap) = (0, 0)
    let count = 2000
    for sample in 0..<count {
      let values = (0..<10).map { field.normal(synapse: $0, index: sample) }
      let inference = try #require(difference(values)?.inference)
      if inference.interval.contains(0) { student += 1 }
      if inference.bootstrapInterval.contains(0) { bootstrap += 1 }
    }
    #expect((Double(student) / Double(count) - 0.95).magnitude < 0.02, "\(student)")
    let expected = 1 - StudentT.twoSidedTail(1.959964 * 0.9.squareRoot(), degrees: 9)
    #expect((expected - 0.904).magnitude < 5e-4)
    #expect((Double(bootstrap) / Double(count) - expected).magnitude < 0.03, "\(bootstrap)")
  }
}
