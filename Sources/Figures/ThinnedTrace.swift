import DataFiles
import Foundation
import Results

/// A long trace as thin as a figure can show: of each quantity in each of many equal stretches of the axis of time the
/// smallest value and the largest, where they are. So no extreme is lost, and no figure is larger than its pixels.
struct ThinnedTrace {
  /// Times and values of a curve, in the order of time.
  typealias Curve = [(time: Double, value: Double)]

  /// About as many as there are pixels across a panel in print.
  private static let stretches = 1000

  /// Whether a trace has more times than a figure shows apart.
  static func isWorthwhile(for trace: TraceFile) -> Bool { trace.timeCount > 2 * stretches }

  private var curves: [TraceQuantity: [Int: Curve]] = [:]

  /// What is drawn of the axis of time.
  struct Times {
    let range: ClosedRange<Double>
    let isLogarithmic: Bool
  }

  /// Reads a trace once more.
  ///
  /// - Parameters:
  ///   - quantities: what is drawn of it.
  ///   - positions: those of the synapses that are drawn.
  ///   - drawn: the stretch of time.
  /// - Throws: `DataFileError` if it cannot be read.
  init(_ trace: TraceFile, _ quantities: Set<TraceQuantity>, at positions: [Int], over drawn: Times)
    throws
  {
    let table = try TableReader(path: trace.path, isForGnuplot: true)
    let places = Array(repeating: -1, count: trace.synapses.count).withReplaced(positions)
    let readers = quantities.compactMap { quantity in
      quantity.reader(of: table.names).map { (quantity, $0) }
    }
    var extremes = positions.flatMap { _ in readers.map { _ in Extremes() } }
    let times = drawn.range
    let scale: (Double) -> Double = drawn.isLogarithmic ? { log($0) } : { $0 }
    let (first, span) = (scale(times.lowerBound), scale(times.upperBound) - scale(times.lowerBound))
    var row = [Double](repeating: 0, count: table.names.count)
    var position = -1
    while try table.readNumbers(into: &row) {
      position = position + 1 == places.count ? 0 : position + 1
      // What was appended since the trace was read is not drawn.
      guard row[0] <= trace.shownTimes.upperBound else { break }
      guard places[position] >= 0, times.contains(row[0]) else { continue }
      let share = span > 0 ? (scale(row[0]) - first) / span : 0
      let stretch = Int(min(max(share, 0), 1) * Double(Self.stretches))
      let start = places[position] * readers.count
      for (k, reader) in readers.enumerated() {
        extremes[start + k].add(row[0], reader.1(row), in: stretch)
      }
    }
    for (place, position) in positions.enumerated() {
      for (k, reader) in readers.enumerated() {
        curves[reader.0, default: [:]][position] = extremes[place * readers.count + k].take()
      }
    }
    for case .level(let values) in quantities {
      for position in positions {
        curves[.level(values), default: [:]][position] = [
          (times.lowerBound, values[position]), (times.upperBound, values[position]),
        ]
      }
    }
  }

  /// What is drawn of a quantity of the synapse at a position.
  func curve(_ quantity: TraceQuantity, at position: Int) -> Curve {
    curves[quantity]?[position] ?? []
  }

  /// The extremes of one curve, stretch by stretch.
  private struct Extremes {
    private var done: Curve = []
    private var stretch = -1
    private var low = (time: 0.0, value: Double.infinity)
    private var high = (time: 0.0, value: -Double.infinity)

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

    /// What was found.
    mutating func take() -> Curve {
      finish()
      return done
    }
  }
}

extension [Int] {
  /// The same with 0, 1, 2, … at some places.
  fileprivate func withReplaced(_ places: [Int]) -> [Int] {
    var numbers = self
    for (k, place) in places.enumerated() { numbers[place] = k }
    return numbers
  }
}
