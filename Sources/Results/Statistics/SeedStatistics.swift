/// What runs that differ in their seed alone have in common: the mean of a result, and how far it scatters.
public struct SeedStatistics: Sendable, Equatable {
  /// The mean.
  public let mean: Double
  /// The sample standard deviation, with n − 1; nil of one value.
  public let deviation: Double?
  /// The smallest value.
  public let smallest: Double
  /// The largest value.
  public let largest: Double
  /// How many values there are.
  public let count: Int

  /// Takes the statistics of some values by Welford's recurrence: in one pass, without cancellation, and exact
  /// where all are equal.
  ///
  /// B. P. Welford, Technometrics 4 (1962) 419–420.
  ///
  /// - Parameter values: those that are not finite are left out.
  /// - Returns: nil if none is left.
  package init?(_ values: some Sequence<Double>) {
    let values = values.filter(\.isFinite)
    guard let smallest = values.min(), let largest = values.max() else { return nil }
    // A power of two takes out the size, so that no square is too large or too small for a number.
    let size = max(smallest.magnitude, largest.magnitude)
    let scale = size > 0 ? size.binade : 1
    var (count, mean, squares) = (0, 0.0, 0.0)
    for value in values {
      count += 1
      let difference = value / scale - mean
      mean += difference / Double(count)
      squares += difference * (value / scale - mean)
    }
    self.mean = mean * scale
    deviation = count > 1 ? (squares / Double(count - 1)).squareRoot() * scale : nil
    self.smallest = smallest
    self.largest = largest
    self.count = count
  }
}
