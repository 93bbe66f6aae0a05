import Foundation
import GradientDrives
import ODESolvers
import PopulationMethods
import SynapticDynamics
import TestSupport
import Testing

/// Nesterov's momentum: the textbook in discrete time, closed forms in continuous time.
@Suite struct NesterovTests {
  /// Euler's steps in place with dt = 1, weights after momenta, are PyTorch's `SGD(nesterov=True)`.
  ///
  /// v grows to τ_m |g|; some 500 roundings of that size, times η/τ_m ≤ 0.1.
  @Test(arguments: [1.0, 2, 10, 64]) func eulerIsTheTextbook(tauM: Double) throws {
    for seed in 0..<25 {
      var random = SeededRandom(seed: seed)
      let (n, steps, eta) = (3, 100, 0.1)
      let rows = (0..<steps).map { _ in (0..<n).map { _ in random.normal() } }
      let start = (0..<(2 * n)).map { _ in random.normal() }
      let table = ListedTable(times: rows.indices.map { Double($0) }, rows: rows)
      let dynamics = try PopulationDynamics(
        rule: Momentum(tauM: tauM, learningRate: eta, looksAhead: true),
        drive: TabulatedDrive(table))
      let problem = dynamics.problem(
        from: 0, to: Double(steps), initialState: [Double](repeating: 0, count: n) + start)
      let final = try PopulationEuler(dynamics, stepSize: 1, isSequential: true).final(problem)

      let (mu, rate) = (1 - 1 / tauM, eta / tauM)
      var (w, v) = (start, [Double](repeating: 0, count: n))
      for g in rows {
        for i in 0..<n {
          v[i] = mu * v[i] + g[i]
          for k in [i, n + i] { w[k] -= rate * (g[i] + mu * v[i]) }
        }
      }
      for (weight, expected) in zip(final.suffix(2 * n), w) {
        #expect((weight - expected).magnitude < 1e-13, "seed \(seed): \(weight), not \(expected)")
      }
    }
  }

  /// With constant g and Γ = K g: m = Γ + (m₀ − Γ) e^(−t/τ), and since (Γ − m)/τ = dm/dt,
  /// Δw = −η (∫ m dt + m(t) − m(0)).
  @Test func constantGradientsHaveAClosedForm() throws {
    for seed in 0..<20 {
      var random = SeededRandom(seed: seed)
      let (tau, eta, gain) = (random.logUniform(0.3, 30), 0.1, random.logUniform(0.1, 10))
      let (g, m0, w0) = (random.normal(), random.normal(), random.normal())
      let dynamics = try PopulationDynamics(
        rule: Momentum(tauM: tau, learningRate: eta, gradientGain: gain, looksAhead: true),
        drive: TabulatedDrive(ListedTable(constant: [g])))
      let t = 10.0
      let problem = dynamics.problem(from: 0, to: t, initialState: [m0, w0, -w0])
      let gap = m0 - gain * g
      let m = gain * g + gap * exp(-t / tau)
      let integral = gain * g * t - gap * tau * expm1(-t / tau)
      let change = -eta * (integral + m - m0)
      let expected = [m, w0 + change, -w0 + change]
      let scale = 1 + expected.map(\.magnitude).max()!
      // RK4: (h/τ)⁴/120 for each unit of t/τ, with h/τ ≤ 1/150.
      var solvers: [(any Solver, Double)] = [(RungeKutta4(stepSize: 0.002), 1e-10)]
      #if SUNDIALS
        // Some hundred steps, each within 1e-9.
        let tolerances = Tolerances(relative: 1e-9, absolute: 1e-11)
        let methods: [CVODE.Method] = [
          .adams, .bdf(.structured), .bdf(.dense), .bdf(.krylov(dimension: 5)),
        ]
        solvers += methods.map {
          (CVODE($0, tolerances: tolerances), 1e-7)
        }
      #endif
      for (solver, tolerance) in solvers {
        for (value, expected) in zip(try solver.final(problem), expected) {
          #expect(
            (value - expected).magnitude < tolerance * scale,
            "seed \(seed), \(solver.name): \(value), not \(expected)")
        }
      }
    }
  }

  /// Whatever g does, w(Nesterov) − w(momentum) = −η (m(t) − m(0)): a linear invariant of both runs together,
  /// which Euler's and Runge–Kutta's steps keep to rounding, for any step size.
  @Test func isMomentumAndItsChange() throws {
    for seed in 0..<20 {
      var random = SeededRandom(seed: seed)
      let sine = SinesDrive(
        amplitude: [random.normal(), 1], frequency: [random.uniform(0.01, 0.3), 0.05],
        phase: [random.uniform(-3, 3), 0])
      let start = (0..<6).map { _ in random.normal() }
      let (tau, eta) = (random.uniform(2, 20), 0.5)
      let solvers: [any Solver] = [
        RungeKutta4(stepSize: 0.7), ForwardEuler(stepSize: random.uniform(0.1, 1)),
      ]
      for solver in solvers {
        func final(_ rule: any SynapticRule) throws -> [Double] {
          try solver.final(
            PopulationDynamics(rule: rule, drive: sine).problem(
              from: 0, to: 50, initialState: start))
        }
        let ahead = try final(Momentum(tauM: tau, learningRate: eta, looksAhead: true))
        let plain = try final(Momentum(tauM: tau, learningRate: eta))
        #expect(Array(ahead[0..<2]) == Array(plain[0..<2]), "\(solver.name), seed \(seed)")
        for k in 2..<6 {
          let expected = -eta * (ahead[k % 2] - start[k % 2])
          #expect(
            (ahead[k] - plain[k] - expected).magnitude < 1e-12, "\(solver.name), seed \(seed)")
        }
      }
    }
  }

  /// A rate of decay λ besides: dw/dt = −η u − λ w has, for g = 0, the solution
  /// w = w₀ e^(−λt) − η m₀ (1 − 1/τ) (e^(−t/τ) − e^(−λt))/(λ − 1/τ).
  @Test func decayActsBesides() throws {
    let (tau, eta, lambda, m0, w0, t) = (4.0, 0.3, 0.1, 0.8, -0.5, 6.0)
    let dynamics = try PopulationDynamics(
      rule: Momentum(tauM: tau, learningRate: eta, looksAhead: true),
      drive: TabulatedDrive(ListedTable(constant: [0])), weights: WeightLaw(decay: lambda))
    let problem = dynamics.problem(from: 0, to: t, initialState: [m0, w0, w0])
    let (fast, slow) = (exp(-t / tau), exp(-lambda * t))
    let expected = w0 * slow - eta * m0 * (1 - 1 / tau) * (fast - slow) / (lambda - 1 / tau)
    // RK4: (h/τ)⁴/120 is 2e-13; Euler: h/2 times w'' t of at most 0.2.
    let solvers: [(any Solver, Double)] = [
      (RungeKutta4(stepSize: 0.01), 1e-11), (try PopulationEuler(dynamics, stepSize: 1e-3), 1e-4),
    ]
    for (solver, tolerance) in solvers {
      for weight in try solver.final(problem).suffix(2) {
        #expect((weight - expected).magnitude < tolerance, "\(solver.name): \(weight)")
      }
    }
  }
}
