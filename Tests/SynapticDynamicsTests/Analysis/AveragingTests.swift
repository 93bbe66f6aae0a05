import ODESolvers
import SynapticDynamics
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
}
