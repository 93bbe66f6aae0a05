import CAllocationCounter
import GradientDrives
import ODESolvers
import SynapticDynamics
import Testing

/// Evaluations of the rules must not allocate: with 10⁵ synapses and more that would cost as much as the
/// arithmetic, and it keeps threads from scaling.
@Suite(.enabled(if: allocation_count() >= 0)) struct NoAllocationTests {
  @Test(arguments: Self.rules)
  func ratesDoNotAllocate(_ rule: any SynapticRule) {
    let n = 5
    let gradient = (0..<(n * rule.signalsPerSynapse)).map { Double($0) - 2.5 }
    let state = (0..<(n * rule.components.count)).map { 0.1 * Double($0) }
    var rates = [Double](repeating: 0, count: state.count)
    func evaluate(_ times: Int) {
      for k in 0..<times {
        var span = rates.mutableSpan
        rule.rates(at: Double(k), gradient: gradient.span, state: state.span, rates: &span)
      }
    }
    evaluate(1)
    let before = allocation_count()
    evaluate(100)
    #expect(allocation_count() == before, "\(rule.name)")
    let finite = rates.allSatisfy { $0.isFinite }
    #expect(finite)
  }

  /// A run over twice the steps allocates as much as one over half of them: what is needed is
  /// allocated once. Held signals are read once a window, moving ones with every evaluation.
  @Test(arguments: Self.rules, [true, false])
  func stepsDoNotAllocate(_ rule: any SynapticRule, isHeld: Bool) throws {
    let count = 5 * rule.signalsPerSynapse
    let row = (0..<count).map { Double($0) - 2.5 }
    let ones = row.map { _ in 1.0 }
    let sines = SinesDrive(amplitude: row, frequency: ones, phase: ones, harmonics: [1, 0.5])
    let drive: any GradientDrive =
      isHeld ? TabulatedDrive(ListedTable(constant: row)) : sines
    let dynamics = try PopulationDynamics(rule: rule, drive: drive)
    let state = [Double](repeating: 0.5, count: 5 * rule.components.count)
    func allocations(over steps: Int) throws -> Int {
      let problem = dynamics.problem(from: 0, to: Double(steps) / 10, initialState: state)
      var observer = Silent()
      let before = allocation_count()
      let solution = RungeKutta4(stepSize: 0.1).solve(problem, sampling: [], observer: &observer)
      let after = allocation_count()
      try solution.check()
      #expect(solution.statistics.steps == steps)
      return after - before
    }
    _ = try allocations(over: 1)
    #expect(try allocations(over: 200) == allocations(over: 100), "\(rule.name)")
  }

  @Test func monitorDoesNotAllocate() {
    let rule = BioAdam(BioAdam.Kinetics(predisposition: Predisposition(temperature: 1)))
    let state: [Double] = [0, 2, 1, 0.5, 0.25]
    var monitor = InvariantMonitor(rule, initialState: state, synapseCount: 1, slack: 1e-9)
    monitor.check(at: 0, watched: state.span)
    let before = allocation_count()
    for k in 0..<100 { monitor.check(at: Double(k), watched: state.span) }
    #expect(allocation_count() == before)
    #expect(monitor.violations.isEmpty)
  }

  private struct Silent: SolutionObserver {
    mutating func sample(at time: Double, state: Span<Double>) {}
  }

  private static let predisposed = BioAdam.Kinetics(
    predisposition: Predisposition(temperature: 1))

  static let rules: [any SynapticRule] =
    [
      BioAdam(), BioAdam(predisposed), BioAdam(predisposed, tracksContractionClock: true),
      BioAdam(backward: predisposed),
      BioAdam(predisposed, backward: BioAdam.Kinetics(), tracksContractionClock: true),
      GradientFlow(), Momentum(), Momentum(looksAhead: true), RMSProp(), AdaGrad(), Adam(),
      Adam(biasCorrection: .continuous), Adam(biasCorrection: .discrete),
      GradientFlow(predisposition: Predisposition(temperature: 1)),
    ]
}
