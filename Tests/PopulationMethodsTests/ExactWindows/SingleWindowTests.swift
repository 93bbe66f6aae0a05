import Foundation
import GradientDrives
import ODESolvers
import PopulationMethods
import SynapticDynamics
import TestSupport
import Testing

/// Windows in 32 bits.
@Suite struct SingleWindowTests {
  /// Against the scalar formulas in 64 bits, from the same numbers of 32. Some twenty roundings of 6e-8 and, where parts cancel, their
  /// scale: m may pass 0, ∫ m ρ dt may go to and fro, and a weight with it.
  @Test func agreeWithScalarFormulas() {
    for seed in 0..<400 {
      var single = KernelCase<Float>(seed: seed, count: 40, windows: 6)
      let branch = single.branch
      for window in single.durations.indices {
        let before = single
        single.propagate(0..<40, windows: window..<(window + 1))
        for i in 0..<40 {
          let g = Double(before.gradient[window * 40 + i])
          let start = before.synapse(i)
          let expected = branch.oracle(start, gradient: g, duration: before.durations[window])
          let end = single.synapse(i)
          let drift = max(start[0].magnitude, (branch.kinetics.gradientGain * g).magnitude)
          // η ∫ (|m(0)| e^(−t/τ_m) + |g| (1 − e^(−t/τ_m))) ρ dt, for a weight that no predisposition slows.
          let swept =
            branch.kinetics.learningRate * drift * before.durations[window]
            * max(start[2], expected[2])
          let gain = branch.kinetics.predisposition?.gain ?? 1
          for k in end.indices {
            var scale = max(expected[k].magnitude, start[k].magnitude)
            if k == 0 { scale = drift }
            if k == 2 { scale = expected[k].magnitude }
            if branch.weights.contains(k) { scale = max(scale, gain * swept) }
            if k == branch.clock { scale = max(scale, swept) }
            // What is smaller than all numbers of 32 bits with all digits.
            let least = 1e-37
            #expect(
              (end[k] - expected[k]).magnitude <= 4e-6 * scale + least,
              "seed \(seed), window \(window), synapse \(i), component \(k): \(end[k]), not \(expected[k])"
            )
          }
        }
      }
    }
  }

  /// The reference windows of 400 digits: their numbers rounded to 32 bits, which the condition of a window multiplies.
  @Test func windowsAgreeWithReferences() throws {
    for (number, window) in try PropagatorReference.load().windows.enumerated() {
      let parameters = window.parameters
      var single = KernelCase<Float>(
        rule: BioAdam(parameters.kinetics), state: window.state, gradient: [window.gradient],
        duration: window.duration)
      single.propagate(0..<1, windows: 0..<1)
      let end = single.synapse(0)
      let expected = window.result.map { Double($0)! }
      let drift = max(window.state[0].magnitude, window.gradient.magnitude)
      let swept =
        parameters.learningRate * drift * window.duration * max(window.state[2], expected[2])
      let scales = [
        drift, max(window.state[1].magnitude, 2 * parameters.m0), expected[2].magnitude,
        max(expected[3].magnitude, window.state[3].magnitude, swept),
        max(expected[4].magnitude, window.state[4].magnitude, swept),
      ]
      for component in 0..<5 {
        #expect(
          (end[component] - expected[component]).magnitude <= 4e-6 * scales[component] + 1e-37,
          "window \(number), component \(component): \(end[component]), not \(expected[component])"
        )
      }
    }
  }

  /// A run of 50 windows, samples within windows included: each window errs by some roundings, and those of two hundred add up to
  /// 1e-5 at most.
  @Test func runsStayBesideThoseOfDoubles() throws {
    for seed in 0..<30 {
      var range = RandomCase.Range()
      range.temperature = 0.1...10
      range.tracksContractionClock = seed % 2 == 0
      range.windows = 50
      let given = RandomCase(seed: seed, range)
      let times = given.sampleTimes()
      let double = try given.exact(at: times)
      let single = try given.solve(at: times) { try ExactPropagator($0, precision: .single) }
      let components = given.rule.components.count
      for component in 0..<components {
        let values = (component * 3)..<((component + 1) * 3)
        let scale = double.flatMap { $0[values] }.map(\.magnitude).max()!
        for (time, (a, b)) in zip(times, zip(double, single)) {
          for i in values {
            #expect(
              (a[i] - b[i]).magnitude <= 1e-5 * scale,
              "seed \(seed), t = \(time), component \(component): \(b[i]), not \(a[i])")
          }
        }
      }
    }
  }
}
