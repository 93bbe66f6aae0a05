import Foundation
import ODESolvers
import Results

extension RecordDescription.Grid {
  /// The times to record within a run from 0 to `duration`, ascending.
  package func times(duration: Double) -> [Double] {
    switch self {
    case .every(let interval):
      // Multiples, not sums: common times of two grids agree bit for bit.
      var times: [Double] = []
      var k = 0.0
      while k * interval < duration, !(k * interval).isSameTime(as: duration) {
        times.append(k * interval)
        k += 1
      }
      return times + [duration]
    case .times(let times): return times
    case .logarithmic(let from, let to, let count):
      return logarithmicGrid(from: from, to: to, count: count).filter { $0 <= duration }
    }
  }
}

extension RecordDescription.Selection {
  /// The synapses to record, ascending; a count is spread over the population.
  package func indices(of population: Int) -> [Int] {
    switch self {
    case .all: Array(0..<population)
    case .list(let list): list
    case .count(let count): spread(count, over: population)
    }
  }
}

/// `count` times from `from` to `to` in equal ratios, both ends exact, and all that are short decimals too: the
/// second of 1, 10, 100 is not 9.999999999999998.
func logarithmicGrid(from: Double, to: Double, count: Int) -> [Double] {
  let step = log(to / from) / Double(count - 1)
  return (0..<count).map { index in
    switch index {
    case 0: from
    case count - 1: to
    default: withoutRounding(from * exp(step * Double(index)))
    }
  }
}

/// The number of twelve digits that a computed number is but for rounding, or else the number itself.
private func withoutRounding(_ value: Double) -> Double {
  let short = Double(String(format: "%.11e", value)) ?? value
  return (short - value).magnitude <= 64 * value.ulp ? short : value
}
