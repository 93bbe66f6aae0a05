import Foundation
import ODESolvers
import PopulationMethods
import SynapticDynamics
import TestSupport
import Testing

/// The window map against Runge–Kutta with steps so short that its error is below what is compared: the
/// kinks of |g| and sign(m) are the only thing that keeps these from the fourth order.
struct WindowMapTests {
  private let n = 5

  private func start(seed: Int, rule: BioAdam) -> [Double] {
    var random = SeededRandom(seed: seed)
    let weights = (0..<(2 * n)).map { _ in random.uniform(-0.5, 0.5) }
    let clock = [Double](repeating: 0, count: rule.tracksContractionClock ? n : 0)
    return rest(n, m0: rule.forward.restConcentration) + clock + weights
  }

  private func rule(learningRate: Double, temperature: Double?) -> BioAdam {
    BioAdam(
      BioAdam.Kinetics(
        coConsumption: CoConsumption(tauRho: 50, epsilon: 1e-8), learningRate: learningRate,
        restConcentration: 10,
        predisposition: temperature.map { Predisposition(temperature: $0) }))
  }

  private func problem(
    _ rule: BioAdam, _ drive: QuadraticDrive, seed: Int, until end: Double
  ) throws -> (PopulationDynamics, InitialValueProblem) {
    let dynamics = try PopulationDynamics(rule: rule, drive: drive)
    return (
      dynamics, dynamics.problem(from: 0, to: end, initialState: start(seed: seed, rule: rule))
    )
  }

  /// Weights that hardly move, and weights that move by their own size within a window, with and without
  /// predisposition: the error stays within a hundred times the tolerance of a step, of which there are
  /// ten and more.
  @Test(
    arguments: [(1e-3, nil), (1e-3, 0.5), (0.3, nil), (0.3, 0.5), (2, 0.3)] as [(Double, Double?)])
  func keepsItsTolerance(learningRate: Double, temperature: Double?) throws {
    for seed in 1...4 {
      let rule = rule(learningRate: learningRate, temperature: temperature)
      let drive = QuadraticDrive(n: n, window: 1, isHeld: false, stiffness: 1, seed: seed)
      let reference = try RungeKutta4(stepSize: 1e-4).final(
        problem(rule, drive, seed: seed, until: 10).1)
      for tolerance in [1e-4, 1e-6, 1e-8, 1e-10] {
        let (dynamics, problem) = try problem(rule, drive, seed: seed, until: 10)
        let method = try WindowMap(
          dynamics, relative: tolerance, absolute: [.m: tolerance, .rho: tolerance, .w: tolerance])
        let final = try method.final(problem)
        let error = zip(final, reference).map { ($0 - $1).magnitude / (1 + $1.magnitude) }.max()!
        #expect(
          error < 100 * tolerance,
          "seed \(seed), tolerance \(tolerance), error \(error)")
      }
    }
  }

  /// With the contraction clock and without, all else is the same, bit for bit.
  @Test(arguments: [1e-4, 1e-8]) func clockChangesNothing(_ tolerance: Double) throws {
    for seed in 1...4 {
      let kinetics = rule(learningRate: 0.3, temperature: 0.5).forward
      func states(withClock hasClock: Bool) throws -> [[Double]] {
        let drive = QuadraticDrive(n: n, window: 1, isHeld: false, stiffness: 1, seed: seed)
        let rule = BioAdam(kinetics, tracksContractionClock: hasClock)
        let (dynamics, problem) = try problem(rule, drive, seed: seed, until: 10)
        return try WindowMap(dynamics, relative: tolerance).solve(problem, at: [2.5, 10]).states
      }
      var with = try states(withClock: true)
      #expect(with.allSatisfy { $0[(3 * n)..<(4 * n)].allSatisfy { $0 > 0 } })
      for i in with.indices { with[i].removeSubrange((3 * n)..<(4 * n)) }
      #expect(try with == states(withClock: false), "seed \(seed)")
    }
  }

  /// How many gradients ten windows take in which weights move by their own size: a hundred times finer tolerances cost less than twice as
  /// many, as formulas of low order would not.
  @Test(arguments: [(1e-4, 200), (1e-6, 300), (1e-8, 450), (1e-10, 700)])
  func takesFewGradients(tolerance: Double, most: Int) throws {
    for seed in 1...4 {
      let rule = rule(learningRate: 0.3, temperature: 0.5)
      let drive = QuadraticDrive(n: n, window: 1, isHeld: false, stiffness: 1, seed: seed)
      let (dynamics, problem) = try problem(rule, drive, seed: seed, until: 10)
      _ = try WindowMap(
        dynamics, relative: tolerance, absolute: [.m: tolerance, .rho: tolerance, .w: tolerance]
      ).solve(problem)
      let count = drive.calls.updates
      #expect(count <= most, "seed \(seed), tolerance \(tolerance): \(count)")
    }
  }

  /// Where the signals hardly move, by less than rtol of them, two gradients for each window do.
  @Test func takesTwoGradientsWhereWeightsHardlyMove() throws {
    let rule = rule(learningRate: 1e-8, temperature: 0.5)
    let drive = QuadraticDrive(n: n, window: 1, isHeld: false, stiffness: 1, seed: 3)
    let (dynamics, problem) = try problem(rule, drive, seed: 3, until: 20)
    let solution = try WindowMap(dynamics, relative: 1e-8).solve(problem)
    #expect(solution.statistics.rightHandSideEvaluations == 40)
    #expect(drive.calls.updates == 40)
  }

  /// Where ρ is so fast that a synapse would need too many pieces for a whole window steps are shorter. Runge and Kutta's are short against
  /// ρ's time by a tenth.
  @Test(arguments: [1e-12, 1e-8, 1e-6, 1e-4, 1e-2])
  func fastRatesShortenSteps(learningRate: Double) throws {
    let rule = BioAdam(
      BioAdam.Kinetics(
        coConsumption: CoConsumption(tauRho: 50, epsilon: 1e-8), learningRate: learningRate,
        restConcentration: 1e7, gradientGain: 5e5, predisposition: Predisposition(temperature: 0.5))
    )
    let drive = QuadraticDrive(n: n, window: 1, isHeld: false, stiffness: 1, seed: 6)
    let (dynamics, problem) = try problem(rule, drive, seed: 6, until: 2)
    let found = try WindowMap(dynamics, relative: 1e-7).final(problem)
    let expected = try RungeKutta4(stepSize: 1e-5).final(
      self.problem(rule, drive, seed: 6, until: 2).1)
    for i in found.indices {
      // NaN is not below either.
      #expect(
        (found[i] - expected[i]).magnitude < 1e-5 * (1e-3 + expected[i].magnitude),
        "component \(i): \(found[i]), not \(expected[i])")
    }
  }

  /// With signals that do not depend on the weights at all, and are therefore constant in a window, the map is
  /// the exact propagator.
  @Test func isExactWhereSignalsStandStill() throws {
    for seed in 1...5 {
      let rule = rule(learningRate: 0.1, temperature: 0.4)
      func final(isHeld: Bool) throws -> [Double] {
        let drive = QuadraticDrive(n: n, window: 7, isHeld: isHeld, stiffness: 0, seed: seed)
        let (dynamics, problem) = try problem(rule, drive, seed: seed, until: 70)
        return isHeld
          ? try ExactPropagator(dynamics).final(problem) : try WindowMap(dynamics).final(problem)
      }
      let (map, exact) = (try final(isHeld: false), try final(isHeld: true))
      for i in map.indices {
        // The step stays as it was tried, with held signals.
        #expect((map[i] - exact[i]).magnitude < 1e-13 * (1 + exact[i].magnitude), "seed \(seed)")
      }
    }
  }

  /// Reading within steps does not change them, and gives what a run that ends there gives.
  @Test func readsWithinSteps() throws {
    let rule = rule(learningRate: 0.3, temperature: 0.5)
    let drive = QuadraticDrive(n: n, window: 2, isHeld: false, stiffness: 1, seed: 2)
    func run(at times: [Double]) throws -> SampledSolution {
      let (dynamics, problem) = try problem(rule, drive, seed: 2, until: 10)
      return try WindowMap(dynamics, relative: 1e-7, absolute: [.w: 1e-7]).solve(problem, at: times)
    }
    let (few, many) = (
      try run(at: [10]), try run(at: Array(stride(from: 0, through: 10, by: 0.37)) + [10])
    )
    #expect(few.states.last! == many.states.last!)
    for (time, state) in zip(many.times, many.states) where time > 0 && time < 10 {
      let (_, problem) = try problem(rule, drive, seed: 2, until: time)
      let reference = try RungeKutta4(stepSize: 1e-3).final(problem)
      for i in state.indices {
        #expect(
          (state[i] - reference[i]).magnitude < 1e-5 * (1 + reference[i].magnitude), "t = \(time)")
      }
    }
  }

  /// All methods that can show backward weights that jump at the edges of windows, and signals that follow.
  @Test func backwardWeightsMayJump() throws {
    let rule = rule(learningRate: 0.01, temperature: nil)
    let drive = QuadraticDrive(n: n, window: 1, isHeld: false, stiffness: 1, seed: 4)
    drive.calls.jump = { piece in piece == 0 ? 0 : 0.01 * Double(piece) }
    func final(_ solver: (PopulationDynamics) throws -> any Solver) throws -> [Double] {
      let (dynamics, problem) = try problem(rule, drive, seed: 4, until: 5)
      return try solver(dynamics).solve(problem).states[0]
    }
    let reference = try final { _ in RungeKutta4(stepSize: 0.01) }
    let map = try final { try WindowMap($0, relative: 1e-9, absolute: [.w: 1e-9]) }
    for i in reference.indices {
      #expect((map[i] - reference[i]).magnitude < 1e-7, "component \(i)")
    }
    let euler = try final { try PopulationEuler($0, stepSize: 1e-3) }
    for i in reference.indices {
      #expect((euler[i] - reference[i]).magnitude < 1e-3, "component \(i)")
    }
    #if SUNDIALS
      let adams = try final { CVODE(.adams, tolerances: $0.tolerances(relative: 1e-9)) }
      for i in reference.indices {
        #expect((adams[i] - reference[i]).magnitude < 1e-6, "component \(i)")
      }
    #endif
  }

  /// Where the signals are held, a window is one gradient, for every method, and the same result.
  @Test func heldSignalsAreComputedOncePerWindow() throws {
    let rule = rule(learningRate: 0.01, temperature: 0.5)
    var results: [[Double]] = []
    for method in 0..<2 {
      let drive = QuadraticDrive(n: n, window: 1, isHeld: true, stiffness: 1, seed: 5)
      let (dynamics, problem) = try problem(rule, drive, seed: 5, until: 6)
      let solver: any Solver =
        method == 0 ? try ExactPropagator(dynamics) : RungeKutta4(stepSize: 0.01)
      results.append(try solver.solve(problem).states[0])
      #expect(drive.calls.updates == 6)
    }
    for i in results[0].indices {
      #expect((results[0][i] - results[1][i]).magnitude < 1e-7, "component \(i)")
    }
  }
}
