import TestSupport
import CKernels
import Foundation
import Testing

#if arch(x86_64) && os(Linux)
  /// The sums of sines against the C library's sine in 64 bits of precision.
  @Suite struct SineKernelTests {
    /// One sine to 4e-16 of its amplitude at any time: what the turns lose is carried along.
    @Test func sineIsAccurate() {
      var worst = 0.0
      for seed in 0..<200 {
        var random = SeededRandom(seed: seed)
        let n = 300
        let amplitude = [Double](repeating: 1, count: n)
        let frequency = (0..<n).map { _ in random.logUniform(1e-4, 1) }
        let phase = (0..<n).map { _ in random.uniform(-2 * .pi, 2 * .pi) }
        let times = (0..<n).map { _ in
          random.uniform() < 0.5 ? random.uniform(0, 4) : random.logUniform(1, 1e8)
        }
        let values = sums(times, amplitude, frequency, phase, [1])
        for i in 0..<n {
          let error = (Float80(values[i]) - sum(times[i], frequency[i], phase[i], [1])).magnitude
          worst = max(worst, Double(error))
        }
      }
      #expect(worst <= 4e-16, "\(worst)")
    }

    /// Harmonic h comes from the one before by a recurrence: its error grows with h.
    @Test func harmonicsAreAccurate() {
      var worst = 0.0
      for seed in 0..<200 {
        var random = SeededRandom(seed: seed)
        let n = 100
        let harmonics = (0..<6).map { _ in random.uniform(-1, 1) }
        let frequency = (0..<n).map { _ in random.logUniform(1e-4, 1) }
        let phase = (0..<n).map { _ in random.uniform(0, 2 * .pi) }
        let times = (0..<n).map { _ in random.uniform(0, 1e4) }
        let values = sums(times, frequency.map { _ in 1 }, frequency, phase, harmonics)
        for i in 0..<n {
          let expected = sum(times[i], frequency[i], phase[i], harmonics)
          worst = max(worst, Double((Float80(values[i]) - expected).magnitude))
        }
      }
      // 4e-16 h² at most for harmonic h.
      #expect(worst <= 4e-16 * 91, "\(worst)")
    }

    private func sums(
      _ times: [Double], _ amplitude: [Double], _ frequency: [Double], _ phase: [Double],
      _ harmonics: [Double]
    ) -> [Double] {
      var values = [Double](repeating: 0, count: times.count)
      let signals = times.indices.map { UInt($0) }
      sum_of_sines(
        times.count, times, signals, amplitude, frequency, phase, harmonics.count, harmonics,
        &values)
      return values
    }

    private func sum(
      _ time: Double, _ frequency: Double, _ phase: Double, _ harmonics: [Double]
    ) -> Float80 {
      // The product in two parts, the whole turns taken off the larger one: nothing is lost.
      let turns = frequency * time
      let lost = (-turns).addingProduct(frequency, time)
      let part = Float80(turns - turns.rounded()) + Float80(lost)
      let angle = 2 * Float80.pi * part + Float80(phase)
      return harmonics.indices.reduce(Float80(0)) {
        $0 + Float80(harmonics[$1]) * Foundation.sin(Float80($1 + 1) * angle)
      }
    }
  }
#endif
