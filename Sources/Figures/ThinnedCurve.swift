import Foundation

/// A long curve as thin as a figure can show: in each of many equal stretches of the axis of time the smallest value and the
/// largest, where they are. So no extreme is lost, and no figure is larger than its pixels.
struct ThinnedCurve {
  /// Times and values, in the order of time.
  typealias Points = [(time: Double, value: Double)]

  /// About as many as there are pixels across a panel in print.
  private static let stretches = 1000

  /// Whether there are more times than a figure shows apart.
  static func isWorthwhile(forTimes count: Int) -> Bool { count > 2 * stretches }

  /// What is drawn of the axis of time.
  struct Times {
    /// From where to where.
    let range: ClosedRange<Double>
    private let isLogarithmic: Bool
    /// Where it begins, and how long it is, as it is drawn.
    private let first, span: Double

    /// - Precondition: on a logarithmic axis all times are above 0.
    init(range: ClosedRange<Double>, isLogarithmic: Bool) {
      (self.range, self.isLogarithmic) = (range, isLogarithmic)
      let scale: (Double) -> Double = isLogarithmic ? { log($0) } : { $0 }
      first = scale(range.lowerBound)
      span = scale(range.upperBound) - first
    }

    /// The stretch that a time lies in.
    func stretch(of time: Double) -> Int {
      // Of times so far apart that no number says how far all are in one.
      let share =
        span > 0 && span.isFinite ? ((isLogarithmic ? log(time) : time) - first) / span : 0
      return Int(min(max(share, 0), 1) * Double(ThinnedCurve.stretches))
    }
  }

  private var done: Points = []
  private var stretch = -1
  private var low = (time: 0.0, value: Double.infinity)
  private var high = (time: 0.0, value: -Double.infinity)

  init() {}

  /// The points of a curve thinned.
  init(_ points: Points, over times: Times) {
    for point in points { add(point.time, point.value, in: times.stretch(of: point.time)) }
  }

  /// Adds a point of a stretch; times ascend.
  mutating func add(_ time: Double, _ value: Double, in stretch: Int) {
    if stretch != self.stretch {
      finish()
      self.stretch = stretch
      low = (time, value)
      high = (time, value)
      return
    }
    if value < low.value { low = (time, value) }
    if value > high.value { high = (time, value) }
  }

  private mutating func finish() {
    guard stretch >= 0 else { return }
    done.append(low.time <= high.time ? low : high)
    if low.time != high.time { done.append(low.time < high.time ? high : low) }
  }

  /// What is left of the curve.
  mutating func take() -> Points {
    finish()
    return done
  }
}
