/// The least range that has all of some in it; nil of none.
package func union(of ranges: [ClosedRange<Double>]) -> ClosedRange<Double>? {
  guard let low = ranges.map(\.lowerBound).min(), let high = ranges.map(\.upperBound).max() else {
    return nil
  }
  return low...high
}
