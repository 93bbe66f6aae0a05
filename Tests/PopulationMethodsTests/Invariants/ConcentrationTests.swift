import Foundation
import GradientDrives
import ODESolvers
import PopulationMethods
import SynapticDynamics
import TestSupport
import Testing

/// m⁺ + m⁻ relaxes to 2m₀ whatever g does, and both stay positive while sup|g| ≤ 2m₀.
@Suite struct ConcentrationTests {
  /// The sum 2m₀ + (s(0) − 2m₀) e^(−t/τ_m): a window's decay is rounded once, and eight windows and
  /// a sum of two follow; 1e-14 is 45 roundings.
  @Test func sumRelaxesExactly() throws {
    for seed in 0..<250 {
      let random = RandomCase(seed: seed, temperatures(seed))
      let times = random.sampleTimes()
      try checkSum(random, times, try random.exact(at: times), error: 1e-14, "exact, seed \(seed)")
    }
  }

  /// The others to within their errors; forward Euler's is at most h/τ_m · max(x²e^(−x)/2x) < 0.19
  /// h/τ_m.
  @Test(arguments: Method.approximate)
  func sumRelaxes(_ method: Method) throws {
    for seed in 0..<25 {
      let random = RandomCase(seed: seed, mild)
      let times = random.sampleTimes()
      let states = try random.solve(at: times, with: method)
      try checkSum(random, times, states, error: method.error, "\(method), seed \(seed)")
    }
  }

  /// Started at 2m₀ the sum stays there exactly, also where steps are far too large for accuracy; what RK4 reads
  /// within a step is a sum of four terms, which round.
  @Test func sumStaysAtRest() throws {
    for seed in 0..<200 {
      let random = RandomCase(seed: seed)
      let step = try Method.step(for: random) * 15
      let solvers: [any Solver] = [ForwardEuler(stepSize: step), RungeKutta4(stepSize: step)]
      let times = random.sampleTimes()
      var runs = [try random.exact(at: times)]
      for solver in solvers { runs.append(try random.solve(at: times) { _ in solver }) }
      let m0 = random.kinetics.restConcentration
      for (run, i) in product(runs.count, random.synapseCount) {
        let place = random.synapseCount + i
        guard random.initialState[place] == 2 * m0 else { continue }
        let allowed = run == 2 ? 4 * m0.ulp : 0
        for state in runs[run] {
          #expect((state[place] - 2 * m0).magnitude <= allowed, "seed \(seed), run \(run)")
        }
      }
    }
  }

  /// m± ≥ 0 while sup|g| and |m(0)| are at most 2m₀, to the rounding of a difference of two numbers
  /// of the size of m₀.
  @Test func staysPositiveExactly() throws {
    for seed in 0..<250 {
      let random = RandomCase(seed: seed, temperatures(seed))
      for state in try random.exact(at: random.sampleTimes()) {
        for concentration in concentrations(random, state) {
          #expect(concentration >= -8 * random.kinetics.restConcentration.ulp, "seed \(seed)")
        }
      }
    }
  }

  /// Each step of a one-step method below the monotone limit is a mean of m and g; CVODE keeps to
  /// its tolerance.
  @Test(arguments: Method.approximate)
  func staysPositive(_ method: Method) throws {
    for seed in 0..<25 {
      let random = RandomCase(seed: seed, mild)
      for state in try random.solve(at: random.sampleTimes(), with: method) {
        for concentration in concentrations(random, state) {
          #expect(concentration >= -1e-6, "\(method), seed \(seed)")
        }
      }
    }
  }

  /// The bound is sharp: |g| = 2m₀ takes one concentration to 0, a larger one takes it below.
  @Test(arguments: [(2.0, 0.0), (-2, 0), (2.5, -0.25), (-2.5, -0.25)])
  func boundIsSharp(gradient: Double, expected: Double) throws {
    let drive = TabulatedDrive(ListedTable(constant: [gradient]))
    let dynamics = try PopulationDynamics(rule: BioAdam(), drive: drive)
    let problem = dynamics.problem(from: 0, to: 1000, initialState: [0, 2, 1, 0, 0])
    let state = try ExactPropagator(dynamics).final(problem)
    // e^(−100) is left of the way.
    #expect(0.5 * (state[1] - state[0].magnitude) == expected)
  }

  /// m⁺ and m⁻ of all synapses, as they are shown.
  private func concentrations(_ random: RandomCase, _ state: [Double]) -> [Double] {
    let n = random.synapseCount
    return random.rule.shownQuantities.prefix(2).flatMap { quantity in
      (0..<n).map { quantity.value(of: $0, among: n, state: state.span) }
    }
  }

  /// Every other case with predisposition: it must not matter.
  private func temperatures(_ seed: Int) -> RandomCase.Range {
    var range = RandomCase.Range()
    if seed % 2 == 0 { range.temperature = 1e-2...10 }
    return range
  }

  /// Constants for which fixed steps do not become too many.
  private let mild: RandomCase.Range = {
    var range = RandomCase.Range()
    range.tauRho = 10...1e3
    range.epsilon = 1e-3...1e-1
    range.learningRate = 1e-4...1e-2
    range.window = 1e-2...10
    return range
  }()

  private func checkSum(
    _ random: RandomCase, _ times: [Double], _ states: [[Double]], error: Double, _ name: String
  ) throws {
    let rest = 2 * random.kinetics.restConcentration
    let n = random.synapseCount
    try #require(times.count == states.count)
    for (time, state) in zip(times, states) {
      for i in 0..<n {
        let initial = random.initialState[n + i]
        let expected = rest + (initial - rest) * exp(-time / random.kinetics.tauM)
        #expect(
          (state[n + i] - expected).magnitude <= error * max(initial, rest), "\(name), t = \(time)")
      }
    }
  }
}
