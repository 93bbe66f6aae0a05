import ODESolvers
import SynapticDynamics
import Testing

/// 0 < ρ ≤ max(ρ(0), 1/ε) for ρ(0) > 0.
@Suite struct RhoTests {
  /// By the exact propagator, whatever g: here up to 1e6 times m₀. The upper bound is met, not only
  /// approached, where g = 0 and ρ(0) = 1/ε, so that rounding can exceed it.
  @Test func staysWithinBoundsExactly() throws {
    for seed in 0..<300 {
      var range = RandomCase.Range()
      range.gradient = 1e-6...1e6
      range.window = 1e-3...1e4
      let random = RandomCase(seed: seed, range)
      let states = try random.exact(at: random.sampleTimes())
      check(random, states, slack: 1e-14, "exact, seed \(seed)")
    }
  }

  @Test(arguments: Method.approximate)
  func staysWithinBounds(_ method: Method) throws {
    for seed in 0..<25 {
      var range = RandomCase.Range()
      range.tauRho = 10...1e3
      range.epsilon = 1e-3...1e-1
      range.learningRate = 1e-4...1e-2
      range.window = 1e-2...10
      let random = RandomCase(seed: seed, range)
      let states = try random.solve(at: random.sampleTimes(), with: method)
      // Below the monotone limit one-step methods take means of ρ and ρ*.
      let slack = method.name.hasPrefix("cvode") ? 1e-6 : 1e-12
      check(random, states, slack: slack, "\(method), seed \(seed)")
    }
  }

  private func check(
    _ random: RandomCase, _ states: [[Double]], slack: Double, _ name: String
  ) {
    let n = random.synapseCount
    for state in states {
      for i in 0..<n {
        let bound = max(
          random.initialState[2 * n + i], random.kinetics.coConsumption.saturation)
        let rho = state[2 * n + i]
        #expect(rho > 0 && rho <= bound * (1 + slack), "\(name): \(rho) of \(bound)")
      }
    }
  }
}
