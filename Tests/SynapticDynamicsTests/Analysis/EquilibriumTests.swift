import Foundation
import GradientDrives
import ODESolvers
import SynapticDynamics
import TestSupport
import Testing

@Suite struct EquilibriumTests {
  /// All rates vanish there but the weights', which is the one that is announced.
  @Test func isAZeroOfTheRates() {
    for seed in 0..<300 {
      var random = SeededRandom(seed: seed)
      let kinetics = randomKinetics(&random)
      let g = random.element(of: [0, random.logUniform(1e-9, 1e3), -random.logUniform(1e-9, 1e3)])
      let equilibrium = Equilibrium(kinetics, gradient: g)
      #expect(equilibrium.mMinus >= equilibrium.mPlus || g < 0)
      let state = [
        equilibrium.momentum, 2 * kinetics.restConcentration, equilibrium.rho, 0.3, -0.7,
      ]
      var rates = [Double](repeating: .nan, count: 5)
      var span = rates.mutableSpan
      BioAdam(kinetics).rates(at: 0, gradient: [g].span, state: state.span, rates: &span)
      #expect(rates[0] == 0 && rates[1] == 0, "seed \(seed)")
      #expect(rates[2].magnitude <= 4e-16 * kinetics.coConsumption.production, "seed \(seed)")
      for k in 3..<5 {
        #expect(
          (rates[k] - equilibrium.weightRate).magnitude <= 4e-16 * equilibrium.weightRate.magnitude,
          "seed \(seed)")
      }
    }
  }

  /// m* = Kg, ρ* = 1/(|Kg| + ε), τ_ρ/(|Kg| + ε): the example of |g| = 1e-3, which takes 10⁶ steps.
  @Test func closedForms() {
    let slow = Equilibrium(BioAdam.Kinetics(), gradient: 1e-3)
    #expect(relativeError(slow.rhoTime, 1e6) < 1.1e-5)
    #expect(relativeError(slow.rhoTime, 1000 / (1e-3 + 1e-8)) < 1e-15)
    #expect(slow.momentumTime == 10)
    let fast = Equilibrium(
      BioAdam.Kinetics(
        coConsumption: CoConsumption(tauRho: 50, epsilon: 0.5), learningRate: 0.1,
        restConcentration: 4, gradientGain: -2), gradient: 1.75)
    #expect(fast.gradient == -3.5 && fast.momentum == -3.5)
    #expect(fast.mPlus == 5.75 && fast.mMinus == 2.25)
    #expect(fast.rho == 0.25 && fast.rhoTime == 12.5)
    #expect(relativeError(fast.weightRate, 0.1 * 3.5 * 0.25) < 4e-16)
  }

  /// The time constants are those of measured decays. RK4 at a hundredth of the shorter one is
  /// exact to 1e-10 in the decay's exponent.
  @Test func timeConstantsAreMeasured() throws {
    for seed in 0..<30 {
      var random = SeededRandom(seed: seed)
      var kinetics = randomKinetics(&random)
      kinetics.learningRate = 0
      let g = random.logUniform(1e-2, 10)
      let equilibrium = Equilibrium(kinetics, gradient: g)
      let dynamics = try PopulationDynamics(
        rule: BioAdam(kinetics), drive: TabulatedDrive(ListedTable(constant: [g])))
      let start = [0, 2, 2 * equilibrium.rho + 1, 0, 0]
      func measured(time: Double, _ distance: ([Double]) -> Double) throws -> Double {
        let step = min(equilibrium.momentumTime, equilibrium.rhoTime) / 100
        let problem = dynamics.problem(from: 0, to: 2 * time, initialState: start)
        let states = try RungeKutta4(stepSize: step).solve(problem, at: [0, 2 * time]).states
        return 2 * time / log(distance(states[0]) / distance(states[1]))
      }
      let momentumTime = try measured(time: equilibrium.momentumTime) {
        $0[0] - equilibrium.momentum
      }
      let rhoTime = try measured(time: equilibrium.rhoTime) { $0[2] - equilibrium.rho }
      #expect(relativeError(momentumTime, equilibrium.momentumTime) < 1e-9, "seed \(seed)")
      #expect(relativeError(rhoTime, equilibrium.rhoTime) < 1e-9, "seed \(seed)")
    }
  }

  /// Equation 12 with γ = 1/τ_ρ, ρ₀ = 1/ε and α = γ ε is equation 15, to rounding.
  @Test func bothSpellingsAreOneLaw() {
    for seed in 0..<200 {
      var random = SeededRandom(seed: seed)
      let (tauRho, epsilon) = (random.logUniform(1, 1e5), random.logUniform(1e-8, 1))
      let short = CoConsumption(tauRho: tauRho, epsilon: epsilon)
      let long = CoConsumption(alpha: epsilon / tauRho, gamma: 1 / tauRho, saturation: 1 / epsilon)
      let g = random.normal()
      #expect(relativeError(long.rate(gradient: g), short.rate(gradient: g)) < 4e-16)
      #expect(relativeError(long.equilibrium(gradient: g), short.equilibrium(gradient: g)) < 1e-15)
      #expect(relativeError(long.saturation, 1 / epsilon) < 1e-15)
      #expect(relativeError(short.saturation, 1 / epsilon) < 1e-15)
    }
    // And where α, γ and ρ₀ are free: dρ/dt = 3 (5 − ρ) − 2 |g| ρ.
    let free = CoConsumption(alpha: 3, gamma: 2, saturation: 5)
    #expect(free.saturation == 5 && free.rate(gradient: -6) == 15 && free.production == 15)
    #expect(free.equilibrium(gradient: -6) == 1)
  }

  private func randomKinetics(_ random: inout SeededRandom) -> BioAdam.Kinetics {
    BioAdam.Kinetics(
      tauM: random.logUniform(1, 100),
      coConsumption: CoConsumption(
        tauRho: random.logUniform(10, 1000), epsilon: random.logUniform(1e-8, 1)),
      learningRate: random.logUniform(1e-4, 1), restConcentration: random.logUniform(0.1, 10),
      gradientGain: random.element(of: [0.5, 1, 3]))
  }
}
