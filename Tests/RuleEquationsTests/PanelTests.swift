import CKernels
import Foundation
import TestSupport
import Testing

/// The parts of which windows are made.
@Suite struct PanelTests {
  private let points = Array(
    UnsafeBufferPointer(start: panel_point_list(), count: panel_point_count()))

  /// Kronrod's 21 points integrate powers up to the 31st, Gauss' 10 among them those up to the 19th and not the 20th.
  @Test func powersAreIntegrated() {
    for power in 0...31 {
      let values = points.map { pow($0, Double(power)) }
      var length = 2.0
      var (integral, difference, magnitude) = (0.0, 0.0, 0.0)
      panel_integrals(1, &length, values, &integral, &difference, &magnitude)
      let expected = 2 / Double(power + 1)
      #expect((integral - expected).magnitude < 2e-15, "\(power)")
      #expect(magnitude == integral)
      if power <= 19 { #expect(difference < 2e-15, "\(power)") }
      if power == 20 { #expect(difference > 1e-12) }
      if power <= 20 {
        var partial = values
        panel_antiderivatives(1, &length, values, &partial)
        for (point, value) in zip(points, partial) {
          let expected = 2 * pow(point, Double(power + 1)) / Double(power + 1)
          #expect((value - expected).magnitude < 2e-15, "\(power) at \(point)")
        }
        for place in [0, 0.3, points[4], 1] {
          let value = panel_polynomial(values, place)
          #expect((value - pow(place, Double(power))).magnitude < 1e-14, "\(power) at \(place)")
        }
      }
    }
  }

  /// (1 − e^(−x))/x by the C library's expm1, at rates of both signs and all sizes.
  @Test func relaxationsAreRight() {
    var random = SeededRandom(seed: 4)
    for trial in 0..<20000 {
      var rate = random.logUniform(1e-12, 1e3) * (random.bool() ? 1 : -0.03)
      if trial % 50 == 0 { rate = 0 }
      var (time, start, forcing) = (
        random.logUniform(1e-3, 20), random.normal(), random.normal()
      )
      let x = -rate * time
      let grown = rate == 0 ? time : expm1(x) / -rate
      var value = 0.0
      window_relaxation(1, &time, &rate, &start, &forcing, &value)
      let (part, other) = (start * exp(x), forcing * grown)
      let scale = part.magnitude + other.magnitude
      // The exponent itself is rounded.
      let tolerance = 4e-16 * (4 + x.magnitude)
      #expect(
        (value - (part + other)).magnitude <= tolerance * max(scale, 1e-300),
        "rate \(rate), time \(time): \(value), not \(part + other)")
    }
  }

  /// One component beside others that do not touch it moves as it does by itself.
  @Test func matricesOfSeparateComponentsAreRelaxations() {
    var random = SeededRandom(seed: 5)
    for _ in 0..<500 {
      let rates = (0..<4).map { _ in random.logUniform(1e-9, 1e4) }
      let start = (0..<4).map { _ in random.normal() }
      let forcing = zip(rates, start).map { rate, _ in rate * random.normal() }
      var matrix = [Double](repeating: 0, count: 16)
      for k in 0..<4 { matrix[5 * k] = -rates[k] }
      let time = random.logUniform(1e-3, 100)
      var found = start
      window_linear(4, matrix, start, forcing, time, &found)
      var expected = start
      window_relaxation(4, [Double](repeating: time, count: 4), rates, start, forcing, &expected)
      for k in 0..<4 {
        let scale = max(
          start[k].magnitude, (forcing[k] / rates[k]).magnitude, expected[k].magnitude)
        #expect(
          (found[k] - expected[k]).magnitude <= 1e-14 * scale,
          "rates \(rates), time \(time): \(found[k]), not \(expected[k])")
      }
    }
  }
}
