/// How recorded times are spaced, as a figure shows them.
package struct RecordedTimes {
  private let times: [Double]

  /// - Parameter times: in ascending order.
  package init(_ times: [Double]) { self.times = times }

  /// Whether they grow by ratios rather than by equal steps.
  package var areLogarithmic: Bool {
    times.count > 3 && times[1] > 0
      && times[times.count - 1] - times[times.count - 2] > 10 * (times[2] - times[1])
  }

  /// The first and the last that a figure shows: of those that grow by ratios those above 0.
  package var shown: ClosedRange<Double> {
    guard let last = times.last else { return 0...0 }
    return times[areLogarithmic && times[0] == 0 ? 1 : 0]...last
  }
}
