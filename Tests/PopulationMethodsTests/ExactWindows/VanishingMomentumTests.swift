import GradientDrives
import ODESolvers
import PopulationMethods
import SynapticDynamics
import TestSupport
import Testing

/// Momentum that has all but died away, then a signal of the opposite sign.
@Suite struct VanishingMomentumTests {
  /// After a pause m is a subnormal number, and the change of sign follows at t* = τ_m |m/g|, which
  /// rounds to 0. The window is then one without change of sign.
  @Test(arguments: [0x1p-1074, 0x1p-1060, 0x1p-1030, 1e-300, 1e-20], [1.0, 2, 1e10])
  func changeOfSignAtOnce(momentum: Double, gradient: Double) throws {
    for (sign, temperature) in [(1.0, nil), (-1, nil), (1, 5.0), (-1, 5)] {
      let kinetics = BioAdam.Kinetics(
        learningRate: 1, predisposition: temperature.map { Predisposition(temperature: $0) })
      var tiny = ManualPropagation(
        kinetics: kinetics,
        state: [sign * momentum, 2, 1, 0.5, -0.5])
      var zero = ManualPropagation(kinetics: kinetics, state: [0, 2, 1, 0.5, -0.5])
      let state = tiny.advance(gradient: -sign * gradient, duration: 3)
      let expected = zero.advance(gradient: -sign * gradient, duration: 3)
      // What 1e-20 changes is far below the last place of every component. But a window in which m changes its sign has formulas of
      // its own, of some ten roundings.
      for k in 0..<5 { #expect(relativeError(state[k], expected[k]) < 4e-15, "component \(k)") }
    }
  }

  /// The same by way of a run: 744 τ_m of silence leave m = −1e-323.
  @Test func signalAfterLongSilence() throws {
    let rule = BioAdam(BioAdam.Kinetics(tauM: 1))
    let table = ListedTable(times: [0, 744], rows: [[0], [8]])
    let dynamics = try PopulationDynamics(rule: rule, drive: TabulatedDrive(table))
    let problem = dynamics.problem(from: 0, to: 745, initialState: [-1, 2, 1, 0, 0])
    let final = try ExactPropagator(dynamics).final(problem)
    // −η ∫ m ρ dt: first m = −e^(−t) at ρ = 1 + t/1000, then m = 8 (1 − e^(−t)) at ρ = 1.744, which
    // falls by about 8 · 1.7 · 1e-3: 1.001e-3 − 1e-3 · 8 e^(−1) · 1.74.
    #expect((final[3] - 1.001e-3 + 5.12e-3).magnitude < 0.05e-3)
  }
}
