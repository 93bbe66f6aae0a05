import GradientDrives
import ODESolvers
import PopulationMethods
import SynapticDynamics
import TestSupport
import Testing

@Suite struct PropagatorFailureTests {
  @Test func refusesOtherRules() throws {
    let drive = TabulatedDrive(ListedTable(constant: [1]))
    let dynamics = try PopulationDynamics(rule: Adam(), drive: drive)
    let failure = #expect(throws: SolverFailure.self) { try ExactPropagator(dynamics) }
    #expect(
      failure?.reason
        == .invalidOptions(
          "the method exact solves bioAdam and rules written as equations, not adam"))
  }

  @Test func refusesMovingSignals() throws {
    let table = ListedTable(times: [0, 1], rows: [[1], [2]])
    let sines = SinesDrive(amplitude: [1], frequency: [1], phase: [0])
    for drive in [sines as any GradientDrive, TabulatedDrive(table, interpolation: .linear)] {
      let dynamics = try PopulationDynamics(rule: BioAdam(), drive: drive)
      let failure = #expect(throws: SolverFailure.self) { try ExactPropagator(dynamics) }
      #expect(
        failure?.reason
          == .invalidOptions("the method exact needs a drive that is held between its breakpoints"))
    }
  }

  /// A weight that overflows in the very first window: the last good state is the start.
  @Test(arguments: [1, 3]) func reportsOverflowAtOnce(windows: Int) throws {
    let rule = BioAdam(BioAdam.Kinetics(learningRate: 1e308))
    let table = ListedTable(
      times: (0..<windows).map { Double($0) }, rows: (0..<windows).map { [Double($0) - 50] })
    let dynamics = try PopulationDynamics(rule: rule, drive: TabulatedDrive(table))
    let state = rest(1) + [0.25, 0.5]
    var observer = SampleRecorder()
    let solution = try ExactPropagator(dynamics).solve(
      dynamics.problem(from: 0, to: Double(windows), initialState: state), sampling: [],
      observer: &observer)
    #expect(solution.time == 0 && solution.state == state)
    let failure = #expect(throws: SolverFailure.self) { try solution.check() }
    #expect(failure?.time == 1)
  }

  /// A state that begins at infinity is told by every method made for populations.
  @Test func reportsStartsThatAreNotFinite() throws {
    let dynamics = try PopulationDynamics(
      rule: BioAdam(), drive: TabulatedDrive(ListedTable(constant: [1])))
    for solver in [
      try ExactPropagator(dynamics) as any Solver, try Collocation(dynamics),
      try PopulationEuler(dynamics, stepSize: 0.1),
    ] {
      for k in 0..<5 {
        var state = rest(1) + [0.25, 0.5]
        state[k] = .infinity
        let problem = dynamics.problem(from: 0, to: 1, initialState: state)
        let failure = #expect(throws: SolverFailure.self) { try solver.solve(problem) }
        guard case .notFinite("initial value", _, .infinity) = failure?.reason else {
          Issue.record("\(solver.name), component \(k): \(String(describing: failure))")
          continue
        }
      }
    }
  }

  /// A weight that overflows (∫ m ρ dt is −2.1 in the last window) is reported by name, with the
  /// last good state, at the end of the window before.
  @Test func reportsOverflow() throws {
    let rule = BioAdam(BioAdam.Kinetics(learningRate: 1e308))
    let table = ListedTable(times: [0, 1, 2], rows: [[0, 1, 0], [0, 1, 0], [0, -3e5, 0]])
    let dynamics = try PopulationDynamics(rule: rule, drive: TabulatedDrive(table))
    let state = rest(3) + [Double](repeating: 0, count: 6)
    let problem = dynamics.problem(from: 0, to: 9, initialState: state)
    var recorder = SampleRecorder()
    let solution = try ExactPropagator(dynamics).solve(
      problem, sampling: [0.5, 2, 9], observer: &recorder)
    #expect(recorder.times == [0.5, 2])
    #expect(solution.time == 2)
    #expect(solution.state == recorder.states[1])
    let failure = #expect(throws: SolverFailure.self) { try solution.check() }
    guard case .notFinite(let quantity, let component, let value) = failure?.reason else {
      Issue.record("\(String(describing: failure))")
      return
    }
    #expect(quantity == "value" && component == "synapse 1, w_f" && value == .infinity)
    #expect(failure?.time == 9 && failure?.stepSize == 7)
  }
}
