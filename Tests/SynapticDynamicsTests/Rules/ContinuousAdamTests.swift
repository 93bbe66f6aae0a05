import Foundation
import GradientDrives
import ODESolvers
import SynapticDynamics
import TestSupport
import Testing

@Suite struct ContinuousAdamTests {
  /// Adam as differential equations with continuous bias correction, from t = 0, where both
  /// corrections are infinite, against scipy's DOP853 at rtol 1e-12
  /// (Fixtures/make_rule_references.py). RK4's error is of fourth order in h/τ_m = 1/768 and in h
  /// times the slope of the root near the zeros of v̂.
  @Test func agreesWithScipy() throws {
    let reference = try fixture("continuous-adam.json", as: Reference.self)
    let problem = try reference.problem()
    let states = try RungeKutta4(stepSize: 1.0 / 256).solve(problem, at: reference.times).states
    check(states, reference, tolerance: 1e-10)
    #if SUNDIALS
      let tolerances = Tolerances(relative: 1e-11, absolute: 1e-13)
      let adaptive = try CVODE(.adams, tolerances: tolerances).solve(problem, at: reference.times)
      // Some thousand steps, each within 1e-11.
      check(adaptive.states, reference, tolerance: 1e-9)
    #endif
  }

  private func check(_ states: [[Double]], _ reference: Reference, tolerance: Double) {
    #expect(states.count == reference.states.count)
    for (state, expected) in zip(states, reference.states) {
      for (value, expected) in zip(state, expected) {
        #expect((value - expected).magnitude < tolerance)
      }
    }
  }

  /// At t = 0 the corrected moments are g and g², their limits from m(0) = v(0) = 0, and soon after
  /// t = 0 nothing has jumped.
  @Test func beginsWithTheLimit() {
    let rule = Adam(learningRate: 0.5, biasCorrection: .continuous)
    let gradient = [0.25, -3]
    func rates(at time: Double, _ state: [Double]) -> [Double] {
      var rates = [Double](repeating: 0, count: 8)
      var span = rates.mutableSpan
      rule.rates(at: time, gradient: gradient.span, state: state.span, rates: &span)
      return rates
    }
    let first = rates(at: 0, [0, 0, 0, 0, 1, 1, 1, 1])
    // −η g/(|g| + ε).
    #expect(relativeError(first[4], -0.5 * 0.25 / (0.25 + 1e-8)) < 1e-15)
    #expect(relativeError(first[5], 0.5 * 3 / (3 + 1e-8)) < 1e-15)
    let time = 1e-9
    let moments = [0.25 * time / 10, -3 * time / 10, 0.0625 * time / 1000, 9 * time / 1000]
    let soon = rates(at: time, moments + [1, 1, 1, 1])
    // m and v to first order: relative errors of t/2τ_m.
    for k in 4..<8 { #expect(relativeError(soon[k], first[k]) < 1e-9) }
  }

  private struct Reference: Decodable {
    var tauM, tauV, epsilon, learningRate: Double
    var amplitude, frequency, phase, start, times: [Double]
    var states: [[Double]]

    func problem() throws -> InitialValueProblem {
      let rule = Adam(
        tauM: tauM, tauV: tauV, epsilon: epsilon, learningRate: learningRate,
        biasCorrection: .continuous)
      let drive = SinesDrive(amplitude: amplitude, frequency: frequency, phase: phase)
      return try PopulationDynamics(rule: rule, drive: drive).problem(
        from: 0, to: times[times.count - 1], initialState: start)
    }
  }
}
