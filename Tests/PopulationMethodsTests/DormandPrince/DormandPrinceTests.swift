import Foundation
import GradientDrives
import ODESolvers
import PopulationMethods
import SynapticDynamics
import TestSupport
import Testing

/// The pair of Dormand and Prince against methods that share nothing with it.
@Suite struct DormandPrinceTests {
  /// Under sines whose zeros are crossed, touched, or close together, against collocation: the error of the result is below
  /// ten tolerances and mostly far below one, but for a pair of zeros that is missed once in some hundred such signals.
  @Test(arguments: [1e-6, 1e-8, 1e-10])
  func errorsStayNearTheTolerance(_ relative: Double) throws {
    var errors: [(Double, Int)] = []
    for seed in 0..<200 {
      let random = SmoothCase(seed: seed)
      let times = random.sampleTimes(8)
      let expected = try random.collocation(relative: 1e-13, at: times)
      let states = try random.solve(by: LaneMethod.all[1], relative: relative, at: times)
      let error = random.initialState.indices.map { i in
        let scale = random.controlledScale(of: i, in: expected)
        return zip(states, expected).map { ($0[i] - $1[i]).magnitude }.max()! / scale
      }.max()!
      errors.append((error / relative, seed))
    }
    errors.sort { $0.0 < $1.0 }
    #expect(
      errors[100].0 < 0.1 && errors[197].0 < 10 && errors[199].0 < 100,
      "\(errors[100]), \(errors.suffix(5))")
  }

  static let predispositions: [Predisposition?] = [nil, Predisposition(temperature: 0.5)]

  static let rules: [any SynapticRule] = predispositions.flatMap { predisposition in
    [
      GradientFlow(learningRate: 0.01, predisposition: predisposition),
      Momentum(tauM: 7, learningRate: 0.01, predisposition: predisposition),
      Momentum(learningRate: 0.01, predisposition: predisposition, looksAhead: true),
      RMSProp(tauV: 20, epsilon: 1e-3, learningRate: 0.01, predisposition: predisposition),
      AdaGrad(epsilon: 1e-3, learningRate: 0.01, predisposition: predisposition),
      Adam(
        tauM: 7, tauV: 20, epsilon: 1e-3, learningRate: 0.01, predisposition: predisposition,
        biasCorrection: .none),
      Adam(
        tauM: 7, tauV: 20, epsilon: 1e-3, learningRate: 0.01, predisposition: predisposition,
        biasCorrection: .continuous),
      BioAdam(
        BioAdam.Kinetics(
          tauM: 7, coConsumption: CoConsumption(tauRho: 100, epsilon: 1e-6), learningRate: 0.01,
          predisposition: predisposition)),
    ] as [any SynapticRule]
  }

  #if SUNDIALS
    /// Every rule, on sines and on lines from row to row that cross 0, against CVODE with located signs at 1e-12, whose own
    /// error is some ten of these: at most ten tolerances of the largest value.
    @Test(arguments: 0..<16)
    func everyRuleIsSolved(_ number: Int) throws {
      let rule = Self.rules[number]
      for seed in 0..<6 {
        var random = SeededRandom(seed: 100 * number + seed)
        let n = 4
        let sines = SinesDrive(
          amplitude: (0..<n).map { _ in random.uniform(0.1, 1) },
          frequency: (0..<n).map { _ in random.uniform(0.01, 0.05) },
          phase: (0..<n).map { _ in random.uniform(0, 6) }, harmonics: [1, 0.7, -0.4])
        let rows = (0..<12).map { _ in (0..<n).map { _ in random.normal() } }
        let lines = TabulatedDrive(
          ListedTable(times: (0..<12).map { 9 * Double($0) }, rows: rows), interpolation: .linear)
        var state: [Double] = []
        for component in rule.components {
          state += (0..<n).map { _ in
            switch component.group {
            case .w: random.uniform(-1, 1)
            default: component.isPositive ? random.uniform(0.2, 1) : random.uniform(-0.3, 0.3)
            }
          }
        }
        let times = [0.5, 9, 41.7, 99]
        for drive in [sines, lines] as [any GradientDrive] {
          func states(_ make: (PopulationDynamics) throws -> any Solver) throws -> [[Double]] {
            let dynamics = try PopulationDynamics(rule: rule, drive: drive)
            return try make(dynamics).solve(
              dynamics.problem(from: 0.5, to: 99, initialState: state), at: times
            ).states
          }
          let expected = try states {
            CVODE(.adams, tolerances: $0.tolerances(relative: 1e-12, otherwise: 1e-15))
          }
          let found = try states { try DormandPrince($0, relative: 1e-8, absolute: Self.absolute) }
          for i in state.indices {
            let scale = expected.map { $0[i].magnitude }.max()!
            let error = zip(found, expected).map { ($0[i] - $1[i]).magnitude }.max()!
            #expect(
              error <= 1e-7 * scale, "\(rule.name), seed \(seed), component \(i): \(error / scale)")
          }
        }
      }
    }
  #endif

  private static let absolute: [StateComponent.Group: Double] = [.m: 1e-11, .rho: 1e-11, .w: 1e-11]

  /// Five thousand synapses, each with few components, whose error estimate is 0 by chance now and then: m of momentum under a
  /// sine has a closed form, and nobody's is more than ten tolerances off at any time read.
  @Test(arguments: [1e-5, 1e-6, 1e-7])
  func nobodyStepsTooFar(_ relative: Double) throws {
    var random = SeededRandom(seed: 7)
    let (n, tau) = (5000, 8.0)
    let frequency = (0..<n).map { _ in random.uniform(0.005, 0.05) }
    let phase = (0..<n).map { _ in random.uniform(0, 6) }
    let drive = SinesDrive(
      amplitude: Array(repeating: 1, count: n), frequency: frequency, phase: phase)
    let dynamics = try PopulationDynamics(
      rule: Momentum(tauM: tau, learningRate: 0.01), drive: drive)
    let start = [Double](repeating: 0, count: n) + [Double](repeating: 0.3, count: 2 * n)
    let times = [20.0, 50, 100]
    let states = try DormandPrince(
      dynamics, relative: relative, absolute: [.m: relative, .rho: relative, .w: relative]
    ).solve(dynamics.problem(from: 0, to: 100, initialState: start), at: times).states
    for (state, time) in zip(states, times) {
      for i in 0..<n {
        let rate = 2 * Double.pi * frequency[i]
        func settled(_ t: Double) -> Double {
          let x = rate * t + phase[i]
          return (sin(x) - rate * tau * cos(x)) / (1 + rate * rate * tau * tau)
        }
        let expected = settled(time) - settled(0) * exp(-time / tau)
        #expect(
          (state[i] - expected).magnitude <= 10 * relative,
          "synapse \(i), t = \(time): \(state[i]), not \(expected)")
      }
    }
  }

  /// Signals that follow the weights, and rules without kernels, are refused.
  @Test func refusals() throws {
    let follows = try PopulationDynamics(
      rule: BioAdam(), drive: QuadraticDrive(n: 2, window: 1, isHeld: false, stiffness: 1, seed: 1))
    #expect(throws: SolverFailure.self) { try DormandPrince(follows) }
    let plain = try PopulationDynamics(
      rule: PlainRule(), drive: SinesDrive(amplitude: [1], frequency: [0.1], phase: [0]))
    let failure = #expect(throws: SolverFailure.self) { try DormandPrince(plain) }
    #expect(failure?.advice.contains("equations") == true)
  }

  private struct PlainRule: SynapticRule {
    let name = "plain"
    let components = [StateComponent.forwardWeight, .backwardWeight]

    func rates(
      at time: Double, gradient: Span<Double>, state: Span<Double>,
      rates: inout MutableSpan<Double>
    ) {
      for i in rates.indices { rates[i] = 0 }
    }
  }
}
