import GradientDrives
import ODESolvers
import PopulationMethods
import SynapticDynamics
import TestSupport
import Testing

/// Backward weights that stay, and weights that decay, for every rule and method.
struct WeightLawTests {
  private static let rules: [any SynapticRule] = [
    GradientFlow(learningRate: 0.1), Momentum(learningRate: 0.1),
    Momentum(learningRate: 0.1, looksAhead: true), RMSProp(learningRate: 0.1),
    AdaGrad(learningRate: 0.1),
    Adam(learningRate: 0.1),
    BioAdam(BioAdam.Kinetics(learningRate: 0.1)), PlainFlow(),
  ]

  private func dynamics(_ rule: any SynapticRule, _ law: WeightLaw) throws -> PopulationDynamics {
    let gradient = [0.3, -0.2, 0.05]
    return try PopulationDynamics(
      rule: rule, drive: TabulatedDrive(ListedTable(constant: gradient)), weights: law)
  }

  private func start(_ rule: any SynapticRule) -> [Double] {
    let substances = rule.components.dropLast(2).flatMap {
      Array(repeating: $0.isPositive ? 1.0 : 0.1, count: 3)
    }
    return substances + [0.5, -0.4, 0.3, 0.1, 0.2, -0.6]
  }

  @Test(arguments: rules.indices) func backwardWeightsStay(index: Int) throws {
    let rule = Self.rules[index]
    let dynamics = try dynamics(rule, WeightLaw(movesBackward: false))
    let free = try self.dynamics(rule, WeightLaw())
    let initial = start(rule)
    // With the error that each may make where rates change by a few tenths within a unit of time: Euler h/2 of that, RK4
    // h⁴/120, CVODE some tens of steps at 1e-6; the exact propagator is held against RK4 with h = 0.01.
    var solvers: [(any Solver, Double)] = [
      (RungeKutta4(stepSize: 0.1), 1e-6), (ForwardEuler(stepSize: 0.5), 0.05),
    ]
    #if SUNDIALS
      solvers.append((CVODE(.adams), 1e-4))
      if rule is any DifferentiableRule {
        solvers += [(CVODE(.bdf(.structured)), 1e-4), (CVODE(.bdf(.dense)), 1e-4)]
      }
    #endif
    if !(rule is PlainFlow) { solvers.append((try PopulationEuler(dynamics, stepSize: 0.5), 0.05)) }
    if rule is BioAdam { solvers.append((try ExactPropagator(dynamics), 1e-9)) }
    for (solver, tolerance) in solvers {
      let final = try solver.final(dynamics.problem(from: 0, to: 5, initialState: initial))
      #expect(Array(final.suffix(3)) == Array(initial.suffix(3)), "\(rule.name), \(solver.name)")
      let moved = try RungeKutta4(stepSize: 0.01).final(
        free.problem(from: 0, to: 5, initialState: initial))
      for i in 0..<(final.count - 3) {
        let error = (final[i] - moved[i]).magnitude
        #expect(error < tolerance, "\(rule.name), \(solver.name), \(i): off by \(error)")
      }
    }
  }

  /// With a gradient of 0 and no momentum, weights decay as e^(−λt).
  @Test(arguments: rules.indices) func weightsDecay(index: Int) throws {
    let rule = Self.rules[index]
    let dynamics = try PopulationDynamics(
      rule: rule, drive: TabulatedDrive(ListedTable(constant: [0, 0, 0])),
      weights: WeightLaw(decay: 0.2))
    let substances =
      rule is BioAdam
      ? rest(3) : Array(repeating: 0, count: 3 * (rule.components.count - 2))
    let initial = substances + [0.5, -0.4, 0.3, 0.1, 0.2, -0.6]
    var solvers: [(any Solver, (Double) -> Double, Double)] = [
      (RungeKutta4(stepSize: 0.01), { 0.36787944117144233 * $0 }, 1e-9)
    ]
    #if SUNDIALS
      for method in [CVODE.Method.adams, .bdf(.structured), .bdf(.dense)]
      where method == .adams || rule is any DifferentiableRule {
        solvers.append((CVODE(method), { 0.36787944117144233 * $0 }, 1e-4))
      }
    #endif
    if !(rule is PlainFlow) {
      // (1 − λ h)^(5/h)
      let factor = (0..<10).reduce(1.0) { product, _ in product * 0.9 }
      solvers.append((try PopulationEuler(dynamics, stepSize: 0.5), { factor * $0 }, 1e-15))
      solvers.append(
        (try PopulationEuler(dynamics, stepSize: 0.5, precision: .single), { factor * $0 }, 1e-6))
    }
    for (solver, expected, tolerance) in solvers {
      let final = try solver.final(dynamics.problem(from: 0, to: 5, initialState: initial))
      for i in (initial.count - 6)..<initial.count {
        #expect(
          (final[i] - expected(initial[i])).magnitude < tolerance, "\(rule.name), \(solver.name)")
      }
    }
  }

  @Test func closedFormsRefuseDecay() throws {
    let dynamics = try dynamics(BioAdam(), WeightLaw(decay: 0.1))
    #expect(throws: SolverFailure.self) { try ExactPropagator(dynamics) }
    #expect(throws: SolverFailure.self) { try Collocation(dynamics) }
    #expect(throws: SolverFailure.self) { try WindowMap(dynamics) }
  }

  /// A rule without kernels.
  private struct PlainFlow: SynapticRule {
    let name = "plainFlow"
    let components = [StateComponent.forwardWeight, .backwardWeight]

    func rates(
      at time: Double, gradient: Span<Double>, state: Span<Double>,
      rates: inout MutableSpan<Double>
    ) {
      for i in state.indices { rates[i] = -0.1 * gradient[i % gradient.count] }
    }
  }
}
