import GradientDrives
import ODESolvers
import PopulationMethods
import RandomNumbers
import SynapticDynamics
import TestSupport
import Testing

@Suite struct AveragingTests {
  /// For a signal that is fast against ρ, of mean 0, ρ → 1/(⟨|g|⟩ + ε).
  ///
  /// Normal noise of sd 1 has ⟨|g|⟩ = √(2/π) = 0.798 and variance of |g| 1 − 2/π = 0.363. Held for
  /// windows of 1, |g| makes ρ fluctuate by √(0.363/(2 τ_ρ (⟨|g|⟩ + ε))) = 1.4 % of itself about
  /// its mean; over 256 synapses 9e-4 are left, of which five are allowed. The mean itself is off
  /// by the square of 1.4 %. ε = 0.1 is a difference of 12 %.
  @Test func rhoAverages() throws {
    let (count, tauRho, epsilon) = (256, 1000.0, 0.1)
    let rule = BioAdam(
      BioAdam.Kinetics(coConsumption: CoConsumption(tauRho: tauRho, epsilon: epsilon)))
    let table = HeldNoiseTable(
      signalCount: count, window: 1, standardDeviation: [1],
      field: RandomField(seed: 3, purpose: .gradient))
    let dynamics = try PopulationDynamics(rule: rule, drive: TabulatedDrive(table))
    let problem = dynamics.problem(
      from: 0, to: 10_000, initialState: rest(count) + Array(repeating: 1, count: 2 * count))
    let final = try ExactPropagator(dynamics).final(problem)
    let mean = final[(2 * count)..<(3 * count)].reduce(0, +) / Double(count)
    let expected = 1 / ((2 / Double.pi).squareRoot() + epsilon)
    #expect(relativeError(mean, expected) < 5e-3)
  }

  /// ρ settles at 1/⟨|g|⟩, RMSProp's factor is 1/√⟨g²⟩: for gradients of one size that come in a share p of the windows
  /// the former is larger by 1/√p.
  ///
  /// Each pulse takes 1/τ_ρ = 0.5 % off ρ, which comes back until the next: at the end of a cycle ρ is above its mean
  /// by half of that. The start is forgotten as e^(−p t/τ_ρ): 4e-5 after ten time constants.
  @Test(arguments: [1, 16, 144]) func rareGradientsAreNotRMSProps(_ period: Int) throws {
    let tauRho = 200.0
    let rule = BioAdam(
      BioAdam.Kinetics(coConsumption: CoConsumption(tauRho: tauRho, epsilon: 1e-8)))
    let cycles = Int(10 * tauRho)
    let rows = (0..<(2 * cycles)).map { [$0 % 2 == 1 ? 0.0 : $0 % 4 == 0 ? 1 : -1] }
    let times = (0..<(2 * cycles)).map { Double(($0 / 2) * period + $0 % 2) }
    // With a period of 1 there is no time between two pulses.
    let kept = period == 1 ? rows.indices.filter { $0 % 2 == 0 } : Array(rows.indices)
    let table = ListedTable(times: kept.map { times[$0] }, rows: kept.map { rows[$0] })
    let dynamics = try PopulationDynamics(rule: rule, drive: TabulatedDrive(table))
    let problem = dynamics.problem(
      from: 0, to: Double(cycles * period), initialState: Array(repeating: 1, count: 5))
    let rho = try ExactPropagator(dynamics).final(problem)[2]
    let rms = (1 / Double(period)).squareRoot()
    #expect(relativeError(rho * rms, Double(period).squareRoot()) < 5e-3)
  }
}
