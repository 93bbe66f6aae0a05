import DataFiles
import Studies
import StudyRuns
import TestSupport
import Testing

@Suite struct CheckpointTests {
  /// Zeros of both signs, the smallest and largest numbers, infinities, and ten thousand patterns of bits.
  @Test func numbersKeepTheirBits() throws {
    var values = [
      0, -0.0, .leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude, -.infinity,
      .infinity, 0.1,
      1.0 / 3, 1e15, 9_007_199_254_740_992, 0.1 + 0.2, 1e23,
    ]
    var generator = SplitMix64(seed: 1)
    while values.count < 10_000 {
      let value = Double(bitPattern: generator.next())
      if !value.isNaN { values.append(value) }
    }
    let again = try ExactJSON.decode([Double].self, from: ExactJSON.encode(values))
    for (value, other) in zip(values, again) {
      #expect(value.bitPattern == other.bitPattern, "\(value) became \(other)")
    }
    #expect(again.count == values.count)
    #expect(try ExactJSON.decode([Double].self, from: ExactJSON.encode([Double.nan]))[0].isNaN)
  }

  /// At most a twentieth of the time goes into checkpoints, unless somebody says how often.
  @Test func checkpointsCostLittle() {
    let schedule = CheckpointSchedule()
    #expect(schedule.wait(afterCost: 0) == 30)
    for cost in [0.001, 1, 1.5, 2, 10, 1000] {
      let wait = schedule.wait(afterCost: cost)
      #expect(wait >= 30 && cost / (cost + wait) <= 0.05)
    }
    #expect(CheckpointSchedule(interval: 0).wait(afterCost: 7) == 0)
    #expect(CheckpointSchedule(interval: 5).wait(afterCost: 7) == 5)
  }
}
