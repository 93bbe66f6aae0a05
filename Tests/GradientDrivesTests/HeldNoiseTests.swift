import GradientDrives
import RandomNumbers
import TestSupport
import Testing

@Suite struct HeldNoiseTests {
  private let field = RandomField(seed: 11, purpose: .gradient)

  /// Row k is the field at index k, times the standard deviation of its signal.
  @Test func rowsComeFromTheField() throws {
    let drive = TabulatedDrive(
      HeldNoiseTable(signalCount: 3, window: 0.25, standardDeviation: [1, 10, 0], field: field))
    for row in [0, 1, 7, 1_000_000] {
      let start = Double(row) * 0.25
      let gradient = try values(drive, in: start...(start + 0.25), at: [start + 0.1])[0]
      #expect(
        gradient == [
          field.normal(synapse: 0, index: row), 10 * field.normal(synapse: 1, index: row), 0,
        ])
    }
    let shared = TabulatedDrive(
      HeldNoiseTable(signalCount: 2, window: 1, standardDeviation: [0.5], field: field))
    #expect(
      try values(shared, in: 2...3, at: [3])[0]
        == [0, 1].map { 0.5 * field.normal(synapse: $0, index: 2) })
  }

  /// Breakpoints are the multiples of the window to the bit, whatever the window's rounding, and
  /// each piece between them holds one row.
  @Test func breakpointsAreMultiples() throws {
    for seed in 0..<50 {
      var random = SeededRandom(seed: seed)
      let window = random.logUniform(1e-3, 1e3)
      let table = HeldNoiseTable(
        signalCount: 1, window: window, standardDeviation: [1], field: field)
      let first = Int(random.uniform(0, 1e6))
      let interval = (Double(first) * window)..<(Double(first + 20) * window)
      let breakpoints = TabulatedDrive(table).breakpoints(in: interval)
      #expect(breakpoints == (1..<20).map { Double(first + $0) * window }, "seed \(seed)")
      for (k, time) in breakpoints.enumerated() {
        #expect(table.lastRow(at: time) == first + 1 + k, "seed \(seed)")
        #expect(table.lastRow(at: time.nextDown) == first + k, "seed \(seed)")
      }
    }
  }

  /// The first row also holds before t = 0.
  @Test func beginsBeforeZero() throws {
    let table = HeldNoiseTable(signalCount: 1, window: 1, standardDeviation: [1], field: field)
    #expect(table.lastRow(at: -1e-9) == -1)
    #expect(
      try values(TabulatedDrive(table), in: -3...0, at: [-2]) == [[field.normal(synapse: 0)]])
    #expect(TabulatedDrive(table).breakpoints(in: -3..<2) == [1])
  }

  /// The largest |g| over the windows that the interval touches, and over no other.
  @Test func boundsAreThoseOfTheWindows() throws {
    let table = HeldNoiseTable(signalCount: 4, window: 1, standardDeviation: [2], field: field)
    let bounds = try TabulatedDrive(table).magnitudeBounds(over: 3.5...8)
    for i in 0..<4 {
      let expected = (3...7).map { (2 * field.normal(synapse: i, index: $0)).magnitude }.max()
      #expect(bounds[i] == expected)
    }
  }
}
