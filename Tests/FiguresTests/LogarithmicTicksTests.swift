import Figures
import Foundation
import Testing

/// The numbers of logarithmic axes.
@Suite struct LogarithmicTicksTests {
  /// However little or much an axis spans, wherever it lies: two numbers at least, no more than stand beside each other, all of
  /// them on it, ascending, and marks where no number is.
  @Test func everyAxisHasTwoNumbers() {
    var seed: UInt64 = 11
    func random() -> Double {
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(seed >> 11) / Double(1 << 53)
    }
    for number in 0..<5000 {
      let low = pow(10, 40 * random() - 20)
      // From a part in a million to thirty decades.
      let high = low * exp(pow(10, 7.8 * random() - 6))
      let ticks = LogarithmicTicks(low...high)
      #expect(
        ticks.labelled.count >= 2 && ticks.labelled.count <= 12, "\(number): \(low)...\(high)")
      #expect(
        ticks.labelled.allSatisfy { (low * (1 - 1e-12)...high * (1 + 1e-12)).contains($0) },
        "\(number): \(low)...\(high): \(ticks.labelled)")
      #expect(ticks.labelled == Set(ticks.labelled).sorted(), "\(number): \(low)...\(high)")
      #expect(Set(ticks.minor).isDisjoint(with: ticks.labelled), "\(number): \(low)...\(high)")
    }
  }

  @Test(arguments: [
    (1.0...1000.0, [1, 10, 100, 1000]), (0.0013...0.09, [0.003, 0.01, 0.03]),
    (20...80, [20, 30, 40, 50, 60, 70, 80]), (0.09...0.7, [0.1, 0.2, 0.5]),
    (1.05...1.31, [1.1, 1.2, 1.3]), (1e-9...1, [1e-8, 1e-6, 1e-4, 1e-2, 1]),
  ])
  func numbersAreRound(_ range: ClosedRange<Double>, _ labelled: [Double]) {
    #expect(LogarithmicTicks(range).labelled == labelled)
  }
}
