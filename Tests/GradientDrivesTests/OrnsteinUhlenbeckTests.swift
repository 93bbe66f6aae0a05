import Foundation
import GradientDrives
import RandomNumbers
import TestSupport
import Testing

@Suite struct OrnsteinUhlenbeckTests {
  private func table(
    signals: Int, window: Double = 0.5, mean: Double = 0.3, deviation: Double = 2
  ) -> OrnsteinUhlenbeckTable {
    OrnsteinUhlenbeckTable(
      signalCount: signals, window: window, mean: mean, standardDeviation: deviation,
      correlationTime: 2, field: RandomField(seed: 4, purpose: .gradient))
  }

  /// Mean, variance and autocorrelation over N = 200 000 independent processes at every lag.
  ///
  /// Of normal variables x, y with correlation r the sample mean has the standard error sd/√N, the
  /// sample variance sd²√(2/N) and the sample mean of xy sd²√((1 + r²)/N); five of each are
  /// allowed.
  @Test func isStationaryWithExponentialMemory() {
    let count = 200_000
    var reader = table(signals: count).makeReader()
    let n = Double(count)
    var first: [Double] = []
    for row in 0..<12 {
      var values = [Double](repeating: 0, count: count)
      do { try reader.read(row: row, into: &values) } catch { Issue.record(error) }
      let standard = values.map { ($0 - 0.3) / 2 }
      if row == 0 { first = standard }
      let mean = standard.reduce(0, +) / n
      let variance = standard.reduce(0) { $0 + $1 * $1 } / n
      let correlation = zip(first, standard).reduce(0) { $0 + $1.0 * $1.1 } / n
      let expected = exp(-0.5 * Double(row) / 2)
      #expect(mean.magnitude < 5 / n.squareRoot(), "row \(row)")
      #expect((variance - 1).magnitude < 5 * (2 / n).squareRoot(), "row \(row)")
      let error = ((1 + expected * expected) / n).squareRoot()
      #expect((correlation - expected).magnitude < 5 * error, "row \(row)")
    }
  }

  /// Sampled exactly: halving the window changes what is drawn, not the statistics. The correlation
  /// at the lag of one time constant is e^(−1) for every window.
  @Test(arguments: [0.125, 0.5, 2])
  func memoryDoesNotDependOnTheWindow(window: Double) throws {
    let count = 200_000
    var reader = table(signals: count, window: window, mean: 0, deviation: 1).makeReader()
    var (early, late) = ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count))
    try reader.read(row: 3, into: &early)
    try reader.read(row: 3 + Int(2 / window), into: &late)
    let correlation = zip(early, late).reduce(0) { $0 + $1.0 * $1.1 } / Double(count)
    let error = ((1 + exp(-2)) / Double(count)).squareRoot()
    #expect((correlation - exp(-1)).magnitude < 5 * error)
  }

  /// Rows read in any order, by any reader, are the same to the bit.
  @Test func replaysIdentically() throws {
    let table = table(signals: 5)
    var straight = table.makeReader()
    var rows: [[Double]] = []
    for row in 0..<40 {
      var values = [Double](repeating: 0, count: 5)
      try straight.read(row: row, into: &values)
      rows.append(values)
    }
    #expect(Set(rows.map { $0[0] }).count == 40)
    var random = SeededRandom(seed: 1)
    var jumping = table.makeReader()
    for _ in 0..<100 {
      let row = Int(random.next() % 40)
      var values = [Double](repeating: 0, count: 5)
      try jumping.read(row: row, into: &values)
      #expect(values == rows[row], "row \(row)")
    }
  }
}
