import CKernels
import Parallel

/// Finds how quantities are distributed over a population of which each rank has a part.
///
/// Three times all values are gone through, block by block and in each block quantity by quantity, so that what a
/// block is computed from stays in the cache: to count them by their first bits, to add them up and set those aside that
/// may be quantiles, and to add up the squares. All is counted in whole numbers: the results are the same to the last
/// bit for any number of threads and ranks.
package struct PopulationSurvey {
  /// Writes a quantity of a block of synapses.
  package typealias Writer = (
    _ quantity: Int, _ block: Range<Int>, _ values: UnsafeMutableBufferPointer<Double>
  ) -> Void

  private let count: Int
  private let threads: Int
  private let ranks: Ranks
  private let write: Writer

  /// - Parameters:
  ///   - count: how many synapses this rank has.
  ///   - threads: how many threads may work on them.
  ///   - ranks: who share the population.
  ///   - write: called several times for each block, from several threads.
  package init(count: Int, threads: Int, ranks: Ranks, write: @escaping Writer) {
    (self.count, self.threads, self.ranks, self.write) = (count, threads, ranks, write)
  }

  /// Writes |a − b| of a block's numbers.
  package static func writeDifferences(
    _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>,
    into values: UnsafeMutableBufferPointer<Double>
  ) {
    survey_differences(values.count, a, b, values.baseAddress!)
  }

  /// The distribution of each of so many quantities.
  ///
  /// - Throws: `FailureElsewhere` if another rank failed.
  /// - Precondition: there are synapses.
  /// - Complexity: O(count × quantities).
  package func distributions(of quantities: Int) throws -> [Distribution] {
    let total = Int(try ranks.sum([Int64(count)])[0])
    precondition(total > 0, "a distribution needs values")
    let search = OrderStatistics(places: Distribution.neighbours(among: total))
    var searches = Array(repeating: search, count: quantities)
    let extremes = try count(&searches)
    let scales = extremes.map { Scale(upTo: max($0.low.magnitude, $0.high.magnitude)) }
    var (sums, keys) = collect(
      zip(searches, extremes).map { $1.low == $1.high ? nil : $0.mayBeWanted }, scales)
    let means = try (0..<quantities).map {
      scales[$0].value(try scales[$0].units(sums[$0], over: ranks) / Double(total))
    }
    let distances = (0..<quantities).map {
      Scale(upTo: max(extremes[$0].high - means[$0], means[$0] - extremes[$0].low))
    }
    let squares = addSquares(means, distances)
    return try (0..<quantities).map { quantity in
      // Where all values are one, so are the quantiles.
      let isOne = extremes[quantity].low == extremes[quantity].high
      if !isOne { try searches[quantity].complete(&keys[quantity], ranks: ranks) }
      keys[quantity] = []
      let values = isOne ? [:] : searches[quantity].values
      func value(_ place: Int) -> Double {
        isOne ? extremes[quantity].low : values[place]!
      }
      let scale = distances[quantity]
      let variance = try scale.units(squares[quantity], over: ranks) / Double(total)
      return Distribution(
        quantiles: Distribution.shares.map {
          Distribution.quantile($0, among: total, value: value)
        },
        mean: means[quantity],
        deviation: scale.value(variance.squareRoot()))
    }
  }

  /// The smallest value, the median and the largest value of each of so many quantities; and how many values there are.
  ///
  /// - Throws: `FailureElsewhere` if another rank failed.
  /// - Precondition: there are synapses.
  package func spreads(of quantities: Int) throws -> (
    all: [(low: Double, median: Double, high: Double)], total: Int
  ) {
    let total = Int(try ranks.sum([Int64(count)])[0])
    precondition(total > 0, "a spread needs values")
    var searches = Array(
      repeating: OrderStatistics(places: Distribution.neighbours(among: total, shares: [0.5])),
      count: quantities)
    let extremes = try count(&searches)
    let nothing = Scale(upTo: 0)
    var (_, keys) = collect(
      searches.map(\.mayBeWanted), Array(repeating: nothing, count: quantities))
    return (
      try (0..<quantities).map {
        try searches[$0].complete(&keys[$0], ranks: ranks)
        let values = searches[$0].values
        let median = Distribution.quantile(0.5, among: total) { values[$0]! }
        return (extremes[$0].low, median, extremes[$0].high)
      }, total
    )
  }

  /// How many of all ranks' values of a quantity are of a kind.
  ///
  /// - Throws: `FailureElsewhere` if another rank failed.
  package func count(ofQuantity quantity: Int, where isCounted: (Double) -> Bool) throws -> Int {
    let found = reduceBlocks(
      of: count, threads: threads,
      from: (values: [Double](repeating: 0, count: blockSize), count: 0)
    ) { block, found in
      found.values.withUnsafeMutableBufferPointer {
        write(quantity, block, UnsafeMutableBufferPointer(rebasing: $0[..<block.count]))
      }
      for k in 0..<block.count where isCounted(found.values[k]) { found.count += 1 }
    }
    return Int(try ranks.sum([Int64(found.reduce(0) { $0 + $1.count })])[0])
  }

  /// What a thread has found.
  private struct Found {
    var values = [Double](repeating: 0, count: blockSize)
    var scratch = [UInt64](repeating: 0, count: blockSize)
    var extremes: [survey_extremes] = []
    var counts: [UInt32] = []
    var sums: [Int128] = []
    var keys: [[UInt64]] = []
  }

  /// Goes through all values.
  private func look(
    from start: Found, quantities: Int,
    _ body: (
      _ quantity: Int, _ values: UnsafeMutableBufferPointer<Double>,
      _ scratch: UnsafeMutableBufferPointer<UInt64>, inout Found
    ) -> Void
  ) -> [Found] {
    reduceBlocks(of: count, threads: threads, from: start) { block, found in
      // What a thread writes into is its own while it looks.
      var (values, scratch) = (found.values, found.scratch)
      (found.values, found.scratch) = ([], [])
      values.withUnsafeMutableBufferPointer { values in
        scratch.withUnsafeMutableBufferPointer { scratch in
          let part = UnsafeMutableBufferPointer(rebasing: values[..<block.count])
          for quantity in 0..<quantities {
            write(quantity, block, part)
            body(quantity, part, scratch, &found)
          }
        }
      }
      (found.values, found.scratch) = (values, scratch)
    }
  }

  /// Counts all values by their first bits.
  ///
  /// - Returns: the smallest and the largest value of each quantity.
  private func count(_ searches: inout [OrderStatistics]) throws -> [survey_extremes] {
    let (quantities, kinds) = (searches.count, 1 << Int(survey_bits))
    var start = Found()
    start.extremes = Array(
      repeating: survey_extremes(low: .infinity, high: -.infinity), count: quantities)
    start.counts = Array(repeating: 0, count: quantities * kinds)
    let found = look(from: start, quantities: quantities) { quantity, values, _, found in
      found.counts.withUnsafeMutableBufferPointer {
        survey_count(
          values.count, values.baseAddress!, $0.baseAddress! + quantity * kinds,
          &found.extremes[quantity])
      }
    }
    return try (0..<quantities).map { quantity in
      var counts = [Int64](repeating: 0, count: kinds)
      for found in found {
        for k in 0..<kinds { counts[k] += Int64(found.counts[quantity * kinds + k]) }
      }
      searches[quantity].take(try ranks.sum(counts), bits: Int(survey_bits))
      let extremes = found.map { $0.extremes[quantity] }
      return survey_extremes(
        low: -ranks.maximum(-extremes.map(\.low).min()!),
        high: ranks.maximum(extremes.map(\.high).max()!))
    }
  }

  /// Adds up this rank's values, and sets aside what may be a quantile.
  ///
  /// - Parameters:
  ///   - wanted: of each quantity which first bits may be a quantile's, or nil if nothing is to be set aside.
  ///   - scales: those of the quantities.
  /// - Returns: of each quantity the sum in units of its scale, and thread by thread the keys set aside.
  private func collect(_ wanted: [[UInt8]?], _ scales: [Scale])
    -> (sums: [Int128], keys: [[[UInt64]]])
  {
    var start = Found()
    start.sums = Array(repeating: 0, count: wanted.count)
    start.keys = Array(repeating: [], count: wanted.count)
    let found = look(from: start, quantities: wanted.count) { quantity, values, scratch, found in
      let first = values.baseAddress!
      found.sums[quantity] += Int128(survey_sum(values.count, first, scales[quantity].factor))
      guard let wanted = wanted[quantity] else { return }
      let kept = survey_collect(values.count, first, wanted, scratch.baseAddress!)
      found.keys[quantity].append(contentsOf: scratch[..<kept])
    }
    let keys = (0..<wanted.count).map { quantity in found.map { $0.keys[quantity] } }
    return (Self.sums(found), keys)
  }

  private func addSquares(_ means: [Double], _ scales: [Scale]) -> [Int128] {
    var start = Found()
    start.sums = Array(repeating: 0, count: means.count)
    let found = look(from: start, quantities: means.count) { quantity, values, _, found in
      found.sums[quantity] += Int128(
        survey_sum_of_squares(
          values.count, values.baseAddress!, means[quantity], scales[quantity].factor))
    }
    return Self.sums(found)
  }

  private static func sums(_ found: [Found]) -> [Int128] {
    found[0].sums.indices.map { quantity in found.reduce(0) { $0 + $1.sums[quantity] } }
  }
}

/// A power of two that makes values no larger than 1, or 0 where all are 0, or too small for sums to matter.
private struct Scale {
  let factor: Double
  private let isFinite: Bool

  init(upTo largest: Double) {
    isFinite = largest.isFinite
    let matters = isFinite && largest >= .leastNormalMagnitude
    factor =
      matters ? Double(sign: .plus, exponent: -1 - Int(largest.exponent), significand: 1) : 0
  }

  /// A sum over all ranks, of values no larger than 1; NaN if a value was not finite.
  func units(_ sum: Int128, over ranks: Ranks) throws -> Double {
    let all = try ranks.sum(sum)
    return isFinite ? Double(all) * 0x1p-51 : .nan
  }

  /// The values' own unit.
  func value(_ units: Double) -> Double { factor > 0 || units.isNaN ? units / factor : 0 }
}
