import CKernels
import Foundation
import TestSupport
import Testing

/// When a neuron fires, against 50 digits and closed forms.
@Suite struct SpikeTimeTests {
  struct Case: Decodable {
    var kind: String
    var tauM, tauS, threshold, voltage, current, length: Double
    var fires: Bool
    var time, slope: Double?
    var margin: Double
  }

  private func crossing(_ neuron: spike_neuron, _ v: Double, _ i: Double, _ length: Double)
    -> Double
  {
    var (neuron, time) = (neuron, 0.0)
    withUnsafePointer(to: v) { v in
      withUnsafePointer(to: i) { i in _ = spike_crossings(&neuron, 1, v, i, length, &time) }
    }
    return time
  }

  /// Time constants alike, nearly alike, one twice the other, up to a thousand apart; grazing spikes; stretches that end at one.
  @Test func references() throws {
    let cases = try fixture("spike-times.json", as: [Case].self)
    #expect(cases.count > 200)
    for (number, one) in cases.enumerated() {
      let neuron = spike_neuron(
        tau_m: one.tauM, tau_s: one.tauS, threshold: one.threshold, reset: -1e9, refractory: 0)
      let time = crossing(neuron, one.voltage, one.current, one.length)
      // What V is, is known to some roundings of the numbers it is made of.
      let rounding = 1e-15 * max(abs(one.voltage), abs(one.current), one.threshold)
      guard abs(one.margin) > rounding else { continue }
      #expect(time.isFinite == one.fires, "case \(number): \(one)")
      guard let expected = one.time, let slope = one.slope else { continue }
      // 1e-13 of it, and what V's rounding makes of it where V is hardly rising: δV = slope·δ + curvature·δ²/2, with a
      // curvature of some θ/(τ_m τ_s).
      let curvature = one.threshold / (one.tauM * one.tauS)
      let flat = min(rounding / slope, (2 * rounding / curvature).squareRoot())
      #expect(abs(time - expected) <= 1e-13 * expected + flat, "case \(number): \(one)")
    }
  }

  /// With τ_m = 2τ_s the largest V is (I + V)²/(4I): a million neurons whose largest V is hardly above or below the threshold.
  @Test func grazingIsTold() {
    var random = SeededRandom(seed: 16)
    for _ in 0..<1_000_000 {
      let threshold = random.logUniform(0.1, 100)
      let tauS = random.logUniform(1e-2, 1e2)
      let neuron = spike_neuron(
        tau_m: 2 * tauS, tau_s: tauS, threshold: threshold, reset: -1e9, refractory: 0)
      let i = threshold * random.logUniform(1.5, 30)
      let distance = random.logUniform(1e-12, 1e-3) * (random.bool() ? 1 : -1)
      let v = 2 * (i * threshold * (1 + distance)).squareRoot() - i
      guard v < threshold else { continue }
      let margin = ((i + v) * (i + v) / (4 * i) - threshold) / threshold
      // Some roundings of I, which is up to 30 θ.
      guard abs(margin) > 1e-13 else { continue }
      let time = crossing(neuron, v, i, 1e3 * tauS)
      if time.isFinite != (margin > 0) {
        Issue.record("θ \(threshold), τ_s \(tauS), V \(v), I \(i): \(time), margin \(margin)")
        return
      }
    }
  }

  /// With τ_m = τ_s, V = e^(−s/τ)(V₀ + I₀ s/τ): where that is the threshold, to rounding.
  @Test func timesSolveTheirEquation() {
    var random = SeededRandom(seed: 3)
    var spikes = 0
    for _ in 0..<100_000 {
      let tau = random.logUniform(1e-2, 1e2)
      let neuron = spike_neuron(tau_m: tau, tau_s: tau, threshold: 1, reset: -1e9, refractory: 0)
      let (v, i) = (random.uniform(-2, 1), random.logUniform(1, 1e3))
      let s = crossing(neuron, v, i, 10 * tau)
      guard s.isFinite else { continue }
      spikes += 1
      let x = s / tau
      let residue = exp(-x) * (v + i * x) - 1
      let slope = exp(-x) * (i - v - i * x)
      // Relative to what V is made of; s has 53 digits.
      let tolerance = 8 * Double.ulpOfOne * (exp(-x) * (abs(v) + i * x) + abs(slope) * x)
      if abs(residue) > tolerance { Issue.record("τ \(tau), V \(v), I \(i): \(residue) at \(s)") }
    }
    #expect(spikes > 50_000)
  }
}
