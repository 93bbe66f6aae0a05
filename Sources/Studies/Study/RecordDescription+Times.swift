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
      return logarithmicallySpaced(count, from: from, to: to).filter { $0 <= duration }
    }
  }
}

extension RecordDescription.Selection {
  /// How many synapses are recorded.
  func count(of population: Int) -> Int {
    switch self {
    case .all: population
    case .count(let count): min(count, population)
    case .list(let list): list.count
    }
  }

  /// The synapses to record, ascending; a count of them is evenly spaced.
  package func indices(of population: Int) -> [Int] {
    switch self {
    case .all: Array(0..<population)
    case .list(let list): list
    case .count(let count): evenlySpaced(count, among: population)
    }
  }
}
