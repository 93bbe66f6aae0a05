import ODESolvers
import PopulationMethods
import SynapticDynamics
import Testing

/// With predisposition |w_f − w_b| never increases, and equal weights stay equal.
@Suite struct DifferenceTests {
  /// For any g, with changes of sign, |g| far above 2m₀ and learning rates up to 1000.
  ///
  /// Both weights round independently: by some units of the larger of them, before and after.
  @Test func neverIncreasesExactly() throws {
    for seed in 0..<400 {
      var range = RandomCase.Range()
      range.learningRate = 1e-4...1e3
      range.temperature = 1e-3...100
      range.gradient = 1e-3...1e2
      let random = RandomCase(seed: seed, range)
      let states = try random.exact(at: random.sampleTimes())
      check(random, states, slack: 8 * 0x1p-53, "exact, seed \(seed)")
    }
  }

  /// Where a step is short against the weights' own rate η ρ |m|/4T the methods are monotone too;
  /// CVODE to its tolerance.
  @Test(arguments: Method.approximate)
  func neverIncreases(_ method: Method) throws {
    for seed in 0..<20 {
      let random = RandomCase(seed: seed, mild)
      let states = try random.solve(at: random.sampleTimes(), with: method)
      check(random, states, slack: 1e-6, "\(method), seed \(seed)")
    }
  }

  /// Without predisposition the difference is what it was, to the rounding of both weights, once
  /// for each of at most eight windows and two signs of m, at the largest value so far.
  @Test func isConstantWithoutPredisposition() throws {
    for seed in 0..<200 {
      let random = RandomCase(seed: seed)
      let n = random.synapseCount
      var scales = [Double](repeating: 0, count: n)
      for state in try random.exact(at: random.sampleTimes()) {
        for i in 0..<n {
          let (f, b) = (state[3 * n + i], state[4 * n + i])
          let (f0, b0) = (random.initialState[3 * n + i], random.initialState[4 * n + i])
          scales[i] = max(scales[i], f.magnitude, b.magnitude)
          let scale = scales[i]
          #expect(((f - b) - (f0 - b0)).magnitude <= 16 * scale.ulp, "seed \(seed)")
        }
      }
    }
  }

  /// Equal to the bit, by every method: both partners go through the same arithmetic.
  @Test(arguments: [true, false])
  func equalWeightsStayEqual(withPredisposition: Bool) throws {
    for seed in 0..<200 {
      var range = mild
      if !withPredisposition { range.temperature = nil }
      let random = RandomCase(seed: seed, range)
      let n = random.synapseCount
      var state = random.initialState
      for i in 0..<n { state[4 * n + i] = state[3 * n + i] }
      let dynamics = try random.dynamics()
      let problem = dynamics.problem(from: 0, to: random.end, initialState: state)
      var solvers: [any Solver] = [try ExactPropagator(dynamics)]
      if seed < 10 {
        let step = try Method.step(for: random)
        solvers += [
          ForwardEuler(stepSize: step),
          ForwardEuler(stepSize: step, updateOrder: .sequential(count: 3 * n)),
          RungeKutta4(stepSize: step),
        ]
        #if SUNDIALS
          let tolerances = dynamics.tolerances()
          solvers += [
            CVODE(.adams, tolerances: tolerances), CVODE(.bdf(.dense), tolerances: tolerances),
            CVODE(.bdf(.krylov(dimension: 0)), tolerances: tolerances),
          ]
        #endif
      }
      for solver in solvers {
        for state in try solver.solve(problem, at: random.sampleTimes()).states {
          for i in 0..<n {
            let (f, b) = (state[3 * n + i], state[4 * n + i])
            #expect(f == b, "\(solver.name), seed \(seed): difference \(f - b)")
          }
        }
      }
    }
  }

  /// η ρ |m| h/4T stays below 1/20: ρ ≤ 100, |m| ≤ 6, T ≥ ½, η ≤ 1e-3 and h ≤ τ_m/20 ≤ 5.
  private let mild: RandomCase.Range = {
    var range = RandomCase.Range()
    range.tauM = 1...10
    range.tauRho = 10...1e3
    range.epsilon = 1e-2...1e-1
    range.learningRate = 1e-4...1e-3
    range.temperature = 0.5...5
    range.window = 1e-2...10
    return range
  }()

  private func check(
    _ random: RandomCase, _ states: [[Double]], slack: Double, _ name: String
  ) {
    let n = random.synapseCount
    for (before, after) in zip([random.initialState] + states, states) {
      for i in 0..<n {
        let weights = (before[3 * n + i], before[4 * n + i], after[3 * n + i], after[4 * n + i])
        let growth = (weights.2 - weights.3).magnitude - (weights.0 - weights.1).magnitude
        let scale = max(
          weights.0.magnitude, weights.1.magnitude, weights.2.magnitude, weights.3.magnitude)
        #expect(growth <= slack * scale, "\(name), synapse \(i): \(growth) at \(scale)")
      }
    }
  }
}
