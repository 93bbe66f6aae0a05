import Foundation
import GradientDrives
import ODESolvers
import PopulationMethods
import RandomNumbers
import SynapticDynamics
import TestSupport
import Testing

/// The propagator as one solver among others.
@Suite struct ExactPropagatorTests {
  /// Against adaptive and fixed-step methods over ten windows of noise, in which m changes sign.
  /// CVODE at rtol 1e-8 takes some hundred steps; RK4 at h = 1e-3 is off by h² per kink of |m|.
  @Test(arguments: Self.rules)
  func agreesWithOtherMethods(_ rule: BioAdam) throws {
    let dynamics = try noisyDynamics(rule)
    let problem = dynamics.problem(from: 0, to: 5, initialState: start(rule))
    let times = [0.3, 1, 2.7, 5]
    let exact = try ExactPropagator(dynamics).solve(problem, at: times).states
    let signs = Set(exact.map { $0[0] < 0 })
    #expect(signs.count == 2, "m must change sign")
    var solvers: [any Solver] = [RungeKutta4(stepSize: 1e-3)]
    #if SUNDIALS
      let tolerances = dynamics.tolerances(relative: 1e-8, otherwise: 1e-10)
      solvers += [
        CVODE(.adams, tolerances: tolerances), CVODE(.bdf(.dense), tolerances: tolerances),
      ]
    #endif
    for solver in solvers {
      let states = try solver.solve(problem, at: times).states
      for (state, exact) in zip(states, exact) {
        for (value, exact) in zip(state, exact) {
          #expect((value - exact).magnitude < 1e-6 * max(1, exact.magnitude), "\(solver.name)")
        }
      }
    }
  }

  #if SUNDIALS
    /// The agreement depends on the breakpoints being told: without them CVODE loses a factor of
    /// ten at least.
    @Test func breakpointsMatter() throws {
      let rule = Self.rules[0]
      let dynamics = try noisyDynamics(rule)
      var problem = dynamics.problem(from: 0, to: 5, initialState: start(rule))
      let exact = try ExactPropagator(dynamics).final(problem)
      let solver = CVODE(.adams, tolerances: dynamics.tolerances(relative: 1e-6, otherwise: 1e-8))
      func error(_ state: [Double]) -> Double {
        zip(state, exact).map { ($0 - $1).magnitude }.max()!
      }
      let told = try error(solver.final(problem))
      let edges = [0] + problem.breakpoints + [5]
      var source = try dynamics.drive.makeSource()
      var gradient = [Double](repeating: 0, count: 5)
      problem.breakpoints = []
      problem.rightHandSide = { time, state, rates in
        let k = min(edges.lastIndex { $0 <= time }!, edges.count - 2)
        try source.begin([edges[k]...edges[k + 1]])
        source.gradient(at: time, into: &gradient)
        rule.rates(at: time, gradient: gradient.span, state: state, rates: &rates)
      }
      #expect(try error(solver.final(problem)) > 10 * told)
    }
  #endif

  /// One step for each window, whatever its length.
  @Test func stepsAreWindows() throws {
    let dynamics = try noisyDynamics(Self.rules[0])
    let problem = dynamics.problem(from: 0, to: 5, initialState: start(Self.rules[0]))
    let solver = try ExactPropagator(dynamics)
    #expect(solver.name == "exact")
    let statistics = try solver.solve(problem, at: [0.1, 0.2, 3.3]).statistics
    #expect(statistics.steps == 10 && statistics.restarts == 9)
    #expect(statistics.rightHandSideEvaluations == 0)
  }

  /// A window that is cut in two, or in five, ends as a whole one: relative to the largest weight
  /// on the way. Each part rounds its exponentials anew; the propagator's own error is below 1e-12
  /// (PropagatorReferenceTests).
  @Test func windowsCanBeSplit() throws {
    for seed in 0..<200 {
      var range = RandomCase.Range()
      if seed % 2 == 0 { range.temperature = 1e-1...10 }
      range.tracksContractionClock = true
      let random = RandomCase(seed: seed, range)
      let table = random.drive.table
      var generator = SeededRandom(seed: seed)
      for parts in [2, 5] {
        var (times, rows) = ([Double](), [[Double]]())
        for (k, time) in table.times.enumerated() {
          let next = k + 1 < table.times.count ? table.times[k + 1] : random.end
          // Halves, then parts of random length.
          let cuts =
            parts == 2
            ? [0.5] : (1..<parts).map { _ in generator.uniform(0.01, 0.99) }.sorted()
          times += [time] + cuts.map { time + $0 * (next - time) }
          rows += Array(repeating: table.rows[k], count: parts)
        }
        let split = try PopulationDynamics(
          rule: random.rule, drive: TabulatedDrive(ListedTable(times: times, rows: rows)))
        let problem = split.problem(from: 0, to: random.end, initialState: random.initialState)
        let sampleTimes = random.sampleTimes()
        let states = try ExactPropagator(split).solve(problem, at: sampleTimes).states
        let whole = try random.exact(at: sampleTimes)
        for component in random.initialState.indices {
          var scale = 0.0
          for (state, whole) in zip(states, whole) {
            scale = max(scale, whole[component].magnitude)
            #expect(
              (state[component] - whole[component]).magnitude <= 1e-12 * scale,
              "seed \(seed), \(parts) parts, component \(component)")
          }
        }
      }
    }
  }

  /// Samples read the solution and never touch it, and a sample inside a window is what a run that
  /// ends there gives: bit for bit.
  @Test func samplesDoNotMatter() throws {
    for seed in 0..<100 {
      var range = RandomCase.Range()
      range.temperature = 0.1...10
      let random = RandomCase(seed: seed, range)
      let final = try random.exact(at: [random.end])[0]
      let times = random.sampleTimes(17)
      let sampled = try random.exact(at: times)
      #expect(sampled[17] == final, "seed \(seed)")
      let finer = try random.exact(at: random.sampleTimes(34))
      #expect((0...17).allSatisfy { finer[2 * $0] == sampled[$0] }, "seed \(seed)")
      for k in [1, 8, 16] {
        let dynamics = try random.dynamics()
        let problem = dynamics.problem(from: 0, to: times[k], initialState: random.initialState)
        #expect(try ExactPropagator(dynamics).final(problem) == sampled[k], "seed \(seed)")
      }
    }
  }

  /// Events are located on the exact solution: m changes sign at τ_m ln(1 − m(0)/g), here 10 ln 3.
  @Test func locatesEvents() throws {
    let dynamics = try PopulationDynamics(
      rule: BioAdam(), drive: TabulatedDrive(ListedTable(constant: [-0.5])))
    var problem = dynamics.problem(from: 0, to: 100, initialState: [1, 2, 1, 0, 0])
    problem.events = [Event("m = 0") { _, state in state[0] }]
    let events = try ExactPropagator(dynamics).solve(problem).events
    try #require(events.count == 1)
    // m has the slope −0.05 there, and is a sum of numbers near 1.
    #expect((events[0].time - 10 * log(3)).magnitude < 1e-13)
  }

  /// With and without predisposition, clock, and substances of the backward partner's own.
  static let rules: [BioAdam] = {
    func kinetics(_ predisposition: Predisposition?, tauRho: Double = 5) -> BioAdam.Kinetics {
      BioAdam.Kinetics(
        tauM: 1, coConsumption: CoConsumption(tauRho: tauRho, epsilon: 1e-2), learningRate: 0.3,
        gradientGain: 1.5, predisposition: predisposition)
    }
    let predisposed = kinetics(Predisposition(temperature: 0.5, gain: 2))
    return [
      BioAdam(kinetics(nil)), BioAdam(predisposed),
      BioAdam(predisposed, tracksContractionClock: true),
      BioAdam(predisposed, backward: kinetics(nil, tauRho: 1), tracksContractionClock: true),
    ]
  }()

  private func noisyDynamics(_ rule: BioAdam) throws -> PopulationDynamics {
    let table = HeldNoiseTable(
      signalCount: 5 * rule.signalsPerSynapse, window: 0.5, standardDeviation: [1],
      field: RandomField(seed: 12, purpose: .gradient))
    return try PopulationDynamics(rule: rule, drive: TabulatedDrive(table))
  }

  private func start(_ rule: BioAdam) -> [Double] {
    var random = SeededRandom(seed: 12)
    let n = 5
    let weights = (0..<(2 * n)).map { _ in random.normal() }
    let clock = [Double](repeating: 0, count: rule.tracksContractionClock ? n : 0)
    let branches = rule.signalsPerSynapse
    return rest(n) + (branches == 2 ? rest(n) : []) + clock + weights
  }
}
