import GradientDrives
import ODESolvers
import SynapticDynamics
import TestSupport
import Testing

@Suite struct StepSizeLimitsTests {
  /// ρ of synapse 1 limits the step: rate (4 + 1e-3)/100.
  private let limits = StepSizeLimits(Self.rho, gradientBounds: Self.gradients.map(\.magnitude))

  @Test func closedForms() {
    #expect(limits.limit == .rho(synapse: 1))
    #expect(limits.limit.description == "ρ of synapse 1")
    #expect(relativeError(limits.eulerMonotone, 100 / 4.001) < 1e-15)
    #expect(relativeError(limits.eulerStable, 200 / 4.001) < 1e-15)
    let z = StepSizeLimits.rungeKutta4RealAxis
    #expect(relativeError(limits.rungeKutta4Stable, z * 100 / 4.001) < 1e-15)
    // 1 − z + z²/2 − z³/6 + z⁴/24 = 1; the slope there is 1.5.
    #expect((-z + z * z / 2 - z * z * z / 6 + z * z * z * z / 24).magnitude < 4e-15)
    // The gain counts: with K = 1/1000 m of every synapse is faster than ρ.
    var kinetics = Self.rho
    kinetics.gradientGain = 1e-3
    kinetics.tauM = 50
    let slow = StepSizeLimits(kinetics, gradientBounds: [0.5, 4])
    #expect(slow.limit == .momentum && slow.limit.description == "m of every synapse")
    #expect(slow.eulerMonotone == 50)
    #expect(StepSizeLimits(kinetics, gradientBounds: [0, 0]).limit == .momentum)
  }

  /// Below the limit ρ stays between its start 1 and ρ* ≤ 2 or their mirror images; 1 % above it
  /// forward Euler's factor is −1.02 a step, 1.02¹⁵⁰⁰ = 8e12, and RK4's 1 + 0.01 · 2.785 · 1.507 =
  /// 1.042.
  @Test func methodsAreStableUpToTheirLimits() throws {
    for makeSolver in [
      { ForwardEuler(stepSize: $0 * limits.eulerStable) as any Solver },
      { RungeKutta4(stepSize: $0 * limits.rungeKutta4Stable) as any Solver },
    ] {
      for factor in [0.5, 0.99] {
        for state in try states(makeSolver(factor), Self.rho, step: factor) {
          for i in 0..<3 { #expect(state[6 + i].magnitude < 2.5, "factor \(factor)") }
        }
      }
      let blown = try states(makeSolver(1.01), Self.rho, step: 1.01)
      #expect(blown[blown.count - 1][7].magnitude > 1e9)
      // The other synapses are far from their limits.
      #expect(blown[blown.count - 1][6].magnitude < 2.5)
    }
  }

  /// The same where m limits the step.
  @Test func momentumIsStableUpToTheLimit() throws {
    var kinetics = Self.rho
    kinetics.tauM = 1
    let limits = StepSizeLimits(kinetics, gradientBounds: Self.gradients.map(\.magnitude))
    #expect(limits.limit == .momentum && limits.eulerStable == 2)
    for (solver, isStable) in [
      (ForwardEuler(stepSize: 1.98) as any Solver, true), (ForwardEuler(stepSize: 2.02), false),
      (RungeKutta4(stepSize: 0.99 * limits.rungeKutta4Stable), true),
      (RungeKutta4(stepSize: 1.01 * limits.rungeKutta4Stable), false),
    ] {
      let states = try states(solver, kinetics, step: 1)
      let last = states[states.count - 1][0].magnitude
      #expect(isStable ? last < 10 : last > 1e6, "\(solver.name): \(last)")
    }
  }

  /// Up to the monotone limit ρ stays on its side of ρ*; above it every step changes sides.
  @Test func eulerIsMonotoneUpToTheLimit() throws {
    let equilibrium = Equilibrium(Self.rho, gradient: Self.gradients[1]).rho
    for (factor, alternates) in [(0.5, false), (1 - 1e-6, false), (1.05, true), (1.9, true)] {
      let step = factor * limits.eulerMonotone
      let dynamics = try dynamics(Self.rho)
      let problem = dynamics.problem(from: 0, to: 8 * step, initialState: start)
      let times = (0...8).map { Double($0) * step }
      let states = try ForwardEuler(stepSize: step).solve(problem, at: times).states
      // After eight factors of 0.05 the distance, 0.75 at first, is 3e-11; ρ rounds to 1e-17. At
      // 1 − 1e-6 the third step is at rounding already.
      let distances = states.prefix(factor == 1 - 1e-6 ? 3 : 9).map { $0[7] - equilibrium }
      for (a, b) in zip(distances, distances.dropFirst()) {
        #expect((a * b < 0) == alternates, "factor \(factor): \(a) to \(b)")
      }
    }
  }

  private func states(
    _ solver: any Solver, _ kinetics: BioAdam.Kinetics, step: Double
  ) throws -> [[Double]] {
    // 1500 steps of the longer kind.
    let end = 1500 * StepSizeLimits(kinetics, gradientBounds: [4]).eulerStable
    let problem = try dynamics(kinetics).problem(from: 0, to: end, initialState: start)
    return try solver.solve(problem, at: (0...100).map { end * Double($0) / 100 }).states
  }

  private func dynamics(_ kinetics: BioAdam.Kinetics) throws -> PopulationDynamics {
    try PopulationDynamics(
      rule: BioAdam(kinetics), drive: TabulatedDrive(ListedTable(constant: Self.gradients)))
  }

  private let start: [Double] =
    rest(3) + [0, 0, 0, 0, 0, 0]

  private static let gradients = [0.5, -4.0, 2]
  /// Without learning: the weights would only follow ρ to infinity.
  private static let rho = BioAdam.Kinetics(
    tauM: 1000, coConsumption: CoConsumption(tauRho: 100, epsilon: 1e-3), learningRate: 0)

  /// A backward partner with faster substances sets the limit: 2 τ_m of its own.
  @Test func backwardPartnerCounts() {
    let slow = BioAdam.Kinetics(tauM: 10)
    let fast = BioAdam.Kinetics(tauM: 0.1)
    let limits = StepSizeLimits(BioAdam(slow, backward: fast), signalBounds: [1, 2, 1, 2])
    #expect(limits.eulerStable == 0.2)
    #expect(StepSizeLimits(BioAdam(slow), signalBounds: [1, 2]).eulerStable == 20)
  }
}
