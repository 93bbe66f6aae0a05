import Foundation
import Parallel
import SynapticDynamics
import TestSupport
import Testing

/// Distributions against sorting, and against sums in 80 bits or compensated ones.
@Suite struct PopulationSurveyTests {
  /// Numbers of many sizes, kinds and repetitions.
  private static func populations(seed: Int) -> [[Double]] {
    var random = SeededRandom(seed: seed)
    let normal = (0..<5000).map { _ in random.normal() }
    return [
      [random.normal()], [2, 1], [-0.0, 0, 0], Array(repeating: -3.5, count: 1025),
      normal, normal.map { 1e-300 * $0 }, normal.map { 1e200 * $0 },
      normal.map { 1 + 1e-13 * $0 }, normal.map { exp(20 * $0) },
      normal.map { ($0 * 3).rounded() }, normal.map { $0 > 1 ? $0 : 0 },
      (0..<3000).map { _ in (random.uniform(0, 1) - 0.5) * exp(random.uniform(-700, 700)) },
      (0..<100).map { Double(sign: .plus, exponent: -1074, significand: Double($0)) },
    ]
  }

  private func distribution(_ values: [Double], threads: Int) throws -> Distribution {
    let survey = PopulationSurvey(count: values.count, threads: threads, ranks: .alone) {
      quantity, block, part in
      for (k, i) in block.enumerated() { part[k] = (quantity == 0 ? 1 : -2) * values[i] }
    }
    let both = try survey.distributions(of: 2)
    // A factor of −2 turns the order round, and changes no digit.
    #expect(both[1].mean == -2 * both[0].mean)
    #expect(both[1].deviation == 2 * both[0].deviation)
    return both[0]
  }

  /// Quantiles are those of the sorted values to the last bit. A mean is right to the rounding of its terms, 2⁻⁵² of the largest
  /// magnitude each, to its own, and here to that of the values that are scaled; a deviation to the rounding of the mean and of its squares, 2⁻⁵¹ of the largest.
  @Test(arguments: 0..<20) func distributionsAreThoseOfTheSortedValues(_ seed: Int) throws {
    for (k, values) in Self.populations(seed: seed).enumerated() {
      let found = try distribution(values, threads: 1)
      let sorted = values.sorted()
      for (share, quantile) in zip([0.05, 0.25, 0.5, 0.75, 0.95], found.quantiles) {
        let place = share * Double(values.count - 1)
        let (below, above) = (sorted[Int(place)], sorted[min(Int(place) + 1, values.count - 1)])
        let rest = place - place.rounded(.down)
        let expected = rest == 0 || below == above ? below : (1 - rest) * below + rest * above
        #expect(quantile == expected, "seed \(seed), population \(k), \(share)")
      }
      let largest = values.map(\.magnitude).max()!
      guard largest > .leastNormalMagnitude else {
        #expect(found.mean == 0 && found.deviation == 0)
        continue
      }
      let n = Double(values.count)
      let scaled = values.map { $0 / largest }
      let mean = compensatedSum(scaled) / n
      #expect(
        (found.mean / largest - mean).magnitude < 0x1p-50, "seed \(seed), population \(k)")
      let distances = scaled.map { $0 - mean }
      let farthest = distances.map(\.magnitude).max()!
      let deviation = (compensatedSum(distances.map { $0 * $0 }) / n).squareRoot()
      let bound = 0x1p-51 + 0x1p-25 * farthest * min(1, 0x1p-25 * farthest / max(deviation, 1e-300))
      #expect(
        (found.deviation / largest - deviation).magnitude <= bound,
        "seed \(seed), population \(k)")
    }
  }

  /// As Neumaier adds.
  private func compensatedSum(_ terms: [Double]) -> Double {
    var (sum, rest) = (0.0, 0.0)
    for term in terms {
      let next = sum + term
      rest += sum.magnitude >= term.magnitude ? (sum - next) + term : (term - next) + sum
      sum = next
    }
    return sum + rest
  }

  /// A median is one definition: of a few values, of a survey's spread and among the quantiles.
  @Test(arguments: [[3.0], [4, 1], [5, 1, 2], [8, 2, 1, 4], [1, 1, 1, 7]])
  func mediansAreOneDefinition(_ values: [Double]) throws {
    let sorted = values.sorted()
    let middle = values.count / 2
    let expected =
      values.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    let survey = PopulationSurvey(count: values.count, threads: 1, ranks: .alone) {
      _, block, part in
      for (k, i) in block.enumerated() { part[k] = values[i] }
    }
    #expect(Distribution.median(values) == expected)
    #expect(try survey.spreads(of: 1).all[0] == (sorted.first!, expected, sorted.last!))
    #expect(Distribution(values).quantiles[2] == expected)
  }

  @Test(arguments: 0..<5) func threadsChangeNothing(_ seed: Int) throws {
    var random = SeededRandom(seed: seed)
    let values = (0..<50_000).map { _ in random.normal() * exp(random.uniform(-10, 10)) }
    let one = try distribution(values, threads: 1)
    for threads in [2, 3, 7] {
      #expect(try distribution(values, threads: threads) == one, "seed \(seed)")
    }
    // And order changes nothing either.
    #expect(try distribution(values.reversed(), threads: 2) == one, "seed \(seed)")
  }

  /// Alignments of parts in 32 and 64 bits, by any number of threads.
  @Test func alignmentsHangOnNoThreads() throws {
    var random = SeededRandom(seed: 1)
    let forward = (0..<20_000).map { _ in Float(random.normal()) }
    let backward = forward.map { $0 + 0.3 * Float(random.normal()) }
    func alignment<Number: BinaryFloatingPoint>(_ f: [Number], _ b: [Number], _ threads: Int) throws
      -> Alignment
    {
      try f.withUnsafeBufferPointer { f in
        try b.withUnsafeBufferPointer { b in
          try Alignment(of: f.count, forward: f, backward: b, threads: threads, ranks: .alone)
        }
      }
    }
    let (f, b) = (forward.map { Double($0) }, backward.map { Double($0) })
    let plain = Alignment(forward: f.span, backward: b.span)
    for threads in 1...4 {
      #expect(try alignment(f, b, threads) == plain)
      #expect(try alignment(forward, backward, threads) == plain)
    }
  }
}
