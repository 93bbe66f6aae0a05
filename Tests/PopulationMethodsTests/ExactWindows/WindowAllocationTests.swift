import CAllocationCounter
import GradientDrives
import ODESolvers
import PopulationMethods
import RandomNumbers
import SynapticDynamics
import Testing

/// Steps of the propagator must not allocate: with 10⁵ synapses and more that would cost as much as the
/// arithmetic, and it keeps threads from scaling.
@Suite(.enabled(if: allocation_count() >= 0)) struct WindowAllocationTests {
  /// The kernel that carries a population over a window.
  @Test(arguments: Self.rules)
  func windowsDoNotAllocate(_ rule: BioAdam) {
    let n = 5
    let gradient = (0..<(n * rule.signalsPerSynapse)).map { Double($0) - 2.5 }
    let state = (0..<(n * rule.components.count)).map { 0.1 * Double($0) }
    let branches = rule.branches
    let start = PopulationState(state, count: n)
    var end = start
    func propagate(_ times: Int) {
      for k in 1...times {
        for branch in branches {
          branch.propagate(start, to: &end, over: Double(k), gradient: gradient)
        }
      }
    }
    propagate(1)
    let before = allocation_count()
    propagate(100)
    #expect(allocation_count() == before)
    let finite = end.values.allSatisfy { $0.isFinite }
    #expect(finite)
  }

  /// The whole solver over the windows of a random table. The list of pieces grows by doubling;
  /// with an allocation a window there would be 1000.
  @Test(arguments: Self.rules)
  func propagatorDoesNotAllocate(_ rule: BioAdam) throws {
    let table = HeldNoiseTable(
      signalCount: 5 * rule.signalsPerSynapse, window: 1, standardDeviation: [1],
      field: RandomField(seed: 1, purpose: .gradient))
    let dynamics = try PopulationDynamics(rule: rule, drive: TabulatedDrive(table))
    let solver = try ExactPropagator(dynamics)
    let state = [Double](repeating: 0.5, count: 5 * rule.components.count)
    let problem = dynamics.problem(from: 0, to: 1000, initialState: state)
    var observer = Silent()
    _ = solver.solve(problem, sampling: [], observer: &observer)
    let before = allocation_count()
    let solution = solver.solve(problem, sampling: [], observer: &observer)
    let after = allocation_count()
    try solution.check()
    #expect(solution.statistics.steps == 1000)
    #expect(after - before < 100, "for 1000 windows")
  }

  private struct Silent: SolutionObserver {
    mutating func sample(at time: Double, state: Span<Double>) {}
  }

  private static let predisposed = BioAdam.Kinetics(
    predisposition: Predisposition(temperature: 1))

  static let rules = [
    BioAdam(), BioAdam(predisposed), BioAdam(predisposed, tracksContractionClock: true),
    BioAdam(backward: predisposed),
    BioAdam(predisposed, backward: BioAdam.Kinetics(), tracksContractionClock: true),
  ]
}
