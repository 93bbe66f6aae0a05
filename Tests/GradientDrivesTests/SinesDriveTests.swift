import Foundation
import GradientDrives
import TestSupport
import Testing

@Suite struct SinesDriveTests {
  /// A sin(2π f t + φ) for each signal; smooth, so without breakpoints.
  @Test func isASine() throws {
    let drive = SinesDrive(amplitude: [2, -1], frequency: [0.25, 0], phase: [0, .pi / 6])
    #expect(!drive.isHeld && drive.breakpoints(in: 0..<1e6).isEmpty)
    let expected: [[Double]] = [[0, -0.5], [2, -0.5], [0, -0.5], [-2, -0.5]]
    for (row, expected) in zip(try values(drive, in: 0...4, at: [0, 1, 2, 3]), expected) {
      for (value, expected) in zip(row, expected) {
        // Two units of the angle, π/6 to 3π/2.
        #expect((value - expected).magnitude < 2e-15)
      }
    }
  }

  /// Harmonic h has h times the frequency and h times the phase: a signal that is shifted in time
  /// keeps its shape.
  @Test func harmonicsShiftTogether() throws {
    let harmonics = [1, 0.5, -0.25]
    let shifted = SinesDrive(amplitude: [1.5], frequency: [0.1], phase: [0.7], harmonics: harmonics)
    let plain = SinesDrive(amplitude: [1.5], frequency: [0.1], phase: [0], harmonics: harmonics)
    let delay = 0.7 / (2 * Double.pi * 0.1)
    for seed in 0..<100 {
      var random = SeededRandom(seed: seed)
      let time = random.uniform(0, 30)
      let x = 2 * Double.pi * 0.1 * time + 0.7
      let expected = 1.5 * (sin(x) + 0.5 * sin(2 * x) - 0.25 * sin(3 * x))
      let value = try values(shifted, in: 0...100, at: [time])[0][0]
      // Three units of an angle up to 60.
      #expect((value - expected).magnitude < 1e-13, "seed \(seed)")
      let later = try values(plain, in: 0...100, at: [time + delay])[0][0]
      #expect((value - later).magnitude < 1e-13, "seed \(seed)")
      #expect(value.magnitude <= shifted.magnitudeBounds(over: 0...30)[0])
    }
    #expect(shifted.magnitudeBounds(over: 0...1) == [1.5 * 1.75])
  }
}
