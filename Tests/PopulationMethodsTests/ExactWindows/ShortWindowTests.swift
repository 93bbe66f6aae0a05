import Foundation
import GradientDrives
import ODESolvers
import PopulationMethods
import SynapticDynamics
import TestSupport
import Testing

/// Windows far shorter than the time constants.
@Suite struct ShortWindowTests {
  /// With ρ at rest ∫ m dt over a pulse and a long silence is g h, whatever τ_m is: m begins and ends at 0.
  /// Three windows and some twenty roundings.
  @Test(arguments: [1e-9, 1e-6, 1e-3, 1, 100], [1.0, 10, 1e5])
  func pulsesLeaveTheirArea(length: Double, tauM: Double) throws {
    let rule = BioAdam(
      BioAdam.Kinetics(
        tauM: tauM, coConsumption: CoConsumption(tauRho: 1e30, epsilon: 1e-30), learningRate: 0.5))
    let start = 3.0
    let end = start + length
    let table = ListedTable(times: [0, start, end], rows: [[0], [0.7], [0]])
    let dynamics = try PopulationDynamics(rule: rule, drive: TabulatedDrive(table))
    let problem = dynamics.problem(
      from: 0, to: 1e3 * tauM + 1e3, initialState: rule.substancesAtRest(count: 1) + [0, 0])
    let final = try ExactPropagator(dynamics).final(problem)
    #expect(relativeError(final[3], -0.5 * 0.7 * (end - start)) < 1e-14)
  }

  /// 16 384 windows of 2⁻¹⁰ are one of 16. Each rounds anew, by half a unit: as a random walk that is 128
  /// roundings, 1.4e-14; of e^(−B), rounded once for all windows, it would be 16 384, 2e-12.
  @Test func manyWindowsAreOne() throws {
    for seed in 0..<20 {
      var random = SeededRandom(seed: seed)
      let kinetics = BioAdam.Kinetics(
        tauM: random.logUniform(10, 1e4),
        coConsumption: CoConsumption(
          tauRho: random.logUniform(100, 1e6), epsilon: random.logUniform(1e-8, 1e-1)),
        learningRate: 0.1)
      let g = random.uniform(-1, 1)
      let state = [random.uniform(-1, 1), random.uniform(1, 3), random.uniform(0.5, 2), 0.1, 0.1]
      var parts = ManualPropagation(kinetics: kinetics, state: state)
      var whole = ManualPropagation(kinetics: kinetics, state: state)
      var ends: [Double] = []
      for _ in 0..<16_384 { ends = parts.advance(gradient: g, duration: 0x1p-10) }
      let expected = whole.advance(gradient: g, duration: 16)
      for k in 0..<3 {
        // m may pass 0 on its way.
        let scale = max(expected[k].magnitude, k == 0 ? state[0].magnitude : 0)
        #expect((ends[k] - expected[k]).magnitude < 2e-13 * scale, "seed \(seed), component \(k)")
      }
    }
  }
}
