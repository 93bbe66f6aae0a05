import DataFiles
import Results

/// A long trace as thin as a figure can show: of each quantity in each of many equal stretches of the axis of time the
/// smallest value and the largest, where they are. So no extreme is lost, and no figure is larger than its pixels.
struct ThinnedTrace {
  private var curves: [TraceQuantity: [Int: ThinnedCurve.Points]] = [:]

  /// Reads a trace once more.
  ///
  /// - Parameters:
  ///   - quantities: what is drawn of it.
  ///   - positions: those of the synapses that are drawn.
  ///   - drawn: the stretch of time.
  /// - Throws: `DataFileError` if it cannot be read.
  init(
    _ trace: TraceFile, _ quantities: Set<TraceQuantity>, at positions: [Int],
    over drawn: ThinnedCurve.Times
  ) throws {
    let table = try TableReader(path: trace.path, isForGnuplot: true)
    let places = Array(repeating: -1, count: trace.synapses.count).withReplaced(positions)
    let readers = quantities.compactMap { quantity in
      quantity.reader(of: table.names).map { (quantity, $0) }
    }
    var extremes = positions.flatMap { _ in readers.map { _ in ThinnedCurve() } }
    let times = drawn.range
    var row = [Double](repeating: 0, count: table.names.count)
    var position = -1
    while try table.readNumbers(into: &row) {
      position = position + 1 == places.count ? 0 : position + 1
      // What was appended since the trace was read is not drawn.
      guard row[0] <= trace.shownTimes.upperBound else { break }
      guard places[position] >= 0, times.contains(row[0]) else { continue }
      let stretch = drawn.stretch(of: row[0])
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
  func curve(_ quantity: TraceQuantity, at position: Int) -> ThinnedCurve.Points {
    curves[quantity]?[position] ?? []
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
