import Foundation
import GradientDrives
import ODESolvers
import PopulationMethods
import SynapticDynamics
import TestSupport
import Testing

@Suite struct InvariantMonitorTests {
  /// |g| > 2m₀ drives m⁺ below zero at t = −τ_m ln(1 − 2m₀/g), 10 ln 3 = 10.99 here, and is seen at
  /// the next sample.
  @Test(arguments: [3.0, -3])
  func reportsNegativeConcentration(gradient: Double) throws {
    let drive = TabulatedDrive(ListedTable(constant: [0.5, -0.5, gradient, 1.9]))
    let dynamics = try PopulationDynamics(rule: BioAdam(), drive: drive)
    let violations = try watch(
      try ExactPropagator(dynamics), dynamics, state: [0, 2, 1, 0, 0], until: 20)
    try #require(violations.count == 1)
    #expect(violations[0].invariant == (gradient > 0 ? .mPlusNotNegative : .mMinusNotNegative))
    #expect(violations[0].synapse == 2)
    #expect(violations[0].time == 11)
    #expect((violations[0].value - (1 - 1.5 * (1 - exp(-1.1)))).magnitude < 1e-15)
  }

  /// A forward Euler step longer than 1/rate throws ρ below zero: from 1 to 1 + dt (1 − g)/τ_ρ. The
  /// next steps overshoot to the other side; where the step is longer than 2/rate they pass the
  /// upper bound.
  @Test func reportsUnstableRho() throws {
    let rule = BioAdam(
      BioAdam.Kinetics(tauM: 100, coConsumption: CoConsumption(tauRho: 10, epsilon: 0.5)))
    let drive = TabulatedDrive(ListedTable(constant: [0.5, 1, 0.1, 24]))
    let dynamics = try PopulationDynamics(rule: rule, drive: drive)
    let violations = try watch(
      ForwardEuler(stepSize: 1), dynamics, state: [0, 26, 1, 0, 0], until: 40)
    #expect(violations.map(\.invariant) == [.rhoPositive, .rhoBounded])
    #expect(violations.map(\.synapse) == [3, 3])
    // Steps of ρ → 0.1 − 1.45 ρ: 1, −1.35, 2.0575.
    #expect(violations.map(\.time) == [1, 2])
    #expect(relativeError(violations[0].value, -1.35) < 1e-14)
    #expect(relativeError(violations[1].value, 2.0575) < 1e-14)
  }

  /// A forward Euler step longer than 4T/(η ρ |m|) throws partners past each other: with m and ρ at
  /// their equilibrium 1 the step changes w by −½ η (1 + tanh(w/2T)), whose slope is −η/4T at w =
  /// 0.
  @Test func reportsGrowingDifference() throws {
    let rule = BioAdam(
      BioAdam.Kinetics(
        coConsumption: CoConsumption(tauRho: 1, epsilon: 0), learningRate: 10,
        predisposition: Predisposition(temperature: 1)))
    let drive = TabulatedDrive(ListedTable(constant: [1e-3, 1]))
    let dynamics = try PopulationDynamics(rule: rule, drive: drive)
    let problem = dynamics.problem(
      from: 0, to: 1, initialState: [0, 1, 2, 2, 1, 1, 0.1, 0.1, -0.1, -0.1])
    let violations = try watch(ForwardEuler(stepSize: 1), problem, rule, n: 2)
    try #require(violations.count == 1)
    #expect(violations[0].invariant == .differenceNotGrowing)
    #expect(violations[0].synapse == 1)
    #expect(violations[0].time == 1)
    // 0.2 − 10 tanh(0.05).
    #expect(relativeError(violations[0].value, 10 * tanh(0.05) - 0.2) < 1e-14)
  }

  /// The difference is compared with the smallest so far, not with that at the start.
  @Test func differenceMayNotGrowAgain() {
    let rule = BioAdam(BioAdam.Kinetics(predisposition: Predisposition(temperature: 1)))
    var monitor = InvariantMonitor(
      rule, initialState: [0, 2, 1, 1, -1], synapseCount: 1, slack: 1e-9)
    func check(_ difference: Double, at time: Double) {
      let state = [0, 2, 1, 0.5 * difference, -0.5 * difference]
      monitor.check(at: time, watched: state.span)
    }
    check(1, at: 1)
    #expect(monitor.violations.isEmpty)
    check(1.5, at: 2)
    check(1.75, at: 3)
    #expect(
      monitor.violations.map { "\($0.invariant) \($0.time) \($0.value)" } == [
        "differenceNotGrowing 2.0 1.5"
      ])
  }

  /// Without predisposition, and where partners have signals of their own, nothing is promised of
  /// the difference.
  @Test func differenceIsFreeWithoutPredisposition() {
    let predisposed = BioAdam.Kinetics(predisposition: Predisposition(temperature: 1))
    let shared = [0.0, 2, 1]
    for (rule, substances) in [
      (BioAdam(), shared), (BioAdam(predisposed, backward: predisposed), shared + shared),
    ] {
      var monitor = InvariantMonitor(
        rule, initialState: substances + [0, 0], synapseCount: 1, slack: 1e-9)
      let state = substances + [1, -1]
      monitor.check(at: 1, watched: state.span)
      #expect(monitor.violations.isEmpty)
    }
  }

  /// Substances of a backward partner are watched as well.
  @Test func watchesBackwardSubstances() {
    let rule = BioAdam(backward: BioAdam.Kinetics())
    let rest = [0.0, 2, 1, 0, 2, 1]
    var monitor = InvariantMonitor(
      rule, initialState: rest + [0, 0], synapseCount: 1, slack: 1e-9)
    let state = [0.0, 2, 1, -1.5, 0.5, 1, 0, 0]
    monitor.check(at: 7, watched: state.span)
    #expect(monitor.violations.map(\.invariant) == [.mMinusNotNegative])
    #expect(monitor.violations.map(\.value) == [-0.5])
  }

  /// Within the model's domain the exact propagator breaks nothing, with a slack of rounding only.
  @Test func isSilentOtherwise() throws {
    for seed in 0..<200 {
      var range = RandomCase.Range()
      range.temperature = 1e-2...10
      let random = RandomCase(seed: seed, range)
      var monitor = InvariantMonitor(
        random.rule, initialState: random.initialState, synapseCount: random.synapseCount,
        slack: 1e-14)
      let times = random.sampleTimes()
      for (time, state) in zip(times, try random.exact(at: times)) {
        monitor.check(at: time, watched: state.span)
      }
      #expect(monitor.violations.isEmpty, "seed \(seed): \(monitor.violations)")
    }
  }

  /// A run of a population whose pairs all begin alike, watched at every time step.
  private func watch(
    _ solver: any Solver, _ dynamics: PopulationDynamics, state: [Double], until end: Int
  ) throws -> [InvariantMonitor.Violation] {
    let n = dynamics.synapseCount
    let problem = dynamics.problem(
      from: 0, to: Double(end), initialState: state.flatMap { repeatElement($0, count: n) })
    let rule = try #require(dynamics.rule as? BioAdam)
    return try watch(solver, problem, rule, n: n)
  }

  private func watch(
    _ solver: any Solver, _ problem: InitialValueProblem, _ rule: BioAdam, n: Int
  ) throws -> [InvariantMonitor.Violation] {
    var monitor = InvariantMonitor(
      rule, initialState: problem.initialState, synapseCount: n, slack: 1e-9)
    let times = (0...Int(problem.finalTime)).map { Double($0) }
    for (time, state) in zip(times, try solver.solve(problem, at: times).states) {
      monitor.check(at: time, watched: state.span)
    }
    return monitor.violations
  }
}
