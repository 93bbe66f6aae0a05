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

  /// Few terms of the series up to B = h/τ(ρ) = 2⁻⁷ and all beyond it, from a ρ near 0, which what is left out then changes most.
  /// Some ten roundings; one term less would err by up to 4e-14, and 1e-5 in 32 bits.
  @Test(arguments: [0.1, 0.9, 0.999, 1.001, 1.1, 4, 31.9])
  func termsAreEnough(beside: Double) {
    for seed in 0..<50 {
      expectEnoughTerms(Double.self, seed: seed, exponent: 0x1p-7 * beside, tolerance: 2e-15)
      expectEnoughTerms(Float.self, seed: seed, exponent: 0x1p-7 * beside, tolerance: 1e-6)
    }
  }

  private func expectEnoughTerms<Scalar: WindowScalar>(
    _: Scalar.Type, seed: Int, exponent: Double, tolerance: Double
  ) {
    var random = SeededRandom(seed: seed)
    let tauM = random.logUniform(1, 100)
    let tauRho = random.logUniform(1, 1000)
    let duration = tauM * random.logUniform(1e-3, 1)
    let rule = BioAdam(
      BioAdam.Kinetics(
        tauM: tauM, coConsumption: CoConsumption(tauRho: tauRho, epsilon: 1e-8), learningRate: 0.5))
    var window = KernelCase<Scalar>(
      rule: rule, state: [random.logUniform(1e-3, 1), 2, 1e-10 * duration / tauRho, 0, 0],
      gradient: [exponent * tauRho / duration], duration: duration)
    let expected = window.branch.oracle(
      window.synapse(0), gradient: Double(window.gradient[0]), duration: duration)
    window.propagate(0..<1, windows: 0..<1)
    let end = window.synapse(0)
    for k in 2..<5 {
      #expect(
        relativeError(end[k], expected[k]) < tolerance,
        "seed \(seed), \(Scalar.self), component \(k): \(end[k]), not \(expected[k])")
    }
  }
}
