/// By how much a result differs between two settings, from runs that share all else: the same seed, the same split.
public struct PairedDifference: Sendable {
  /// The result of the setting, over the pairs.
  public let setting: SeedStatistics
  /// That of the one that it is compared with.
  public let reference: SeedStatistics
  /// The differences: their mean, and how far they scatter.
  public let differences: SeedStatistics
  /// What the differences' scatter tells; nil of a single pair, or where all differences are the same.
  public let inference: Inference?

  /// What may be said of the mean that infinitely many pairs would have.
  public struct Inference: Sendable {
    /// The 95 % interval by Student's t.
    public let interval: ClosedRange<Double>
    /// The 90 % interval, by which equivalence is judged.
    public let narrowInterval: ClosedRange<Double>
    /// The 95 % percentile interval of the bootstrap.
    public let bootstrapInterval: ClosedRange<Double>
    /// How likely a mean as far from 0 is if there is no difference: the paired t-test, two-sided.
    public let p: Double

    /// Whether there is a difference: the t-test at the level of 5 %, which is whether the 95 % interval leaves 0 out.
    public var isDifferent: Bool { p < 0.05 }

    /// Whether the difference is within a margin: two one-sided t-tests at the level of 5 %, which is whether the 90 % interval
    /// lies between −margin and margin.
    ///
    /// D. J. Schuirmann, Journal of Pharmacokinetics and Biopharmaceutics 15 (1987) 657.
    public func isEqual(within margin: Double) -> Bool {
      narrowInterval.lowerBound > -margin && narrowInterval.upperBound < margin
    }
  }

  /// Compares pairs.
  ///
  /// Differences that scatter by no more than the rounding of results, 1e-12 of the largest, are the same.
  ///
  /// - Parameter pairs: the results of each pair; those with one that is not finite are left out.
  /// - Returns: nil if there is no pair.
  public init?(_ pairs: [(setting: Double, reference: Double)]) {
    let pairs = pairs.filter { $0.setting.isFinite && $0.reference.isFinite }
    let values = pairs.map { $0.setting - $0.reference }
    guard let setting = SeedStatistics(pairs.map(\.setting)),
      let reference = SeedStatistics(pairs.map(\.reference)),
      let differences = SeedStatistics(values), differences.count == pairs.count
    else { return nil }
    (self.setting, self.reference, self.differences) = (setting, reference, differences)
    let largest = max(
      setting.largest.magnitude, setting.smallest.magnitude, reference.largest.magnitude,
      reference.smallest.magnitude)
    guard let deviation = differences.deviation, deviation > 1e-12 * largest else {
      inference = nil
      return
    }
    let count = Double(differences.count)
    let (mean, error) = (differences.mean, deviation / count.squareRoot())
    func interval(_ coverage: Double) -> ClosedRange<Double> {
      let half = StudentT.bound(coverage: coverage, degrees: count - 1) * error
      return (mean - half)...(mean + half)
    }
    inference = Inference(
      interval: interval(0.95), narrowInterval: interval(0.9),
      bootstrapInterval: Bootstrap.interval(ofMean: values),
      p: StudentT.twoSidedTail(mean / error, degrees: count - 1))
  }

  /// What follows, in words.
  ///
  /// - Parameters:
  ///   - margin: within which differences do not matter, if it was said.
  ///   - text: the margin as people read it.
  public func verdict(within margin: Double?, text: String) -> String {
    guard let inference else {
      if differences.count < 2 { return "one pair" }
      if differences.smallest == 0 && differences.largest == 0 { return "the same in every pair" }
      let size = max(differences.smallest.magnitude, differences.largest.magnitude)
      return "the same difference in every pair"
        + (margin.map { size < $0 ? ", within \(text)" : ", not within \(text)" } ?? "")
    }
    let equal =
      margin.map { inference.isEqual(within: $0) } == true ? "equal within \(text)" : nil
    if inference.isDifferent { return "different" + (equal.map { ", but \($0)" } ?? "") }
    return equal ?? "not told apart"
  }
}
