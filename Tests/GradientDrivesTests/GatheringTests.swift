import GradientDrives
import RandomNumbers
import TestSupport
import Testing

/// Signals fetched by their numbers against the same signals among all.
@Suite struct GatheringTests {
  /// Any numbers, alone, in short rows of neighbours and in long ones.
  private func numbers(of count: Int, _ random: inout SeededRandom) -> [Int] {
    var found: [Int] = []
    while found.count < 300 {
      let first = Int(random.uniform(0, Double(count - 100)))
      let length = [1, 1, 2, 5, 15, 16, 17, 90][Int(random.uniform(0, 8))]
      found += first..<(first + length)
    }
    return found
  }

  @Test(arguments: [false, true])
  func gatheredSignalsAreTheirOwn(isHeld: Bool) throws {
    for seed in 0..<50 {
      var random = SeededRandom(seed: seed)
      let count = 500
      let drive: any GradientDrive =
        isHeld
        ? TabulatedDrive(
          HeldNoiseTable(
            signalCount: count, window: 2, standardDeviation: [0.5],
            field: RandomField(seed: UInt64(seed), purpose: .gradient)))
        : SinesDrive(
          amplitude: (0..<count).map { _ in random.uniform(0.1, 1) },
          frequency: (0..<count).map { _ in random.uniform(0.01, 1) },
          phase: (0..<count).map { _ in random.uniform(0, 6) }, harmonics: [1, 0.5])
      var source = try drive.makeSource()
      let piece = 4.0...6.0
      try source.begin([piece])
      let time = random.uniform(4, 6)
      var all = [Double](repeating: 0, count: count)
      source.gradient(at: time, into: &all)
      let wanted = numbers(of: count, &random)
      // A part of a longer list begins anywhere.
      let list = [7] + wanted
      var found = [Double](repeating: 0, count: wanted.count)
      var places = found.mutableSpan
      source.gradient(at: time, piece: 0, gathering: list[1...], into: &places)
      #expect(found == wanted.map { all[$0] }, "seed \(seed)")
    }
  }
}
